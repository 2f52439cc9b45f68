import fc from "fast-check";
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

describe("Retry-After, whatever it says", () => {
  /** The three forms of a date that HTTP knows (RFC 9110 5.6.7). */
  const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
  const forms: readonly ((date: Date) => string)[] = [
    (date) => date.toUTCString(),
    (date) => {
      const [, day, month, year = "", time] = date.toUTCString().split(" ");
      return `${days[date.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${time} GMT`;
    },
    (date) => {
      const [weekday = "", day = "", month, year, time] = date.toUTCString().split(" ");
      return `${weekday.slice(0, 3)} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`;
    },
  ];

  it("reads every date in all three forms, against the server's own clock, and never waits outside its bounds", () => {
    const seconds = fc.integer({ min: -40_000, max: 40_000 });
    const skew = fc.integer({ min: -4_000_000, max: 4_000_000 });
    fc.assert(
      fc.property(
        seconds,
        skew,
        fc.constantFrom(...forms),
        fc.constantFrom(...forms),
        (wait, drift, form, own) => {
          const serverNow = now + drift * second;
          const value = form(new Date(serverNow + wait * second));
          const expected = Math.min(sixHours, Math.max(second, wait * second));
          expect(parseRetryAfter(value, now, own(new Date(serverNow)))).toBe(expected);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("reads any number of seconds within its bounds", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (seconds) => {
        const expected = Math.min(sixHours, Math.max(second, Number(seconds) * second));
        expect(parseRetryAfter(String(seconds), now, undefined)).toBe(expected);
      }),
    );
  });

  it("says nothing, or something within its bounds, for any garbage", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.option(fc.string(), { nil: undefined }),
        (value, date) => {
          const wait = parseRetryAfter(value, now, date);
          if (wait !== null) expect(wait >= second && wait <= sixHours).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
