import { describe, expect, it } from "vitest";
import { silentLogger } from "../../../electron/engine/ports";
import { type RecoverableWindow, recoverPage } from "../../../electron/main/page-recovery";
import { FakeClock } from "../../helpers/fake-clock";

function start() {
  const clock = new FakeClock();
  const listeners = new Map<string, (...values: never[]) => void>();
  const done: string[] = [];
  const state = { destroyed: false };
  const on = (event: string, listener: (...values: never[]) => void) => listeners.set(event, listener);
  const window = {
    on,
    webContents: {
      on,
      isDestroyed: () => state.destroyed,
      reload: () => done.push("reload"),
      forcefullyCrashRenderer: () => done.push("crash"),
    },
  } as unknown as RecoverableWindow;
  recoverPage(window, { clock, logger: silentLogger });
  const gone = (reason: string) =>
    (listeners.get("render-process-gone") as ((event: null, details: object) => void) | undefined)?.(null, {
      reason,
      exitCode: 1,
    });
  return { clock, done, state, gone, tell: (event: string) => listeners.get(event)?.() };
}

describe("P2: a page whose process ends", () => {
  it.each(["crashed", "killed", "oom", "abnormal-exit"])("(%s) is loaded again at once", (reason) => {
    const { clock, done, gone } = start();
    gone(reason);
    clock.advance(0);
    expect(done).toEqual(["reload"]);
  });

  it("is left alone when it ended because the window closes", () => {
    const { clock, done, state, gone } = start();
    gone("clean-exit");
    state.destroyed = true;
    gone("killed");
    clock.advance(60_000);
    expect(done).toEqual([]);
  });

  it("is loaded with pauses when it keeps ending, and at once again after a quiet minute", () => {
    const { clock, done, gone } = start();
    for (let count = 0; count < 3; count += 1) {
      gone("crashed");
      clock.advance(0);
    }
    expect(done).toHaveLength(3);
    gone("crashed");
    clock.advance(14_999);
    expect(done).toHaveLength(3);
    clock.advance(1);
    expect(done).toHaveLength(4);
    clock.advance(60_000);
    gone("crashed");
    clock.advance(0);
    expect(done).toHaveLength(5);
  });
});

describe("P2: a page that hangs", () => {
  it("is ended after twenty seconds, and left alone when it answers before", () => {
    const { clock, done, tell } = start();
    tell("unresponsive");
    clock.advance(19_000);
    tell("responsive");
    clock.advance(60_000);
    expect(done).toEqual([]);
    tell("unresponsive");
    clock.advance(20_000);
    expect(done).toEqual(["crash"]);
  });

  it("is forgotten when the window closes", () => {
    const { clock, done, tell } = start();
    tell("unresponsive");
    tell("closed");
    expect(clock.armed).toBe(0);
    expect(done).toEqual([]);
  });
});
