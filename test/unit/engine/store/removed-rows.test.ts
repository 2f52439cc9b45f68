import { describe, expect, test } from "vitest";
import { SqliteBulkStore } from "../../../../electron/engine/store/bulk-store";
import { wholeHistory } from "../../../../electron/shared/history-filter";
import { uploadError } from "../../../../electron/shared/upload-error";
import { addedAt, newUpload, openStore, receipt } from "./store-fixture";

const page = { search: "", offset: 0, limit: 99 };

/** A queue and a history with every kind of record, and everything that lists say of them. */
function openFilled() {
  const opened = openStore();
  const { store, database, clock } = opened;
  const names = ["plan.png", "song.mp3", "合同.pdf", "draft.txt", "failed.png", "later.png", "last.png"];
  const ids = store.insert(
    names.map((name) => newUpload(name)),
    addedAt,
  );
  const [plan = "", song = "", contract = "", draft = "", failed = "", later = "", last = ""] = ids;
  for (const id of [plan, song, contract]) {
    store.setState(id, { kind: "preparing" });
    store.beginStep(id, { stepId: "media", repeatable: false });
    store.setState(id, { kind: "uploading" });
    store.complete(id, receipt, { password: "secret" });
  }
  store.setState(draft, { kind: "canceled" });
  store.setState(failed, { kind: "preparing" });
  store.beginStep(failed, { stepId: "media", repeatable: true });
  store.endStep(failed, { resume: { fileId: "f1" }, failures: 2 });
  store.setState(failed, { kind: "failed", error: uploadError("forbidden") });
  const bulk = new SqliteBulkStore(database, clock);
  bulk.move([last], { kind: "top" });
  const seen = () => ({
    queue: store.page({ list: "queue", ...page }),
    history: store.page({ list: "history", ...page }),
    found: store.page({ list: "history", ...page, search: "合同 practice" }),
    pictures: store.page({ list: "history", ...page, history: { ...wholeHistory, type: "images" } }),
    batch: store.page({ list: "batch", batchId: "batch-1", ...page }),
    attempts: ids.map((id) => store.attempts(id)),
    secrets: ids.map((id) => store.receiptSecrets(id)),
    step: store.step(failed),
  });
  const remove = (removal: number, gone: readonly string[]) => {
    store.removed.keep(removal, gone);
    bulk.change(gone, ["failed", "queued"], { kind: "canceled" });
    store.remove(gone);
  };
  return { ...opened, bulk, ids, seen, remove, plan, contract, failed, later, last };
}

describe("removed uploads", () => {
  test("come back as they were: places, counts, search, receipts, secrets, steps and attempts", () => {
    const { store, seen, remove, ids } = openFilled();
    const before = seen();
    remove(1, ids);
    expect(store.page({ list: "history", ...page }).total).toBe(0);
    expect(store.page({ list: "history", ...page, search: "plan" }).total).toBe(0);
    expect(store.page({ list: "queue", ...page })).toMatchObject({ rows: [], total: 0, bytesLeft: 0 });
    expect(store.removed.bringBack(1, 4)).toBe(4);
    expect(store.removed.bringBack(1, 4)).toBe(3);
    expect(store.removed.bringBack(1, 4)).toBe(0);
    expect(seen()).toEqual(before);
  });

  test("keep their places from what is added and finished meanwhile", () => {
    const { store, seen, remove, contract, failed, later } = openFilled();
    const before = seen();
    remove(1, [contract, failed, later]);
    const [fresh = ""] = store.insert([newUpload("fresh.png", { batchId: "batch-2" })], addedAt);
    store.setState(fresh, { kind: "canceled" });
    const [other = ""] = store.insert([newUpload("other.png", { batchId: "batch-2" })], addedAt);
    expect(store.removed.bringBack(1, 99)).toBe(3);
    const after = seen();
    expect(after.queue.rows.map((row) => row.id)).toEqual([...before.queue.rows.map((row) => row.id), other]);
    expect(after.history.rows.map((row) => row.id)).toEqual([
      fresh,
      ...before.history.rows.map((row) => row.id),
    ]);
    expect(after.batch.rows).toEqual(before.batch.rows);
    expect(after.found).toMatchObject({ rows: before.found.rows, total: 1 });
  });

  test("are gone for good when they are forgotten", () => {
    const { store, database, remove, plan, contract } = openFilled();
    remove(1, [plan]);
    remove(2, [contract]);
    expect(store.removed.newest()).toBe(2);
    store.removed.forget();
    expect(store.removed.newest()).toBe(0);
    expect(store.removed.bringBack(2, 9)).toBe(0);
    for (const table of ["uploads", "receipts", "steps", "attempts"])
      expect(database.number(`SELECT count(*) FROM removed_${table}`)).toBe(0);
  });

  test("keep the files that Waybill keeps for them", () => {
    const { store, remove, ids } = openFilled();
    expect(store.sendsFrom("/home/someone/")).toBe(true);
    remove(1, ids);
    expect(store.sendsFrom("/home/someone/")).toBe(true);
    store.removed.forget();
    expect(store.sendsFrom("/home/someone/")).toBe(false);
  });
});
