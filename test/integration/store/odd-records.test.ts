import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { Failure } from "../../../electron/engine/failure";
import { silentLogger, systemClock } from "../../../electron/engine/ports";
import { openDatabase } from "../../../electron/engine/store/database";
import { SqliteDestinationStore } from "../../../electron/engine/store/destination-store";
import { KeyFileVault } from "../../../electron/engine/store/key-file-vault";
import { schemaVersion } from "../../../electron/engine/store/schema";
import { SqliteUploadStore } from "../../../electron/engine/store/upload-store";
import { seeded } from "../../campaigns/life";
import { WriteGate } from "../../helpers/failing-database";
import { addedAt, newUpload, receipt, temporaryFolder } from "../../unit/engine/store/store-fixture";

const oldProfile = resolve(import.meta.dirname, "../../fixtures/profile-of-version-1.db.gz");
const page = { search: "", offset: 0, limit: 500 };

function openStore(folder: string) {
  const opened = openDatabase(join(folder, "waybill.db"), { logger: silentLogger });
  return {
    ...opened,
    store: new SqliteUploadStore(opened.database, new KeyFileVault(join(folder, "key")), systemClock),
  };
}

/** A closed profile: 60 delivered, 20 queued, one of them with its body sent. */
function makeProfile(): string {
  const folder = temporaryFolder();
  const { store, database } = openStore(folder);
  const delivered = store.insert(
    Array.from({ length: 60 }, (_, index) => newUpload(`delivered ${index}.png`)),
    addedAt,
  );
  database.transaction(() => {
    for (const id of delivered) {
      store.setState(id, { kind: "preparing" });
      store.complete(id, receipt, {});
    }
  });
  const [sending = ""] = store.insert(
    Array.from({ length: 20 }, (_, index) => newUpload(`queued ${index}.png`)),
    addedAt,
  );
  store.setState(sending, { kind: "preparing" });
  store.beginStep(sending, { stepId: "s", repeatable: false });
  store.bodySent(sending);
  database.close();
  return folder;
}

test.each([-1, -7, 0])(
  "P6: records that say they are of version %i, which none is, are kept aside and read",
  (version) => {
    const folder = makeProfile();
    const { database } = openStore(folder);
    database.execute(`PRAGMA user_version = ${version}`);
    database.close();
    const { store, quarantined, database: next } = openStore(folder);
    expect(quarantined).not.toBeNull();
    expect(store.counts(null)).toMatchObject({ completed: 60, paused: 19, unconfirmed: 1, queued: 0 });
    next.close();
  },
);

test("P6: records of a future version are refused with a sentence, not touched and not copied", () => {
  const folder = makeProfile();
  const { database } = openStore(folder);
  database.execute(`PRAGMA user_version = ${schemaVersion + 7}`);
  database.close();
  const before = readFileSync(join(folder, "waybill.db"));
  expect(() => openStore(folder)).toThrow("newer Waybill");
  expect(readFileSync(join(folder, "waybill.db")).equals(before)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.includes("damaged"))).toEqual([]);
});

test("P6: with bits flipped anywhere, nothing crashes, no row is another's, and nothing doubtful is sent by itself", {
  timeout: 120_000,
}, () => {
  const random = seeded(6);
  const sound = readFileSync(join(makeProfile(), "waybill.db"));
  let aside = 0;
  for (let round = 0; round < 150; round += 1) {
    const folder = temporaryFolder();
    const bytes = Buffer.from(sound);
    for (let flips = 1 + Math.floor(random() * 8); flips > 0; flips -= 1) {
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    writeFileSync(join(folder, "waybill.db"), bytes);
    writeFileSync(join(folder, "waybill.db.look-closely"), "");
    let opened: ReturnType<typeof openStore>;
    try {
      opened = openStore(folder);
    } catch (thrown) {
      // A flipped version looks like a newer program's, and is left as it is.
      expect(thrown).toBeInstanceOf(Failure);
      continue;
    }
    const { store, database, quarantined } = opened;
    if (quarantined !== null) {
      aside += 1;
      expect(readFileSync(quarantined).equals(bytes)).toBe(true);
      expect(store.counts(null)).toMatchObject({ queued: 0, preparing: 0, uploading: 0 });
    }
    database.close();
  }
  process.stdout.write(`150 files with flipped bits, ${aside} kept aside\n`);
  expect(aside).toBeGreaterThan(30);
});

test("P10: a migration that fails at any write leaves the old records as they were, and the next start goes on", () => {
  const kept = temporaryFolder();
  const old = join(kept, "old.db");
  writeFileSync(old, gunzipSync(readFileSync(oldProfile)));
  let failures = 0;
  for (let n = 1; ; n += 1) {
    const folder = join(kept, `copy-${n}`);
    mkdirSync(folder);
    copyFileSync(old, join(folder, "waybill.db"));
    const gate = new WriteGate();
    gate.fails = (write) => write === n;
    try {
      openDatabase(join(folder, "waybill.db"), {
        logger: silentLogger,
        connect: gate.connect,
      }).database.close();
      break;
    } catch (thrown) {
      failures += 1;
      expect(thrown).toMatchObject({ error: { code: "storage-full" } });
    }
    const { store, database, quarantined } = openStore(folder);
    expect(quarantined).toBeNull();
    expect(database.number("PRAGMA user_version")).toBe(schemaVersion);
    expect(store.page({ list: "queue", ...page }).rows).toHaveLength(8);
    expect(store.page({ list: "history", ...page }).rows).toHaveLength(2);
    database.close();
  }
  expect(failures).toBeGreaterThan(3);
});

test("P6: a destination whose record is lost is there again by name, with its uploads, for the user to complete", () => {
  const folder = makeProfile();
  const { database } = openStore(folder);
  const root = database.number("SELECT rootpage FROM sqlite_schema WHERE name = 'destinations'");
  database.close();
  rmSync(join(folder, "waybill.copy.db"));
  const bytes = readFileSync(join(folder, "waybill.db"));
  bytes.fill(0xee, (root - 1) * 4096, root * 4096);
  writeFileSync(join(folder, "waybill.db"), bytes);
  const { store, database: next, quarantined } = openStore(folder);
  expect(quarantined).not.toBeNull();
  expect(new SqliteDestinationStore(next).list()).toMatchObject([
    { id: "destination-1", name: "Practice", service: "imkit", settings: {}, secrets: {}, practice: false },
  ]);
  expect(store.counts(null)).toMatchObject({ completed: 60, paused: 19, unconfirmed: 1 });
  next.close();
});
