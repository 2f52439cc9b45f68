import { describe, expect, it } from "vitest";
import { silentLogger } from "../../../../electron/engine/ports";
import { UntrustedFeed } from "../../../../electron/main/updates/signed-feed";
import type { SystemUpdater } from "../../../../electron/main/updates/system-updater";
import { firstCheckMs, silenceMs, Updates } from "../../../../electron/main/updates/updates";
import { FakeClock } from "../../../helpers/fake-clock";

interface Stage {
  moving?: number;
  wanted?: boolean;
  installsAtQuit?: boolean;
  found?: string | null | Error;
  load?: SystemUpdater["load"];
}

function start(stage: Stage = {}) {
  const clock = new FakeClock();
  const log: string[] = [];
  const states: string[] = [];
  const updater: SystemUpdater = {
    check: async () => {
      log.push("checked");
      if (stage.found instanceof Error) throw stage.found;
      return stage.found === undefined ? "2.0.0" : stage.found;
    },
    load: stage.load ?? (async (onProgress) => onProgress(100)),
    install: (startAgain) => {
      log.push(startAgain ? "installed, starts again" : "installed");
      return false;
    },
  };
  const updates = new Updates({
    updater,
    obstacle: null,
    clock,
    logger: silentLogger,
    isWanted: async () => stage.wanted ?? true,
    isQuiet: async () => (stage.moving ?? 0) === 0,
    installsAtQuit: stage.installsAtQuit ?? true,
    changed: (state) => states.push(state.kind),
    quit: () => log.push("quits"),
  });
  const settle = async () => await new Promise((resolve) => setImmediate(resolve));
  return { updates, clock, log, states, settle, stage };
}

describe("when it looks", () => {
  it("looks by itself only where the user wants it, a while after the start and then every six hours", async () => {
    const { updates, clock, log, settle, stage } = start({ found: null, wanted: false });
    updates.start();
    clock.advance(firstCheckMs);
    await settle();
    expect(log).toEqual([]);
    stage.wanted = true;
    clock.advance(6 * 3_600_000);
    await settle();
    expect(log).toEqual(["checked"]);
    expect(updates.state).toEqual({ kind: "current", checkedAt: clock.now() });
    updates.close();
    clock.advance(24 * 3_600_000);
    await settle();
    expect(log).toEqual(["checked"]);
  });

  it("looks at the user's word in any case, once at a time", async () => {
    const { updates, log, states } = start({ wanted: false });
    await Promise.all([updates.check(), updates.check()]);
    expect(log).toEqual(["checked"]);
    expect(states.at(-1)).toBe("ready");
    await updates.check();
    expect(log).toEqual(["checked"]);
  });

  it("a copy that does not update itself says why and never asks anybody", async () => {
    const clock = new FakeClock();
    const parts = { clock, logger: silentLogger, isWanted: async () => true, isQuiet: async () => true };
    const more = { installsAtQuit: true, changed: () => {}, quit: () => {} };
    const updates = new Updates({ updater: null, obstacle: "package-manager", ...parts, ...more });
    updates.start();
    await updates.check();
    await updates.prepareEnd();
    expect(updates.state).toEqual({ kind: "off", why: "package-manager" });
    expect(updates.end()).toBe(false);
  });
});

describe("what goes wrong", () => {
  it("tells what is not signed from what can't be reached, and may look again", async () => {
    const { updates, stage } = start({ found: new UntrustedFeed("no") });
    await updates.check();
    expect(updates.state).toEqual({ kind: "failed", why: "untrusted" });
    stage.found = new Error("ECONNREFUSED");
    await updates.check();
    expect(updates.state).toEqual({ kind: "failed", why: "unreachable" });
    stage.found = null;
    await updates.check();
    expect(updates.state.kind).toBe("current");
  });

  it("gives up a download that brings nothing for a minute, not one that is slow", async () => {
    let progress: (percent: number) => void = () => {};
    const load: SystemUpdater["load"] = (onProgress, signal) =>
      new Promise((_done, failed) => {
        progress = onProgress;
        signal.addEventListener("abort", () => failed(new Error("stopped")));
      });
    const { updates, clock, settle } = start({ load });
    const work = updates.check();
    await settle();
    for (const percent of [1, 1, 2]) {
      clock.advance(silenceMs - 1);
      progress(percent);
    }
    expect(updates.state).toEqual({ kind: "loading", version: "2.0.0", percent: 2 });
    clock.advance(silenceMs);
    await work;
    expect(updates.state).toEqual({ kind: "failed", why: "unreachable" });
  });
});

describe("when it installs", () => {
  it("when the user ends Waybill and no upload runs, without starting it again", async () => {
    const { updates, log } = start();
    await updates.check();
    expect(updates.end()).toBe(false);
    expect(log).toEqual(["checked"]);
    await updates.prepareEnd();
    updates.end();
    expect(log).toEqual(["checked", "installed"]);
  });

  it("S-35 never while an upload runs, also when Waybill ends in the middle of it", async () => {
    const { updates, log } = start({ moving: 1 });
    await updates.check();
    await updates.prepareEnd();
    expect(updates.end()).toBe(false);
    expect(log).toEqual(["checked"]);
  });

  it("waits for the last upload when the user wants it at once, and starts Waybill again", async () => {
    const { updates, log, stage } = start({ moving: 2 });
    await updates.check();
    await updates.installNow(true);
    stage.moving = 1;
    await updates.settled();
    expect(log).toEqual(["checked"]);
    expect(updates.state).toEqual({ kind: "ready", version: "2.0.0", isAwaited: true });
    stage.moving = 0;
    await updates.settled();
    expect(log).toEqual(["checked", "quits"]);
    await updates.prepareEnd();
    updates.end();
    expect(log.at(-1)).toBe("installed, starts again");
  });

  it("lets the user think better of it", async () => {
    const { updates, log, stage } = start({ moving: 1 });
    await updates.check();
    await updates.installNow(true);
    await updates.installNow(false);
    stage.moving = 0;
    await updates.settled();
    expect(log).toEqual(["checked"]);
  });

  it("where installing always starts the program, only at the user's word", async () => {
    const { updates, log } = start({ installsAtQuit: false });
    await updates.check();
    await updates.prepareEnd();
    updates.end();
    expect(log).toEqual(["checked"]);
    await updates.installNow(true);
    await updates.prepareEnd();
    updates.end();
    expect(log).toEqual(["checked", "quits", "installed, starts again"]);
  });
});
