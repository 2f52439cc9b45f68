import { describe, expect, test, vi } from "vitest";
import { SqliteBulkStore } from "../../../../electron/engine/store/bulk-store";
import type { UploadState } from "../../../../electron/shared/upload";
import { uploadError } from "../../../../electron/shared/upload-error";
import { addedAt, newUpload, openStore } from "./store-fixture";

function openBulk() {
  const opened = openStore();
  const ids = opened.store.insert(
    [newUpload("a"), newUpload("b"), newUpload("c"), newUpload("d", { destinationId: "other" })],
    addedAt,
  );
  const [a = "", b = "", c = "", d = ""] = ids;
  return { ...opened, bulk: new SqliteBulkStore(opened.database, opened.clock), ids, a, b, c, d };
}

const page = { search: "", offset: 0, limit: 9 };

describe("changes of many uploads", () => {
  test("touch only those in the given states, and number the history in the order of the queue", () => {
    const { store, bulk, ids, a } = openBulk();
    store.setState(a, { kind: "preparing" });
    const changed = bulk.change([...ids, "nothing"].toReversed(), ["queued"], { kind: "canceled" });
    expect(changed).toHaveLength(3);
    expect(store.counts(null)).toMatchObject({ preparing: 1, queued: 0, canceled: 3 });
    expect(store.page({ list: "history", ...page }).rows.map((row) => row.name)).toEqual(["d", "c", "b"]);
  });

  test("refuse what no row may do, and never touch a running one", () => {
    const { bulk, ids } = openBulk();
    expect(() => bulk.change(ids, ["completed"], { kind: "queued" })).toThrow("can't go");
    expect(() => bulk.change(ids, ["uploading"], { kind: "queued" })).toThrow("can't go");
  });

  test("find the rows of a part of the queue, some at a time and in order", () => {
    const { store, bulk, ids, a, b, c, d } = openBulk();
    const parked: UploadState = { kind: "waiting", reason: "auth", until: null, error: uploadError("auth") };
    const later: UploadState = {
      kind: "waiting",
      reason: "back-off",
      until: 9,
      error: uploadError("network"),
    };
    bulk.change([a, c], ["queued"], parked);
    store.setState(b, later);
    const waiting = { destinationId: "destination-1", kinds: ["waiting"] } as const;
    const [first, second] = bulk.next(waiting, null, 2);
    expect([first?.id, second?.id]).toEqual([a, b]);
    expect(bulk.next(waiting, second?.cursor ?? null, 2).map((row) => row.id)).toEqual([c]);
    expect(bulk.next({ ...waiting, reason: "auth" }, null, 9).map((row) => row.id)).toEqual([a, c]);
    expect(bulk.next({ ...waiting, errorCode: "network" }, null, 9).map((row) => row.id)).toEqual([b]);
    const all = { destinationId: null, kinds: ["waiting", "queued"] } as const;
    expect(bulk.next(all, null, 9).map((row) => row.id)).toEqual(ids);
    expect(bulk.destinationsOf([a, d, "nothing"], ["queued", "waiting"]).toSorted()).toEqual([
      "destination-1",
      "other",
    ]);
  });

  test("count what is parked, out of an index of its own", () => {
    const { database, store, bulk, a, b } = openBulk();
    const parked: UploadState = { kind: "waiting", reason: "auth", until: null, error: uploadError("auth") };
    store.setState(a, parked);
    store.setState(b, { kind: "waiting", reason: "back-off", until: 9, error: uploadError("network") });
    expect(store.waiting.parked(null)).toBe(1);
    expect(store.waiting.parked("batch-1")).toBe(1);
    expect(store.waiting.parked("another")).toBe(0);
    expect(store.parkedCounts()).toEqual(new Map([["destination-1", 1]]));
    const asked = vi.spyOn(database, "number");
    store.waiting.parked(null);
    const [plan] = database.all(`EXPLAIN QUERY PLAN ${asked.mock.lastCall?.[0]}`);
    expect(plan?.["detail"]).toContain("uploads_parked");
    expect(bulk.next({ destinationId: "nowhere", kinds: ["queued"] }, null, 9)).toEqual([]);
  });

  test("give rows another destination, and find them by its name from then on", () => {
    const { store, bulk, a, b } = openBulk();
    store.beginStep(a, { stepId: "media", repeatable: true });
    store.endStep(a, { resume: { fileId: "f1" }, failures: 3 });
    const place = { destinationId: "new", destinationName: "ÄRGER\nΣΟΦΟΣ", service: "easemob", options: {} };
    bulk.reassign([a, "nothing"], place);
    expect(store.get(a)).toMatchObject(place);
    expect(store.step(a)).toMatchObject({ resume: null, failures: 0, phase: "idle" });
    expect(store.get(b)).toMatchObject({ destinationId: "destination-1", destinationName: "Practice" });
    const found = (search: string) =>
      store.page({ list: "queue", ...page, search }).rows.map((row) => row.id);
    expect(found("ärger σοφος")).toEqual([a]);
    expect(found("practice")).not.toContain(a);
    bulk.reassign([a], { ...place, destinationName: "Practice" });
    expect(found("ärger")).toEqual([]);
    expect(found("a practice")).toContain(a);
  });

  test("let tries count from nothing and note what files are now", () => {
    const { store, bulk, a } = openBulk();
    store.beginStep(a, { stepId: "media", repeatable: true });
    store.endStep(a, { resume: { fileId: "f1" }, failures: 3 });
    bulk.forgetFailures([a]);
    expect(store.step(a)).toMatchObject({ resume: { fileId: "f1" }, failures: 0 });
    expect(bulk.files([a], ["failed"])).toEqual([]);
    const [file] = bulk.files([a], ["queued"]);
    bulk.updateFiles(file === undefined ? [] : [{ ...file, size: 7, modifiedAtMs: 1_700_000_000_001.125 }]);
    expect(store.get(a)).toMatchObject({ size: 7, modifiedAtMs: 1_700_000_000_001.125 });
    expect(store.step(a).resume).toBeNull();
  });
});
