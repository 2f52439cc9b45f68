import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { silentLogger, systemClock } from "../../../electron/engine/ports";
import { type OpenedDatabase, openDatabase } from "../../../electron/engine/store/database";
import { SqliteDestinationStore } from "../../../electron/engine/store/destination-store";
import { openKeyFileVault } from "../../../electron/engine/store/key-file-vault";
import {
  type OpenPieces,
  openPieces as openFilePieces,
} from "../../../electron/engine/store/second-copy/file-pieces";
import { SqliteUploadStore } from "../../../electron/engine/store/upload-store";
import { addedAt, newUpload, receipt, temporaryFolder } from "../../unit/engine/store/store-fixture";

/** Size of a page of the records, bytes. */
export const pageBytes = 4096;

/** Opens a profile's records, until the test ends. */
export function open(
  folder: string,
  openPieces: OpenPieces = openFilePieces,
): OpenedDatabase & { store: SqliteUploadStore } {
  const opened = openDatabase(join(folder, "waybill.db"), { logger: silentLogger, openPieces });
  onTestFinished(() => opened.database.close());
  return { ...opened, store: new SqliteUploadStore(opened.database, openKeyFileVault(folder), systemClock) };
}

/** A closed profile: `delivered` rows of history with receipts, then 20 queued, 1 sending, 1 failed; two destinations. */
export function makeProfile(delivered: number): {
  folder: string;
  path: string;
  delivered: readonly string[];
} {
  const folder = temporaryFolder();
  const { database, store } = open(folder);
  const names = Array.from({ length: delivered }, (_, index) => newUpload(`delivered ${index}.png`));
  const ids = store.insert(names, addedAt);
  database.transaction(() => {
    for (const id of ids) {
      store.setState(id, { kind: "preparing" });
      store.complete(id, receipt, { secret: "s" });
    }
  });
  const rest = store.insert(
    Array.from({ length: 22 }, (_, index) => newUpload(`queued ${index}.png`)),
    addedAt,
  );
  const [sending = "", failed = ""] = rest;
  store.setState(sending, { kind: "preparing" });
  store.setState(sending, { kind: "uploading" });
  store.beginStep(sending, { stepId: "media", repeatable: false });
  store.setState(failed, {
    kind: "failed",
    error: { code: "auth", message: "m", hint: "h", httpStatus: 401 },
  });
  const destinations = new SqliteDestinationStore(database);
  const secrets = { token: { kind: "stored" } } as const;
  for (const id of ["1", "2"]) {
    destinations.save(
      {
        id,
        name: `Ward ${id}`,
        service: "imkit",
        settings: {},
        secrets,
        practice: false,
        createdAt: addedAt,
      },
      { token: Uint8Array.of(9) },
    );
  }
  database.close();
  return { folder, path: join(folder, "waybill.db"), delivered: ids };
}

/** Overwrites bytes of a file. */
export function overwrite(path: string, offset: number, bytes: Uint8Array): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, offset);
  closeSync(file);
}

/** Names in the history, oldest first. */
export function historyNames(store: SqliteUploadStore): readonly string[] {
  return store
    .page({ list: "history", search: "", offset: 0, limit: 100_000 })
    .rows.map((row) => row.name)
    .toReversed();
}
