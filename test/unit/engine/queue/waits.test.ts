import { describe, expect, it } from "vitest";
import { Waits } from "../../../../electron/engine/queue/waits";
import { FakeClock } from "../../../helpers/fake-clock";

function waits() {
  const clock = new FakeClock();
  const arrived: string[] = [];
  return { clock, arrived, waits: new Waits(clock, (key) => arrived.push(key)) };
}

describe("Waits", () => {
  it("rings each key once at its time, with one timer for all", () => {
    const { clock, arrived, waits: all } = waits();
    all.set("late", 3_000);
    all.set("early", 1_000);
    expect(clock.armed).toBe(1);
    clock.advance(1_000);
    expect(arrived).toEqual(["early"]);
    clock.advance(10_000);
    expect(arrived).toEqual(["early", "late"]);
    expect(clock.armed).toBe(0);
  });

  it("does not ring a key that was called off", () => {
    const { clock, arrived, waits: all } = waits();
    all.set("a", 1_000);
    all.delete("a");
    clock.advance(5_000);
    expect(arrived).toEqual([]);
  });

  it("is not disturbed by a jump of the wall clock", () => {
    const { clock, arrived, waits: all } = waits();
    all.set("a", 60_000);
    clock.jump(-10 * 365 * 86_400_000);
    clock.advance(60_000);
    expect(arrived).toEqual(["a"]);
  });

  it("waits anew when a key is set again, and at once for a time that has passed", () => {
    const { clock, arrived, waits: all } = waits();
    all.set("a", 1_000);
    all.set("a", 2_000);
    all.set("b", -5);
    clock.advance(0);
    expect(arrived).toEqual(["b"]);
    clock.advance(1_500);
    expect(arrived).toEqual(["b"]);
    clock.advance(500);
    expect(arrived).toEqual(["b", "a"]);
  });
});
