import { writeSync } from "node:fs";
import { join } from "node:path";
import { silentLogger, systemClock } from "../../../electron/engine/ports";
import { openDatabase } from "../../../electron/engine/store/database";
import { openKeyFileVault } from "../../../electron/engine/store/key-file-vault";
import { SqliteUploadStore } from "../../../electron/engine/store/upload-store";
import type { Receipt } from "../../../electron/shared/upload";

/** Uploads without end, saying after each durable step what is now stored: `ID STEP`. Killed by the test. */
const folder = process.argv[2] ?? "";
const run = process.argv[3] ?? "";
const { database } = openDatabase(join(folder, "waybill.db"), { logger: silentLogger });
const store = new SqliteUploadStore(database, openKeyFileVault(folder), systemClock);

const receipt: Receipt = {
  remoteId: run,
  storedName: null,
  size: 5,
  hash: null,
  verified: "size",
  links: [],
  fileExpiresAt: null,
  remote: {},
  rawReply: "x".repeat(2000),
};

function say(id: string, step: string): void {
  writeSync(1, `${id} ${step}\n`);
}

writeSync(1, "ready\n");
for (let count = 0; ; count += 1) {
  const rows = [0, 1, 2].map((part) => ({
    batchId: `${run}-${count}`,
    path: `/files/${run}/${count}-${part}.bin`,
    name: `${count}-${part}.bin`,
    relativePath: `${run}/${count}-${part}.bin`,
    size: 5,
    modifiedAtMs: 1,
    contentType: "application/octet-stream",
    destinationId: "d",
    destinationName: "Practice",
    service: "imkit",
    options: {},
  }));
  const ids = store.insert(rows, new Date().toISOString());
  for (const id of ids) say(id, "queued");
  for (const id of ids.slice(0, 2)) {
    store.setState(id, { kind: "preparing" });
    say(id, "preparing");
    store.beginStep(id, { stepId: "media", repeatable: false });
    say(id, "sending");
    store.bodySent(id);
    say(id, "body-sent");
    store.complete(id, receipt, { secret: id });
    say(id, "completed");
  }
}
