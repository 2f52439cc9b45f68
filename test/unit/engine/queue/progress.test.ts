import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProgressBoard } from "../../../../electron/engine/queue/progress";
import type { Progress } from "../../../../electron/shared/upload";
import { FakeClock } from "../../../helpers/fake-clock";

function board() {
  const clock = new FakeClock();
  const announced: (readonly Progress[])[] = [];
  return { clock, announced, progress: new ProgressBoard(clock, (rows) => announced.push(rows)) };
}

describe("ProgressBoard", () => {
  it("announces at most ten times a second, however often bytes move", () => {
    const { clock, announced, progress } = board();
    progress.begin("a", 1_000_000);
    for (let count = 0; count < 1_000; count += 1) {
      progress.update("a", count * 1_000);
      clock.advance(1);
    }
    expect(announced.length).toBeGreaterThanOrEqual(9);
    expect(announced.length).toBeLessThanOrEqual(10);
  });

  it("tells speed and time left over the last seconds, not since the beginning", () => {
    const { clock, announced, progress } = board();
    progress.begin("a", 100_000_000);
    let sent = 0;
    const run = (seconds: number, bytesPerSecond: number) => {
      for (let tick = 0; tick < seconds * 10; tick += 1) {
        clock.advance(100);
        sent += bytesPerSecond / 10;
        progress.update("a", sent);
      }
    };
    run(10, 5_000_000);
    run(10, 1_000_000);
    clock.advance(100);
    const last = announced.at(-1)?.[0];
    expect(last?.bytesPerSecond).toBeGreaterThan(900_000);
    expect(last?.bytesPerSecond).toBeLessThan(1_100_000);
    expect(last?.remainingMs).toBeGreaterThan(35_000);
    expect(last?.remainingMs).toBeLessThan(45_000);
  });

  it("never falls within an attempt and never passes the file's size", () => {
    const { clock, announced, progress } = board();
    progress.begin("a", 100);
    for (const bytes of [10, 50, 20, 400]) {
      progress.update("a", bytes);
      clock.advance(100);
    }
    expect(announced.map((rows) => rows[0]?.bytesSent)).toEqual([10, 50, 50, 100]);
  });

  it("says the last word of an upload that ends between two announcements", () => {
    const { announced, progress } = board();
    progress.begin("a", 100);
    progress.update("a", 100);
    progress.end("a");
    expect(announced).toHaveLength(1);
    expect(announced[0]?.[0]).toMatchObject({ id: "a", bytesSent: 100, bytesPerSecond: null });
  });

  it("leaves no timer behind when nothing is sent any more", () => {
    const { clock, progress } = board();
    progress.begin("a", 100);
    progress.end("a");
    expect(clock.armed).toBe(0);
  });

  it("knows how long nothing has moved", () => {
    const { clock, progress } = board();
    expect(progress.quietMs()).toBe(0);
    progress.begin("a", 100);
    clock.advance(5_000);
    expect(progress.quietMs()).toBe(5_000);
    progress.update("a", 1);
    expect(progress.quietMs()).toBe(0);
  });
});

describe("progress, whatever the network does", () => {
  const step = fc.record({
    waitMs: fc.integer({ min: 0, max: 4_000 }),
    bytes: fc.integer({ min: -50_000, max: 2_000_000 }),
  });

  it("never falls, never passes the size, and tells no speed below nothing and no time that has passed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000_000 }),
        fc.array(step, { maxLength: 60 }),
        (size, steps) => {
          const { clock, announced, progress } = board();
          progress.begin("a", size);
          let sent = 0;
          for (const { waitMs, bytes } of steps) {
            clock.advance(waitMs);
            sent += bytes;
            progress.update("a", sent);
          }
          progress.end("a");
          const rows = announced.flat();
          for (const [index, row] of rows.entries()) {
            expect(row.bytesSent).toBeGreaterThanOrEqual(rows[index - 1]?.bytesSent ?? 0);
            expect(row.bytesSent).toBeLessThanOrEqual(size);
            if (row.bytesPerSecond !== null) expect(row.bytesPerSecond).toBeGreaterThanOrEqual(0);
            if (row.remainingMs !== null) expect(row.remainingMs).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });

  it("tells a steady speed truly, however the bytes are cut", () => {
    const speeds = fc.integer({ min: 10_000, max: 50_000_000 });
    fc.assert(
      fc.property(speeds, fc.integer({ min: 20, max: 400 }), (bytesPerSecond, everyMs) => {
        const { clock, announced, progress } = board();
        progress.begin("a", Number.MAX_SAFE_INTEGER);
        for (let passedMs = everyMs; passedMs <= 8_000; passedMs += everyMs) {
          clock.advance(everyMs);
          progress.update("a", (bytesPerSecond * passedMs) / 1_000);
        }
        const told = announced.at(-1)?.[0]?.bytesPerSecond ?? 0;
        expect(Math.abs(told / bytesPerSecond - 1)).toBeLessThan(0.15);
      }),
    );
  });

  it("tells that the speed is over when nothing moves any more, though nobody says so", () => {
    const { clock, announced, progress } = board();
    progress.begin("a", 100_000_000);
    for (let tick = 1; tick <= 20; tick += 1) {
      clock.advance(100);
      progress.update("a", tick * 1_000_000);
    }
    const moving = announced.length;
    clock.advance(20_000);
    const told = announced.slice(moving).map((rows) => rows[0]?.bytesPerSecond ?? Number.NaN);
    expect(told.length).toBeGreaterThanOrEqual(19);
    expect(told).toEqual(told.toSorted((one, other) => other - one));
    expect(told.at(-1)).toBeLessThan(1_000_000);
    progress.end("a");
    expect(clock.armed).toBe(0);
  });
});
