import { describe, expect, it } from "vitest";
import type { EngineApi, EngineConnection, EngineEvent } from "../../../electron/engine/engine-api";
import { Failure } from "../../../electron/engine/failure";
import type { OpenedEngine } from "../../../electron/engine/open-engine";
import { silentLogger } from "../../../electron/engine/ports";
import { openWindowEngine } from "../../../electron/main/window-engine";
import { noCounts } from "../../../electron/shared/ipc";
import { FakeClock } from "../../helpers/fake-clock";

/** An engine that answers until it is ended, as that of another process does. */
function engine(owned: boolean) {
  let isEnded = false;
  const listeners = new Set<(event: EngineEvent) => void>();
  const api: Partial<EngineApi> = {
    standing: async () => {
      if (isEnded) throw new Failure("unknown", "outcome-unknown");
      return { counts: noCounts, moving: owned ? 1 : 2, quietMs: 0, trouble: null };
    },
  };
  const connection: EngineConnection = {
    api: api as EngineApi,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      isEnded = true;
    },
  };
  const opened: OpenedEngine = { connection, owned, quarantined: null, restored: 0 };
  return {
    opened,
    end: () => {
      isEnded = true;
    },
    isEnded: () => isEnded,
    announce: () => {
      for (const listener of listeners) listener({ kind: "destinations-changed" });
    },
  };
}

const turns = async () => {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
};

async function start(first: ReturnType<typeof engine>, second: ReturnType<typeof engine>) {
  const clock = new FakeClock();
  const engines = [first, second];
  const opened = await openWindowEngine({
    open: async () => {
      const next = engines.shift();
      if (next === undefined) throw new Error("opened too often");
      return next.opened;
    },
    clock,
    logger: silentLogger,
  });
  return { clock, opened };
}

describe("the window's engine", () => {
  it("is not watched when it runs in this process", async () => {
    const { clock, opened } = await start(engine(true), engine(true));
    expect(opened.isOwned()).toBe(true);
    expect(clock.armed).toBe(0);
  });

  it("moves here within seconds after the process ends that had it, with its events", async () => {
    const [remote, own] = [engine(false), engine(true)];
    const { clock, opened } = await start(remote, own);
    const events: EngineEvent[] = [];
    opened.connection.subscribe((event) => events.push(event));
    for (let second = 0; second < 3; second += 1) {
      clock.advance(1_000);
      await turns();
    }
    expect([opened.isOwned(), events]).toEqual([false, []]);

    remote.end();
    clock.advance(1_000);
    await turns();
    expect(opened.isOwned()).toBe(true);
    expect(events.splice(0)).toEqual([
      { kind: "uploads-changed", ids: null, counts: noCounts },
      { kind: "destinations-changed" },
    ]);
    expect((await opened.connection.api.standing({ batchId: null })).moving).toBe(1);
    own.announce();
    expect(events).toEqual([{ kind: "destinations-changed" }]);
    expect(clock.armed).toBe(0);
  });

  it("tells of records that were damaged, at the start and when it moves here later", async () => {
    const [remote, own] = [engine(false), engine(true)];
    const { clock, opened } = await start(remote, {
      ...own,
      opened: { ...own.opened, quarantined: "/profile/waybill.damaged.db" },
    });
    const told: (string | null)[] = [];
    opened.hearFound(({ quarantined }) => told.push(quarantined));
    expect(told).toEqual([null]);
    remote.end();
    clock.advance(1_000);
    await turns();
    expect(told).toEqual([null, "/profile/waybill.damaged.db"]);
  });

  it("is left alone when the window closes", async () => {
    const remote = engine(false);
    const { clock, opened } = await start(remote, engine(true));
    await opened.connection.close();
    expect([clock.armed, remote.isEnded()]).toEqual([0, true]);
  });
});
