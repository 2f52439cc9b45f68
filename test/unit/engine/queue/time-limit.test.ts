import { describe, expect, it } from "vitest";
import { withinLimit } from "../../../../electron/engine/queue/time-limit";
import { FakeClock } from "../../../helpers/fake-clock";

/** Ends only when its signal says so. */
const endless = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(new Error("aborted"));
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  });

describe("withinLimit", () => {
  it("answers what the work answers, and leaves no timer behind", async () => {
    const clock = new FakeClock();
    expect(await withinLimit(clock, 1_000, async () => 7)).toBe(7);
    expect(clock.armed).toBe(0);
  });

  it("aborts work that takes too long", async () => {
    const clock = new FakeClock();
    const waiting = withinLimit(clock, 1_000, endless);
    clock.advance(1_000);
    await expect(waiting).rejects.toThrow("aborted");
    expect(clock.armed).toBe(0);
  });

  it("aborts with its parent, also with one that was aborted before", async () => {
    const clock = new FakeClock();
    const parent = new AbortController();
    const waiting = withinLimit(clock, 1_000, endless, parent.signal);
    parent.abort();
    await expect(waiting).rejects.toThrow("aborted");
    await expect(withinLimit(clock, 1_000, endless, parent.signal)).rejects.toThrow("aborted");
    expect(clock.armed).toBe(0);
  });
});
