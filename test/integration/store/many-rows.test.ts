import { expect, test } from "vitest";
import { SqliteBulkStore } from "../../../electron/engine/store/bulk-store";
import { addedAt, newUpload, openStore, receipt } from "../../unit/engine/store/store-fixture";

const queuedRows = 100_000;
const historyRows = 3000;

function timed<T>(what: string, action: () => T): T {
  const startMs = performance.now();
  const result = action();
  process.stdout.write(`${what}: ${(performance.now() - startMs).toFixed(1)} ms\n`);
  return result;
}

test("a hundred thousand uploads are added in one go and listed, searched, moved and removed", {
  timeout: 240_000,
}, () => {
  const { store, database, clock } = openStore();
  const history = Array.from({ length: historyRows }, (_, index) => newUpload(`delivered ${index}.png`));
  const delivered = store.insert(history, addedAt);
  database.transaction(() => {
    for (const id of delivered) {
      store.setState(id, { kind: "preparing" });
      store.complete(id, receipt, {});
    }
  });
  const rows = Array.from({ length: queuedRows }, (_, index) =>
    newUpload(`photo ${index}.jpg`, { batchId: "large", destinationId: `d${index % 4}` }),
  );
  const ids = timed("insert 100,000", () => store.insert(rows, addedAt));
  expect(new Set(ids).size).toBe(queuedRows);
  const list = (name: "queue" | "history" | "batch", search: string, offset: number) =>
    timed(`${name} "${search}" from ${offset}`, () =>
      store.page({ list: name, batchId: "large", search, offset, limit: 100 }),
    );
  expect(list("queue", "", 0).total).toBe(queuedRows);
  expect(list("queue", "", 99_900).rows.at(-1)?.name).toBe("photo 99999.jpg");
  expect(list("batch", "", 50_000).rows[0]?.name).toBe("photo 50000.jpg");
  expect(list("queue", "photo 4242", 0).total).toBe(20);
  expect(list("history", "delivered 2999", 0).total).toBe(1);
  expect(timed("counts", () => store.counts(null))).toMatchObject({
    queued: queuedRows,
    completed: historyRows,
  });
  expect(timed("counts of the batch", () => store.counts("large")).queued).toBe(queuedRows);
  expect(timed("destinations with queued", () => store.destinationsWithQueued())).toHaveLength(4);
  const bulk = new SqliteBulkStore(database, clock);
  const some = ids.filter((_, index) => index % 4 === 1).slice(0, 1_000);
  const parked = { kind: "waiting", reason: "auth", until: null, error: null } as const;
  expect(timed("park 1,000", () => bulk.change(some, ["queued"], parked))).toHaveLength(1_000);
  const waiting = { destinationId: "d1", kinds: ["waiting"], reason: "auth" } as const;
  const nextThousand = () => bulk.next(waiting, null, 1_000);
  expect(timed("find 1,000 parked", nextThousand).map((row) => row.id)).toEqual(some);
  timed("move 1,000 to the top", () => bulk.move(some, { kind: "top" }));
  timed("move 1,000 behind a row", () => bulk.move(some, { kind: "after", anchorId: ids[50_002] ?? "" }));
  expect(timed("cancel 1,000", () => bulk.change(some, ["waiting"], { kind: "canceled" }))).toHaveLength(
    1_000,
  );
  timed("remove 25,000", () => store.remove(ids.filter((_, index) => index % 4 === 1)));
  expect(store.counts(null)).toMatchObject({ queued: 75_000, canceled: 0 });
});
