import { describe, expect, it } from "vitest";
import type { QueueFilter } from "../../../../electron/shared/queue-filter";
import { uploadError } from "../../../../electron/shared/upload-error";
import { addedAt, newUpload, openStore } from "./store-fixture";

function filledStore() {
  const opened = openStore();
  const { store } = opened;
  const first = store.insert(
    ["a1", "a2", "a3"].map((name) => newUpload(name, { batchId: "a", size: 100 })),
    addedAt,
  );
  const second = store.insert(
    ["b1", "b2"].map((name) => newUpload(name, { batchId: "b", size: 10 })),
    addedAt,
  );
  const ids = [...first, ...second];
  const list = (queue: QueueFilter, search = "") => {
    const page = store.page({ list: "queue", search, queue, offset: 0, limit: 100 });
    return { names: page.rows.map((row) => row.name), total: page.total, bytesLeft: page.bytesLeft };
  };
  const idOf = (place: number): string => ids[place] ?? "";
  return { ...opened, ids, idOf, list };
}

describe("the queue, narrowed", () => {
  it("lists the uploads in the asked states alone, and counts them", () => {
    const { store, idOf, list } = filledStore();
    store.setState(idOf(1), { kind: "failed", error: uploadError("auth") });
    store.setState(idOf(3), { kind: "paused" });
    expect(list({ states: ["failed"] })).toMatchObject({ names: ["a2"], total: 1 });
    expect(list({ states: ["failed", "paused"] })).toMatchObject({ names: ["a2", "b1"], total: 2 });
    expect(list({ states: ["unconfirmed"] })).toMatchObject({ names: [], total: 0 });
    expect(list({}).total).toBe(5);
  });

  it("shows a folded batch as its first upload that is still there", () => {
    const { store, idOf, list } = filledStore();
    expect(list({ folded: ["a"] })).toMatchObject({ names: ["a1", "b1", "b2"], total: 3 });
    expect(list({ folded: ["a", "b"] })).toMatchObject({ names: ["a1", "b1"], total: 2 });
    store.setState(idOf(0), { kind: "canceled" });
    expect(list({ folded: ["a"] })).toMatchObject({ names: ["a2", "b1", "b2"], total: 3 });
  });

  it("folds what a filter of states and a search leave", () => {
    const { store, idOf, list } = filledStore();
    store.setState(idOf(1), { kind: "paused" });
    store.setState(idOf(2), { kind: "paused" });
    expect(list({ states: ["paused"], folded: ["a"] })).toMatchObject({ names: ["a2"], total: 1 });
    expect(list({}, "b2")).toMatchObject({ names: ["b2"], total: 1 });
  });

  it("answers ids in the order of the list, of all rows shown or of one batch", () => {
    const { store, ids, idOf } = filledStore();
    expect(store.queueIds({ search: "", batchId: null })).toEqual(ids);
    expect(store.queueIds({ search: "", batchId: "b" })).toEqual(ids.slice(3));
    store.setState(idOf(3), { kind: "paused" });
    expect(store.queueIds({ search: "", batchId: null, queue: { states: ["paused"] } })).toEqual([idOf(3)]);
  });
});

describe("the bytes that are left", () => {
  it("follow every way in which uploads come, change, end and go", () => {
    const { store, idOf, list } = filledStore();
    expect(list({}).bytesLeft).toBe(320);
    store.setState(idOf(0), { kind: "canceled" });
    expect(list({}).bytesLeft).toBe(220);
    store.setState(idOf(1), { kind: "failed", error: uploadError("auth") });
    expect(list({}).bytesLeft).toBe(120);
    store.updateFile(idOf(2), { size: 1_000, modifiedAtMs: 1 });
    expect(list({}).bytesLeft).toBe(1_020);
    for (const index of [2, 3, 4, 5]) {
      if (store.get(idOf(index))?.state.kind === "queued") store.setState(idOf(index), { kind: "paused" });
    }
    expect(list({ states: ["failed"] }).bytesLeft).toBe(1_020);
    store.remove([idOf(4)]);
    expect(list({}).bytesLeft).toBe(1_010);
    store.setState(idOf(1), { kind: "queued" });
    expect(list({}).bytesLeft).toBe(1_110);
  });
});
