import { describe, expect, it } from "vitest";
import { Waits } from "../../../../electron/engine/queue/waits";
import { FakeClock } from "../../../helpers/fake-clock";

function waits() {
  const clock = new FakeClock();
  const arrived: string[] = [];
  return { clock, arrived, waits: new Waits(clock, (keys) => arrived.push(...keys)) };
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

  it("rings what is due at the same time in one go", () => {
    const clock = new FakeClock();
    const rings: (readonly string[])[] = [];
    const all = new Waits(clock, (keys) => rings.push(keys));
    for (const key of ["a", "b", "c"]) all.set(key, 1_000);
    clock.advance(1_000);
    expect(rings.map((keys) => keys.toSorted())).toEqual([["a", "b", "c"]]);
  });

  it("rings 100,000 keys each at its own time, in order, whatever the order of asking and with every third called off", () => {
    const { clock, arrived, waits: all } = waits();
    const count = 100_000;
    const delay = (index: number) => ((index * 7919) % count) + 1;
    for (let index = 0; index < count; index += 1) all.set(String(index), delay(index));
    for (let index = 0; index < count; index += 3) all.delete(String(index));
    expect(clock.armed).toBe(1);
    for (let index = 0; index < 20; index += 1) clock.advance(count / 20 + 1);
    const delays = arrived.map((key) => delay(Number(key)));
    expect(delays).toHaveLength(count - Math.ceil(count / 3));
    expect(delays.every((delayMs, index) => index === 0 || delayMs >= (delays[index - 1] ?? 0))).toBe(true);
    expect(all.size).toBe(0);
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
