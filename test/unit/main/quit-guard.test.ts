import { describe, expect, it } from "vitest";
import { type QuitAnswer, QuitGuard } from "../../../electron/main/quit-guard";
import { FakeClock } from "../../helpers/fake-clock";

function start(answer: QuitAnswer, moving: () => number | Error, shutDown = async () => {}) {
  const clock = new FakeClock();
  const log: string[] = [];
  const guard = new QuitGuard({
    clock,
    moving: async () => {
      const count = moving();
      if (count instanceof Error) throw count;
      return count;
    },
    ask: async (count) => {
      log.push(`asked ${count}`);
      return answer;
    },
    shutDown: async () => {
      log.push("shut down");
      await shutDown();
    },
    quit: () => log.push(guard.mayClose() ? "quit" : "refused"),
  });
  const settle = async () => await new Promise((resolve) => setImmediate(resolve));
  return { guard, log, settle, clock };
}

describe("quitting", () => {
  it("goes without a question when nothing runs, and only in order", async () => {
    const { guard, log, settle } = start("cancel", () => 0);
    expect(guard.mayClose()).toBe(false);
    expect(guard.mayClose()).toBe(false);
    await settle();
    expect(log).toEqual(["shut down", "quit"]);
    expect(guard.mayClose()).toBe(true);
  });

  it("stays open when the user thinks better of it, and asks again the next time", async () => {
    const { guard, log, settle } = start("cancel", () => 2);
    guard.mayClose();
    await settle();
    guard.mayClose();
    await settle();
    expect(log).toEqual(["asked 2", "asked 2"]);
  });

  it("ends at once and keeps the queue when the user says so", async () => {
    const { guard, log, settle } = start("quit", () => 2);
    guard.mayClose();
    await settle();
    expect(log).toEqual(["asked 2", "shut down", "quit"]);
  });

  it("finishes first when the user says so", async () => {
    let moving = 2;
    const { guard, log, settle } = start("finish", () => moving);
    guard.mayClose();
    await settle();
    moving = 1;
    await guard.settled();
    expect(log).toEqual(["asked 2"]);
    moving = 0;
    await guard.settled();
    expect(log).toEqual(["asked 2", "shut down", "quit"]);
  });

  it("does not end because uploads came to rest while nobody wants to quit", async () => {
    const { guard, log } = start("quit", () => 0);
    await guard.settled();
    expect(log).toEqual([]);
  });

  it("is not held up by an engine that can't answer", async () => {
    const { guard, log, settle } = start("cancel", () => new Error("gone"));
    guard.mayClose();
    await settle();
    expect(log).toEqual(["shut down", "quit"]);
  });

  it("asks nobody when the system shuts down", async () => {
    const { guard, log } = start("cancel", () => 5);
    await guard.quitNow();
    await guard.quitNow();
    expect(log).toEqual(["shut down", "quit"]);
  });

  it("is not held up for longer than five seconds by an engine that does not stop", async () => {
    const { guard, log, settle, clock } = start(
      "quit",
      () => 0,
      () => new Promise(() => {}),
    );
    guard.mayClose();
    await settle();
    clock.advance(4_999);
    await settle();
    expect(log).toEqual(["shut down"]);
    clock.advance(1);
    await settle();
    expect(log).toEqual(["shut down", "quit"]);
    expect(clock.armed).toBe(0);
  });
});
