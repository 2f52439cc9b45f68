import { describe, expect, it } from "vitest";
import { parseRetryAfter } from "../../../../electron/engine/http/retry-after";

const now = Date.UTC(2026, 10, 22, 12, 0, 0);
const second = 1000;
const sixHours = 6 * 3600 * second;

describe("Retry-After", () => {
  it.each([
    ["7", 7 * second],
    [" 120 ", 120 * second],
    ["0", second],
    ["999999999", sixHours],
    ["9".repeat(400), sixHours],
    ["Sun, 22 Nov 2026 12:00:30 GMT", 30 * second],
    ["Sunday, 22-Nov-26 12:00:30 GMT", 30 * second],
    ["Sun Nov 22 12:00:30 2026", 30 * second],
    ["Tue Dec  1 00:00:00 2026", sixHours],
    ["Sun, 22 Nov 2026 11:00:00 GMT", second],
    ["Sunday, 22-Nov-94 12:00:30 GMT", second],
  ])("%s is %i milliseconds", (value, expected) => {
    expect(parseRetryAfter(value, now, undefined)).toBe(expected);
  });

  it.each([
    "",
    "-1",
    "1.5",
    "soon",
    "7 s",
    "1e3",
    "2026-11-22T12:00:30Z",
    "Sun, 22 Foo 2026 12:00:30 GMT",
    "Sun, 22 Nov 2026 25:00:30 GMT",
  ])("%j says nothing", (value) => {
    expect(parseRetryAfter(value, now, undefined)).toBeNull();
  });

  it("says nothing when it is absent", () => {
    expect(parseRetryAfter(undefined, now, undefined)).toBeNull();
  });

  it("is measured against the server's clock, where that is known", () => {
    const wrongClock = "Sun, 22 Nov 2026 15:00:00 GMT";
    expect(parseRetryAfter("Sun, 22 Nov 2026 15:00:45 GMT", now, wrongClock)).toBe(45 * second);
    expect(parseRetryAfter("45", now, wrongClock)).toBe(45 * second);
    expect(parseRetryAfter("Sun, 22 Nov 2026 12:00:45 GMT", now, "nonsense")).toBe(45 * second);
  });
});
