import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Logger, silentLogger } from "../../../../electron/engine/ports";
import { type Database, openDatabase } from "../../../../electron/engine/store/database";
import { KeyFileVault } from "../../../../electron/engine/store/key-file-vault";
import type { NewUpload } from "../../../../electron/engine/store/stores";
import { SqliteUploadStore } from "../../../../electron/engine/store/upload-store";
import type { Receipt } from "../../../../electron/shared/upload";
import { FakeClock } from "../../../helpers/fake-clock";

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "waybill-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database that is closed after the test. */
export function openTestDatabase(path: string, logger: Logger = silentLogger): Database {
  const { database } = openDatabase(path, { logger });
  onTestFinished(() => database.close());
  return database;
}

/** An upload store on a real file. */
export function openStore(makeId?: () => string) {
  const folder = temporaryFolder();
  const database = openTestDatabase(join(folder, "waybill.db"));
  const clock = new FakeClock();
  const vault = new KeyFileVault(join(folder, "receipt.key"));
  const store =
    makeId === undefined
      ? new SqliteUploadStore(database, vault, clock)
      : new SqliteUploadStore(database, vault, clock, makeId);
  return { folder, database, clock, vault, store };
}

/** A file to add. */
export function newUpload(name: string, special: Partial<NewUpload> = {}): NewUpload {
  return {
    batchId: "batch-1",
    path: `/home/someone/${name}`,
    name,
    relativePath: name,
    size: 1234,
    modifiedAtMs: 1_700_000_000_000.25,
    contentType: "image/png",
    destinationId: "destination-1",
    destinationName: "Practice",
    service: "imkit",
    options: { roomID: "room 7" },
    ...special,
  };
}

/** When the files of a test are added. */
export const addedAt = "2024-03-01T10:00:00.000Z";

/** A receipt of a delivered file. */
export const receipt: Receipt = {
  remoteId: "remote-9",
  storedName: "photo.png",
  size: 1234,
  hash: { algorithm: "md5", local: "00ff", remote: "00ff" },
  verified: "hash",
  links: [{ url: "https://files.example/9", expiresAt: null, opensInBrowser: true }],
  fileExpiresAt: null,
  remote: { bucket: "b" },
  rawReply: '{"id":9}',
};
