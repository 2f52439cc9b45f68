import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bandwidth } from "../../../../electron/engine/queue/bandwidth";
import { FakeClock } from "../../../helpers/fake-clock";

const slice = 64 * 1024;

/** Uploads that send whatever they may, as fast as they may. */
function openLine(limit: number | null) {
  const clock = new FakeClock();
  const bandwidth = new Bandwidth(clock);
  bandwidth.limit(limit);
  const controllers: AbortController[] = [];
  const sent: number[] = [];
  const send = (wanted = slice) => {
    const index = sent.push(0) - 1;
    const controller = new AbortController();
    controllers.push(controller);
    const run = async () => {
      while (!controller.signal.aborted) {
        const leave = bandwidth.take(wanted, controller.signal);
        // Without a limit there is nothing to wait for, and this would go on for ever.
        if (typeof leave === "number") return;
        sent[index] = (sent[index] ?? 0) + (await leave);
      }
    };
    void run();
    return index;
  };
  /** Lets time pass in small steps, so that everybody has his turn. */
  const pass = async (durationMs: number) => {
    for (let passed = 0; passed < durationMs; passed += 10) {
      clock.advance(10);
      for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
    }
  };
  const end = () => {
    for (const controller of controllers) controller.abort();
  };
  const total = () => sent.reduce((sum, bytes) => sum + bytes, 0);
  return { clock, bandwidth, send, sent, pass, total, controllers, end };
}

describe("the limit of bandwidth", () => {
  it("lets everything through at once when there is none", () => {
    const { bandwidth } = openLine(null);
    expect(bandwidth.take(slice, new AbortController().signal)).toBe(slice);
  });

  it("is kept within a fifth of a second's worth, whatever the limit and the number of uploads", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1_024, max: 50_000_000 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 5 }),
        async (limit, uploads, seconds) => {
          const { send, pass, total, end } = openLine(limit);
          for (let index = 0; index < uploads; index += 1) send();
          await pass(seconds * 1_000);
          end();
          const turn = Math.max(1_024, limit / 20);
          expect(total()).toBeLessThanOrEqual(limit * (seconds + 0.2) + 2 * turn);
          expect(total()).toBeGreaterThanOrEqual(
            Math.min(limit, slice * 100 * uploads) * seconds * 0.95 - 2 * turn,
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is shared alike, however large the pieces are that each wants to send", async () => {
    const { send, sent, pass, end } = openLine(1_000_000);
    for (const wanted of [slice, slice, 50_000, slice]) send(wanted);
    await pass(4_000);
    end();
    for (const bytes of sent) expect(Math.abs(bytes - 1_000_000)).toBeLessThan(110_000);
  });

  it("gives newcomers their share at once, and theirs to the others when they go", async () => {
    const { send, sent, pass, controllers, end } = openLine(1_000_000);
    send();
    await pass(2_000);
    const before = sent[0] ?? 0;
    send();
    await pass(2_000);
    expect(Math.abs((sent[0] ?? 0) - before - 1_000_000)).toBeLessThan(110_000);
    expect(Math.abs((sent[1] ?? 0) - 1_000_000)).toBeLessThan(110_000);
    controllers[1]?.abort();
    const alone = sent[0] ?? 0;
    await pass(2_000);
    end();
    expect((sent[0] ?? 0) - alone).toBeGreaterThan(1_880_000);
  });

  it("changes while uploads run: to less, to more, and to none", async () => {
    const { bandwidth, send, pass, total, end } = openLine(10_000_000);
    send();
    send();
    await pass(1_000);
    bandwidth.limit(100_000);
    const slow = total();
    await pass(2_000);
    expect(total() - slow).toBeLessThan(300_000);
    bandwidth.limit(5_000_000);
    const fast = total();
    await pass(1_000);
    expect(total() - fast).toBeGreaterThan(4_000_000);
    bandwidth.limit(1_024);
    await pass(100);
    const blocked = total();
    bandwidth.limit(null);
    await pass(10);
    // The two that waited got what they wanted, and nobody asks any more.
    expect(total() - blocked).toBe(2 * slice);
    end();
  });

  it("makes up for no more than a fifth of a second after a pause", async () => {
    const { clock, send, pass, total, end } = openLine(1_000_000);
    clock.advance(60_000);
    send();
    await pass(10);
    expect(total()).toBeLessThanOrEqual(200_000 + 2 * 50_000);
    end();
  });

  it("lets go of an upload that is stopped while it waits, and leaves no timer behind", async () => {
    const { clock, bandwidth } = openLine(1_024);
    const controller = new AbortController();
    const open = new AbortController();
    setMaxListeners(0, open.signal);
    for (let count = 0; count < 300; count += 1) void bandwidth.take(slice, open.signal);
    const waiting = bandwidth.take(slice, controller.signal);
    controller.abort();
    expect(await waiting).toBe(0);
    expect(bandwidth.take(slice, controller.signal)).toBe(0);
    bandwidth.close();
    expect(clock.armed).toBe(0);
  });
});
