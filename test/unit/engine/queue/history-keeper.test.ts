import { describe, expect, it } from "vitest";
import { silentLogger } from "../../../../electron/engine/ports";
import { HistoryKeeper } from "../../../../electron/engine/queue/history-keeper";
import { FinishedUploads } from "../../../../electron/engine/store/finished-uploads";
import { newUpload, openStore, receipt } from "../store/store-fixture";

const dayMs = 24 * 3_600_000;

function openKeeper(historyDays: number | null) {
  const { store, database, clock } = openStore();
  const listeners: (() => void)[] = [];
  const settings = {
    current: { historyDays },
    onChange: (listener: () => void) => void listeners.push(listener),
  };
  let changes = 0;
  const keeper = new HistoryKeeper({
    store,
    finished: new FinishedUploads(database),
    settings,
    announcer: {
      changedMany: () => {
        changes += 1;
      },
    },
    clock,
    logger: silentLogger,
  });
  return {
    ...{ store, clock, keeper, changes: () => changes },
    choose: (days: number | null) => {
      settings.current = { historyDays: days };
      for (const listener of listeners) listener();
    },
    add: (count: number, end: "completed" | "canceled" | "queued"): readonly string[] => {
      const rows = Array.from({ length: count }, (_, place) => newUpload(`${end}-${place}.png`));
      const ids = store.insert(rows, new Date(clock.now()).toISOString());
      for (const id of ids) {
        if (end === "canceled") store.setState(id, { kind: "canceled" });
        if (end !== "completed") continue;
        store.setState(id, { kind: "preparing" });
        store.complete(id, receipt, {});
      }
      return ids;
    },
    history: () => store.page({ list: "history", search: "", offset: 0, limit: 100 }),
    queue: () => store.page({ list: "queue", search: "", offset: 0, limit: 100 }),
  };
}

describe("how long the history is kept", () => {
  it("is for good where no days are set", () => {
    const { add, clock, history, keeper } = openKeeper(null);
    add(3, "completed");
    keeper.start();
    clock.advance(4_000 * dayMs);
    expect(history().total).toBe(3);
  });

  it("is as many days as set: what ended before goes, completed or canceled, the rest stays", () => {
    const { add, clock, history, keeper } = openKeeper(30);
    keeper.start();
    add(2, "completed");
    add(1, "canceled");
    clock.advance(20 * dayMs);
    add(1, "completed");
    clock.advance(10 * dayMs - 2 * 3_600_000);
    expect(history().total).toBe(4);
    clock.advance(4 * 3_600_000);
    expect(history().total).toBe(1);
    clock.advance(20 * dayMs);
    expect(history().total).toBe(0);
  });

  it("never concerns the queue, however old", () => {
    const { add, clock, queue, keeper } = openKeeper(1);
    keeper.start();
    add(2, "queued");
    clock.advance(400 * dayMs);
    expect(queue().total).toBe(2);
  });

  it("counts at once when it is changed", () => {
    const { add, clock, history, choose, keeper } = openKeeper(null);
    keeper.start();
    add(2, "completed");
    clock.advance(10 * dayMs);
    choose(5);
    clock.advance(0);
    expect(history().total).toBe(0);
  });

  it("is seen to in batches with pauses, so that nothing else waits for long", () => {
    const { add, clock, history, choose, changes, keeper } = openKeeper(null);
    keeper.start();
    add(1_200, "completed");
    clock.advance(10 * dayMs);
    choose(1);
    clock.advance(0);
    expect(history().total).toBe(700);
    clock.advance(100);
    expect(history().total).toBe(200);
    clock.advance(100);
    expect([history().total, changes()]).toEqual([0, 3]);
  });

  it("is nobody's business once the engine stopped", () => {
    const { add, clock, history, choose, keeper } = openKeeper(1);
    add(1, "completed");
    keeper.start();
    keeper.stop();
    clock.advance(10 * dayMs);
    choose(1);
    clock.advance(10 * dayMs);
    expect(history().total).toBe(1);
    expect(clock.armed).toBe(0);
  });
});
