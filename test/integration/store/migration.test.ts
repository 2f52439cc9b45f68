import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { silentLogger, systemClock } from "../../../electron/engine/ports";
import { openDatabase } from "../../../electron/engine/store/database";
import { SqliteDestinationStore } from "../../../electron/engine/store/destination-store";
import { KeyFileVault } from "../../../electron/engine/store/key-file-vault";
import { schemaVersion } from "../../../electron/engine/store/schema";
import { SqliteSettingsStore } from "../../../electron/engine/store/settings-store";
import { SqliteUploadStore } from "../../../electron/engine/store/upload-store";
import { wholeHistory } from "../../../electron/shared/history-filter";
import {
  addedAt,
  newUpload,
  openTestDatabase,
  receipt,
  temporaryFolder,
} from "../../unit/engine/store/store-fixture";

/** Written by the program that had version 1, not by today's; see `names` for what is in it. */
const fixture = resolve(import.meta.dirname, "../../fixtures/profile-of-version-1.db.gz");

function openOldProfile() {
  const folder = temporaryFolder();
  const path = join(folder, "waybill.db");
  writeFileSync(path, gunzipSync(readFileSync(fixture)));
  const database = openTestDatabase(path);
  const store = new SqliteUploadStore(database, new KeyFileVault(join(folder, "key")), systemClock);
  return { path, database, store };
}

const page = { search: "", offset: 0, limit: 100 };

describe("a profile of version 1", () => {
  test("keeps its queue in order and every state, with what the server may have seen", () => {
    const { store } = openOldProfile();
    const queue = store.page({ list: "queue", ...page }).rows;
    expect(queue.map((row) => [row.name, row.state.kind])).toEqual([
      ["queued-1.png", "queued"],
      ["queued-2.png", "queued"],
      ["cut-off.png", "uploading"],
      ["waiting.png", "waiting"],
      ["paused.png", "paused"],
      ["failed.png", "failed"],
      ["unconfirmed.png", "unconfirmed"],
      ["last.png", "queued"],
    ]);
    const cutOff = queue[2]?.id ?? "";
    expect(store.step(cutOff)).toMatchObject({ stepId: "upload", phase: "body-sent", repeatable: false });
    expect(store.attempts(cutOff)).toEqual([]);
  });

  test("keeps history, receipt, search and counts", () => {
    const { store } = openOldProfile();
    const history = store.page({ list: "history", ...page });
    expect(history.rows.map((row) => row.name)).toEqual(["canceled.png", "delivered.png"]);
    expect(history.rows[1]?.receipt).toEqual(receipt);
    expect(history.counts).toMatchObject({ queued: 3, completed: 1, canceled: 1 });
    expect(store.page({ list: "history", ...page, search: "deliv" }).total).toBe(1);
    const filtered = {
      ...wholeHistory,
      type: "images",
      state: "completed",
      destinationId: "destination-1",
    } as const;
    expect(store.page({ list: "history", ...page, history: filtered }).total).toBe(1);
    expect(store.page({ list: "history", ...page, search: "de", history: filtered }).total).toBe(1);
  });

  test("keeps its destination, the sealed secret and what was remembered of it", () => {
    const { database } = openOldProfile();
    const destinations = new SqliteDestinationStore(database);
    expect(destinations.list().map((destination) => destination.name)).toEqual(["Practice"]);
    expect(destinations.sealedSecret("destination-1", "token")).toEqual(new Uint8Array([1, 2, 3]));
    expect(destinations.memory("destination-1").get("flow")).toBe("two-step");
  });

  test("works on as a new one does: adds behind the queue, counts attempts, holds settings", () => {
    const { database, store } = openOldProfile();
    const [added = ""] = store.insert([newUpload("new.png")], addedAt);
    expect(store.page({ list: "queue", ...page }).rows.at(-1)?.id).toBe(added);
    store.setState(added, { kind: "preparing" });
    store.setState(added, { kind: "paused" });
    expect(store.attempts(added)).toMatchObject([{ number: 1, outcome: "paused" }]);
    new SqliteSettingsStore(database).save({ theme: "dark" });
    expect(database.number("PRAGMA user_version")).toBe(schemaVersion);
    expect(database.all("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  });

  test("is whole after a second start, and refused by nobody but an older program", () => {
    const { path, database } = openOldProfile();
    database.close();
    const again = openDatabase(path, { logger: silentLogger });
    expect(again.quarantined).toBeNull();
    again.database.execute(`PRAGMA user_version = ${schemaVersion + 1}`);
    again.database.close();
    expect(() => openDatabase(path, { logger: silentLogger })).toThrow("newer Waybill");
  });
});
