import { describe, expect, test } from "vitest";
import { Failure } from "../../../../electron/engine/failure";
import { systemClock, type Vault } from "../../../../electron/engine/ports";
import { SqliteUploadStore } from "../../../../electron/engine/store/upload-store";
import type { UploadState } from "../../../../electron/shared/upload";
import { uploadError } from "../../../../electron/shared/upload-error";
import { addedAt, newUpload, openStore, receipt } from "./store-fixture";

const preparing: UploadState = { kind: "preparing" };

function deliver(store: SqliteUploadStore, id: string): void {
  store.setState(id, preparing);
  store.complete(id, receipt, {});
}

function firstOf(ids: readonly string[]): string {
  const [id] = ids;
  if (id === undefined) throw new Error("Nothing was stored.");
  return id;
}

describe("adding", () => {
  test("stores what was given, queued, with an id that can be read out", () => {
    const { store } = openStore();
    const id = firstOf(store.insert([newUpload("photo.png")], addedAt));
    expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{10}$/);
    expect(store.get(id)).toEqual({
      ...newUpload("photo.png"),
      id,
      position: 1,
      state: { kind: "queued" },
      attempts: 0,
      receipt: null,
      createdAt: addedAt,
      completedAt: null,
    });
  });

  test("keeps the given order behind everything else", () => {
    const { store } = openStore();
    store.insert([newUpload("a"), newUpload("b")], addedAt);
    store.insert([newUpload("c")], addedAt);
    const page = store.page({ list: "queue", search: "", offset: 0, limit: 10 });
    expect(page.rows.map((row) => row.name)).toEqual(["a", "b", "c"]);
    expect(page.rows.map((row) => row.position)).toEqual([1, 2, 3]);
  });

  test("takes another id when the first one is taken", () => {
    const given = ["same000000", "same000000", "other00000"];
    const { store } = openStore(() => given.shift() ?? "");
    expect(store.insert([newUpload("a"), newUpload("b")], addedAt)).toEqual(["same000000", "other00000"]);
    expect(store.counts(null).queued).toBe(2);
  });

  test("stores nothing when one of the rows can't be stored", () => {
    const { store } = openStore();
    const broken = newUpload("b", { size: Number.NaN });
    expect(() => store.insert([newUpload("a"), broken], addedAt)).toThrow();
    expect(store.counts(null).queued).toBe(0);
    expect(store.page({ list: "queue", search: "", offset: 0, limit: 10 }).rows).toEqual([]);
  });

  test("knows nothing of an id that was never given", () => {
    expect(openStore().store.get("nothing")).toBeNull();
  });
});

describe("states", () => {
  test("go the ways that are allowed and keep what belongs to them", () => {
    const { store } = openStore();
    const id = firstOf(store.insert([newUpload("a")], addedAt));
    const waiting: UploadState = {
      kind: "waiting",
      reason: "back-off",
      until: 1_700_000_100_000,
      error: uploadError("network"),
    };
    expect(store.setState(id, preparing).state).toEqual(preparing);
    expect(store.setState(id, waiting).state).toEqual(waiting);
    expect(store.get(id)?.state).toEqual(waiting);
  });

  test("refuse a way that is not allowed, and stay as they were", () => {
    const { store } = openStore();
    const id = firstOf(store.insert([newUpload("a")], addedAt));
    expect(() => store.setState(id, { kind: "completed" })).toThrow("can't go from queued to completed");
    expect(store.get(id)?.state.kind).toBe("queued");
  });

  test("of an unknown upload are a mistake of the program", () => {
    expect(() => openStore().store.setState("nothing", preparing)).toThrow("There is no upload nothing.");
  });

  test("are counted, in all and by batch", () => {
    const { store } = openStore();
    const ids = store.insert(
      [newUpload("a"), newUpload("b"), newUpload("c", { batchId: "batch-2" })],
      addedAt,
    );
    store.setState(firstOf(ids), preparing);
    expect(store.counts(null)).toMatchObject({ queued: 2, preparing: 1, completed: 0 });
    expect(store.counts("batch-1")).toMatchObject({ queued: 1, preparing: 1 });
    expect(store.counts("batch-2")).toMatchObject({ queued: 1, preparing: 0 });
    store.remove(ids);
    expect(Object.values(store.counts(null)).every((number) => number === 0)).toBe(true);
  });

  test("note when an upload is canceled, and forget it when it is queued again", () => {
    const { store, clock } = openStore();
    const id = firstOf(store.insert([newUpload("a")], addedAt));
    expect(store.setState(id, { kind: "canceled" }).completedAt).toBe(new Date(clock.now()).toISOString());
    expect(store.page({ list: "history", search: "", offset: 0, limit: 9 }).total).toBe(1);
    expect(store.setState(id, { kind: "queued" }).completedAt).toBeNull();
    expect(store.page({ list: "history", search: "", offset: 0, limit: 9 }).total).toBe(0);
  });

  test("tell how many of a destination are parked and how many are not finished", () => {
    const { store } = openStore();
    const ids = store.insert([newUpload("a"), newUpload("b"), newUpload("c")], addedAt);
    const [a = "", b = ""] = ids;
    expect(store.parkedCounts()).toEqual(new Map());
    const parked: UploadState = { kind: "waiting", reason: "auth", until: null, error: uploadError("auth") };
    for (const id of [a, b]) store.setState(id, parked);
    expect(store.parkedCounts()).toEqual(new Map([["destination-1", 2]]));
    expect(store.unfinished("destination-1")).toBe(3);
    for (const id of [a, b]) store.setState(id, { kind: "canceled" });
    expect(store.unfinished("destination-1")).toBe(1);
  });
});

describe("lists", () => {
  test("show the queue in its order and the history newest first, whatever the clock does", () => {
    const { store, clock } = openStore();
    const [a = "", b = "", c = ""] = store.insert(
      ["a", "b", "c", "d"].map((name) => newUpload(name)),
      addedAt,
    );
    deliver(store, b);
    clock.jump(-3_600_000);
    deliver(store, a);
    clock.jump(-3_600_000);
    store.setState(c, { kind: "canceled" });
    const history = store.page({ list: "history", search: "", offset: 0, limit: 10 });
    expect(history.rows.map((row) => row.name)).toEqual(["c", "a", "b"]);
    expect(history.total).toBe(3);
    const queue = store.page({ list: "queue", search: "", offset: 0, limit: 10 });
    expect(queue.rows.map((row) => row.name)).toEqual(["d"]);
    expect(queue.counts).toMatchObject({ queued: 1, completed: 2, canceled: 1 });
    const batch = store.page({ list: "batch", batchId: "batch-1", search: "", offset: 1, limit: 2 });
    expect(batch.rows.map((row) => row.name)).toEqual(["b", "c"]);
    expect(batch.total).toBe(4);
  });

  test("come in pages that neither overlap nor leave out", () => {
    const { store } = openStore();
    const names = Array.from({ length: 250 }, (_, index) => `file ${index}`);
    for (const id of store.insert(
      names.map((name) => newUpload(name)),
      addedAt,
    ))
      deliver(store, id);
    const pages = [0, 100, 200].map((offset) =>
      store.page({ list: "history", search: "", offset, limit: 100 }),
    );
    expect(pages.flatMap((page) => page.rows.map((row) => row.name))).toEqual(names.toReversed());
    expect(store.page({ list: "history", search: "", offset: 250, limit: 100 }).rows).toEqual([]);
  });

  test("give a destination's queued uploads and the destinations that have some", () => {
    const { store } = openStore();
    const to = (destinationId: string) => ({ destinationId });
    const ids = store.insert(
      [newUpload("1", to("z")), newUpload("2", to("a")), newUpload("3", to("z")), newUpload("4", to("m"))],
      addedAt,
    );
    expect(store.destinationsWithQueued()).toEqual(["a", "m", "z"]);
    expect(store.queued("z", 10).map((upload) => upload.name)).toEqual(["1", "3"]);
    expect(store.queued("z", 1).map((upload) => upload.name)).toEqual(["1"]);
    store.setState(ids[3] ?? "", preparing);
    expect(store.destinationsWithQueued()).toEqual(["a", "z"]);
    expect(store.inState(["preparing", "queued"], 10).map((upload) => upload.name)).toEqual([
      "1",
      "2",
      "3",
      "4",
    ]);
    expect(store.inState(["completed"], 10)).toEqual([]);
    deliver(store, ids[0] ?? "");
    expect(store.inState(["completed", "preparing"], 10).map((upload) => upload.name)).toEqual(["1", "4"]);
  });
});

describe("searching", () => {
  const files = [
    newUpload("Rechnung März.pdf", { relativePath: "2024/Büro/Rechnung März.pdf" }),
    newUpload("IMG_0001.jpg", { destinationName: "Clinic East" }),
    newUpload('odd "quoted" 100%_name.txt'),
    newUpload("会議資料.pptx"),
    newUpload("a AND b OR NOT c*.txt"),
  ];

  function searchable() {
    const opened = openStore();
    const inHistory = opened.store.insert(files, addedAt);
    for (const id of inHistory) deliver(opened.store, id);
    opened.store.insert(files, addedAt);
    return opened;
  }

  test.each([
    ["rechnung", [0]],
    ["RECHNUNG MÄRZ", [0]],
    ["büro rechnung", [0]],
    ["bu\u0308ro", [0]],
    ["clinic", [1]],
    ["img clinic", [1]],
    ["img rechnung", []],
    ['"quoted"', [2]],
    ["100%_", [2]],
    ["00%5", []],
    ["会議", [3]],
    ["議", [3]],
    ["会議資料", [3]],
    ["pp 会議資", [3]],
    ["or not c*", [4]],
    ["*", [4]],
    ["2024/büro", [0]],
    ["zzz", []],
    ["   ", [0, 1, 2, 3, 4]],
  ] as const)("for %j finds the same in queue and history", (search, expected) => {
    const { store } = searchable();
    const queue = store.page({ list: "queue", search, offset: 0, limit: 10 });
    expect(queue.rows.map((row) => row.name)).toEqual(expected.map((index) => files[index]?.name));
    expect(queue.total).toBe(expected.length);
    const history = store.page({ list: "history", search, offset: 0, limit: 10 });
    expect(history.rows.map((row) => row.name).toReversed()).toEqual(
      expected.map((index) => files[index]?.name),
    );
    expect(history.total).toBe(expected.length);
  });

  test("finds nothing of what was removed or queued again", () => {
    const { store } = openStore();
    const [kept = "", gone = "", again = ""] = store.insert(
      ["kept match", "gone match", "again match"].map((name) => newUpload(name)),
      addedAt,
    );
    deliver(store, kept);
    deliver(store, gone);
    store.setState(again, { kind: "canceled" });
    store.remove([gone]);
    store.setState(again, { kind: "queued" });
    const history = store.page({ list: "history", search: "match", offset: 0, limit: 10 });
    expect(history.rows.map((row) => row.name)).toEqual(["kept match"]);
    expect(history.total).toBe(1);
  });
});

describe("steps", () => {
  test("are idle while none was begun", () => {
    const { store } = openStore();
    const id = firstOf(store.insert([newUpload("a")], addedAt));
    expect(store.step(id)).toEqual({
      stepId: null,
      phase: "idle",
      repeatable: true,
      startedAtMs: null,
      resume: null,
      failures: 0,
    });
  });

  test("remember what the server may have seen, and what is kept between them", () => {
    const { store, clock } = openStore();
    const id = firstOf(store.insert([newUpload("a")], addedAt));
    store.beginStep(id, { stepId: "media", repeatable: true });
    expect(store.step(id)).toMatchObject({ stepId: "media", phase: "sending", startedAtMs: clock.now() });
    store.bodySent(id);
    expect(store.step(id).phase).toBe("body-sent");
    store.endStep(id, { resume: { fileId: "f" }, failures: 2 });
    expect(store.step(id)).toMatchObject({ phase: "idle", resume: { fileId: "f" }, failures: 2 });
    store.beginStep(id, { stepId: "confirm", repeatable: false });
    expect(store.step(id)).toMatchObject({
      stepId: "confirm",
      phase: "sending",
      repeatable: false,
      resume: { fileId: "f" },
      failures: 2,
    });
    expect(store.get(id)?.attempts).toBe(2);
  });

  test("that were never begun can't have sent a body", () => {
    const { store } = openStore();
    const id = firstOf(store.insert([newUpload("a")], addedAt));
    expect(() => store.bodySent(id)).toThrow("never begun");
  });
});

describe("receipts", () => {
  test("complete the upload together with its secrets, which are not readable in the file", () => {
    const { store, database } = openStore();
    const id = firstOf(store.insert([newUpload("a")], addedAt));
    store.setState(id, preparing);
    const done = store.complete(id, receipt, { secret: "canary-value" });
    expect(done.state.kind).toBe("completed");
    expect(done.receipt).toEqual(receipt);
    expect(done.completedAt).not.toBeNull();
    expect(store.receiptSecrets(id)).toEqual({ secret: "canary-value" });
    const sealed = database.get("SELECT secrets FROM receipts")?.["secrets"];
    expect(Buffer.from(sealed instanceof Uint8Array ? sealed : []).includes("canary-value")).toBe(false);
  });

  test("are not stored when the upload can't be completed", () => {
    const { store, database } = openStore();
    const id = firstOf(store.insert([newUpload("a")], addedAt));
    expect(() => store.complete(id, receipt, {})).toThrow("can't go from queued to completed");
    expect(database.number("SELECT count(*) FROM receipts")).toBe(0);
  });

  test("can be replaced, but only where there is one", () => {
    const { store } = openStore();
    const [done = "", open = ""] = store.insert([newUpload("a"), newUpload("b")], addedAt);
    deliver(store, done);
    const links = [{ url: "https://new.example/", expiresAt: addedAt, opensInBrowser: false }];
    expect(store.updateReceipt(done, { ...receipt, links }).receipt?.links).toEqual(links);
    expect(() => store.updateReceipt(open, receipt)).toThrow("has no receipt");
    expect(store.receiptSecrets(open)).toEqual({});
  });

  test("are kept even when their secrets can't be sealed", () => {
    const { database } = openStore();
    const vault: Vault = {
      kind: "none",
      seal: () => {
        throw new Error("There is no keyring.");
      },
      open: () => {
        throw new Error("There is no keyring.");
      },
    };
    const store = new SqliteUploadStore(database, vault, systemClock);
    const id = firstOf(store.insert([newUpload("a")], addedAt));
    store.setState(id, preparing);
    expect(store.complete(id, receipt, { secret: "x" }).state.kind).toBe("completed");
    expect(store.receiptSecrets(id)).toEqual({});
  });

  test("say plainly when their secrets can't be opened any more", () => {
    const { store, database, vault } = openStore();
    const id = firstOf(store.insert([newUpload("a")], addedAt));
    store.setState(id, preparing);
    store.complete(id, receipt, { secret: "x" });
    const sealed = vault.seal("{}");
    sealed[20] = (sealed[20] ?? 0) ^ 1;
    database.run("UPDATE receipts SET secrets = ?", sealed);
    expect(() => store.receiptSecrets(id)).toThrow(Failure);
  });

  test("and steps go with the upload that is removed", () => {
    const { store, database } = openStore();
    const [done = "", open = ""] = store.insert([newUpload("a"), newUpload("b")], addedAt);
    deliver(store, done);
    store.beginStep(open, { stepId: "media", repeatable: true });
    store.remove([done, open, "nothing"]);
    expect(database.number("SELECT (SELECT count(*) FROM receipts) + (SELECT count(*) FROM steps)")).toBe(0);
  });
});

test("a changed file is noted", () => {
  const { store } = openStore();
  const id = firstOf(store.insert([newUpload("a")], addedAt));
  store.updateFile(id, { size: 77, modifiedAtMs: 88.5 });
  expect(store.get(id)).toMatchObject({ size: 77, modifiedAtMs: 88.5 });
});

test("many changes can be bundled into one write, all or none", () => {
  const { store, database } = openStore();
  const ids = store.insert([newUpload("a"), newUpload("b")], addedAt);
  const bundle = () =>
    database.transaction(() => {
      store.setState(firstOf(ids), preparing);
      store.setState("nothing", preparing);
    });
  expect(bundle).toThrow("There is no upload");
  expect(store.counts(null)).toMatchObject({ queued: 2, preparing: 0 });
});
