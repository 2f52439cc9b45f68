import { describe, expect, it } from "vitest";
import { Watchdog } from "../../../../electron/engine/http/watchdog";
import { FakeClock } from "../../../helpers/fake-clock";

function watched() {
  const clock = new FakeClock();
  const watchdog = new Watchdog(clock);
  const barks: number[] = [];
  watchdog.watch(1000, () => barks.push(clock.monotonicMs()));
  return { clock, watchdog, barks };
}

describe("a watchdog", () => {
  it("barks once, when nothing happened for the whole limit", () => {
    const { clock, barks } = watched();
    clock.advance(999);
    expect(barks).toEqual([]);
    clock.advance(5000);
    expect(barks).toEqual([1000]);
    expect(clock.armed).toBe(0);
  });

  it("counts anew from each sign of life", () => {
    const { clock, watchdog, barks } = watched();
    for (let count = 0; count < 100; count += 1) {
      clock.advance(600);
      watchdog.touch();
    }
    expect(barks).toEqual([]);
    clock.advance(2000);
    expect(barks).toEqual([61_000]);
  });

  it("keeps quiet once it was stopped", () => {
    const { clock, watchdog, barks } = watched();
    watchdog.stop();
    clock.advance(5000);
    expect(barks).toEqual([]);
    expect(clock.armed).toBe(0);
  });

  it("watches one thing at a time", () => {
    const { clock, watchdog, barks } = watched();
    clock.advance(900);
    watchdog.watch(500, () => barks.push(-1));
    clock.advance(5000);
    expect(barks).toEqual([-1]);
  });
});
