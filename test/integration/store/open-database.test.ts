import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Failure } from "../../../electron/engine/failure";
import { silentLogger } from "../../../electron/engine/ports";
import { connectSqlite, openDatabase } from "../../../electron/engine/store/database";
import { SqliteDestinationStore } from "../../../electron/engine/store/destination-store";
import { schemaVersion } from "../../../electron/engine/store/schema";
import { addedAt, newUpload, receipt, temporaryFolder } from "../../unit/engine/store/store-fixture";
import { historyNames, makeProfile, open, overwrite, pageBytes } from "./profile-fixture";

function failureOf(action: () => unknown): Failure | null {
  try {
    action();
  } catch (thrown) {
    return thrown instanceof Failure ? thrown : null;
  }
  return null;
}

describe("a sound database", () => {
  test("keeps everything from one start to the next", () => {
    const { folder, delivered } = makeProfile(50);
    const { store, quarantined } = open(folder);
    expect(quarantined).toBeNull();
    expect(store.counts(null)).toMatchObject({ completed: 50, queued: 20, uploading: 1, failed: 1 });
    expect(store.get(delivered[7] ?? "")?.receipt).toEqual(receipt);
    expect(store.receiptSecrets(delivered[7] ?? "")).toEqual({ secret: "s" });
  });

  test("is written durably: write-ahead log, flushed at every transaction, foreign keys on", () => {
    const { database } = open(temporaryFolder());
    expect(database.get("PRAGMA journal_mode")?.["journal_mode"]).toBe("wal");
    expect(database.number("PRAGMA synchronous")).toBe(2);
    expect(database.number("PRAGMA foreign_keys")).toBe(1);
  });

  test.skipIf(process.platform === "win32")("is readable by its user alone", () => {
    const profile = join(temporaryFolder(), "deep", "profile");
    const { store } = open(profile);
    store.insert([newUpload("a")], addedAt);
    expect(statSync(profile).mode & 0o777).toBe(0o700);
    const files = readdirSync(profile);
    expect(files).toEqual(expect.arrayContaining(["waybill.db", "waybill.db-wal", "waybill.db-shm"]));
    for (const file of files) expect(statSync(join(profile, file)).mode & 0o777).toBe(0o600);
  });
});

describe("a new database", () => {
  test("has its name only when there is something in it: a start that is cut off leaves no empty one", () => {
    const folder = join(temporaryFolder(), "profile");
    const path = join(folder, "waybill.db");
    const seen: string[] = [];
    const connect: typeof connectSqlite = (asked, options) => {
      const database = connectSqlite(asked, options);
      if (existsSync(path) && statSync(path).size === 0) seen.push(asked);
      return database;
    };
    const { database, quarantined } = openDatabase(path, { logger: silentLogger, connect });
    onTestFinished(() => database.close());
    expect(quarantined).toBeNull();
    expect(seen).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.includes("making"))).toEqual([]);
  });

  test("is made anew where a start was cut off while it was being made", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "waybill.db.making"), "");
    writeFileSync(join(folder, "waybill.db.making-journal"), new Uint8Array(512));
    const { store, quarantined } = open(folder);
    expect(quarantined).toBeNull();
    expect(store.insert([newUpload("a")], addedAt)).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => /making|damaged/.test(name))).toEqual([]);
  });
});

describe("a database of a newer version", () => {
  test("is refused with a sentence that says so, and not touched", () => {
    const { folder, path } = makeProfile(3);
    const { database } = open(folder);
    database.execute(`PRAGMA user_version = ${schemaVersion + 1}`);
    database.close();
    const before = readFileSync(path);
    const failure = failureOf(() => open(folder));
    expect(failure?.error.code).toBe("config");
    expect(failure?.message).toContain("newer Waybill");
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder).some((name) => name.includes("damaged"))).toBe(false);
  });
});

describe("records that can't be opened", () => {
  test("keep what a killed program left in the log, which is not in the second copy yet", () => {
    const { folder } = makeProfile(3);
    const { store, database } = open(folder);
    store.insert([newUpload("in the log alone")], addedAt);
    database.execute(`PRAGMA user_version = ${schemaVersion + 1}`);
    const killed = join(temporaryFolder(), "killed");
    cpSync(folder, killed, { recursive: true });
    expect(failureOf(() => open(killed))?.error.code).toBe("config");
    for (const name of ["waybill.db", "waybill.db-wal", "waybill.copy.db"])
      expect(readFileSync(join(killed, name)).equals(readFileSync(join(folder, name)))).toBe(true);
  });
});

/** A profile of a Waybill that kept no second copy yet. */
function makeOldProfile(delivered: number): ReturnType<typeof makeProfile> {
  const made = makeProfile(delivered);
  rmSync(join(made.folder, "waybill.copy.db"));
  return made;
}

describe("a damaged database without a second copy", { timeout: 180_000 }, () => {
  const damages: readonly [string, (path: string) => void][] = [
    ["is empty", (path) => truncateSync(path, 0)],
    ["is cut in the middle of the first page", (path) => truncateSync(path, 1000)],
    [
      "is cut in half",
      (path) => truncateSync(path, Math.floor(statSync(path).size / 2 / pageBytes) * pageBytes),
    ],
    ["lacks its last page", (path) => truncateSync(path, statSync(path).size - pageBytes)],
    ["is all zeros", (path) => writeFileSync(path, new Uint8Array(statSync(path).size))],
    ["is something else", (path) => writeFileSync(path, "not a database, but a text ".repeat(500))],
    ["has a broken header", (path) => overwrite(path, 0, new Uint8Array(64).fill(0xff))],
    ["has a broken schema", (path) => overwrite(path, 100, new Uint8Array(2000).fill(0x5a))],
  ];

  test.each(damages)("that %s is kept aside, said, and a new one begins", (_, damage) => {
    const { folder, path } = makeOldProfile(300);
    damage(path);
    const damagedBytes = readFileSync(path);
    const { store, quarantined } = open(folder);
    expect(quarantined).toMatch(/waybill\.damaged-\d{8}T\d{6}Z\.db$/);
    expect(readFileSync(quarantined ?? "").equals(damagedBytes)).toBe(true);
    expect(store.insert([newUpload("new")], addedAt)).toHaveLength(1);
    expect(existsSync(`${path}.look-closely`)).toBe(false);
  });

  test("gives back what can be read of it; nothing of the queue is sent by itself", () => {
    const { folder, path } = makeOldProfile(3000);
    const size = statSync(path).size;
    truncateSync(path, Math.floor((size * 0.9) / pageBytes) * pageBytes);
    const { store, salvaged, database } = open(folder);
    const names = historyNames(store);
    expect(salvaged.uploads).toBeGreaterThan(2000);
    expect(names.length).toBeGreaterThan(2000);
    expect(names).toEqual(names.toSorted((a, b) => Number(a.match(/\d+/)) - Number(b.match(/\d+/))));
    const counts = store.counts(null);
    expect(counts).toMatchObject({ queued: 0, preparing: 0, uploading: 0, completed: names.length });
    const found = store.page({ list: "history", search: "delivered 1077", offset: 0, limit: 10 });
    const expected = names.filter((name) => name === "delivered 1077.png");
    expect(found.rows.map((row) => row.name)).toEqual(expected);
    expect(database.get("PRAGMA quick_check(1)")?.["quick_check"]).toBe("ok");
  });

  test("that is met while running is marked, and looked at closely by the next start", () => {
    const { folder, path } = makeOldProfile(3000);
    const { database } = open(folder);
    const leaf = database.number(
      "SELECT pageno FROM dbstat WHERE name = 'uploads' AND pagetype = 'leaf' LIMIT 1 OFFSET 20",
    );
    database.close();
    rmSync(join(folder, "waybill.copy.db"));
    overwrite(path, (leaf - 1) * pageBytes, new Uint8Array(pageBytes).fill(0xff));
    const first = open(folder);
    expect(first.quarantined).toBeNull();
    const failure = failureOf(() => historyNames(first.store));
    expect(failure?.error.code).toBe("config");
    expect(failure?.message).toContain("damaged");
    first.database.close();
    const second = open(folder);
    expect(second.quarantined).not.toBeNull();
    expect(second.salvaged.destinations).toBe(2);
    const names = historyNames(second.store);
    expect(names.length).toBeGreaterThan(2980);
    expect(names.length).toBeLessThan(3000);
    expect(second.store.counts(null)).toMatchObject({ paused: 20, unconfirmed: 1, failed: 1, queued: 0 });
    const destinations = new SqliteDestinationStore(second.database);
    expect(destinations.list().map((saved) => saved.name)).toEqual(["Ward 1", "Ward 2", "Practice"]);
    expect(destinations.sealedSecret("2", "token")).toEqual(Uint8Array.of(9));
    second.database.close();
    expect(open(folder).quarantined).toBeNull();
  });

  test("never takes the place of one that was kept before", () => {
    const { folder, path } = makeOldProfile(3);
    const kept = Array.from({ length: 3 }, () => {
      writeFileSync(path, "damaged");
      const { quarantined, database } = open(folder);
      database.close();
      return quarantined;
    });
    expect(new Set(kept).size).toBe(3);
    for (const file of kept) expect(readFileSync(file ?? "", "utf8")).toBe("damaged");
  });

  test("with any single page lost never crashes and never gives back a row that is not as it was", () => {
    const { path, folder } = makeOldProfile(120);
    const sound = readFileSync(path);
    const pages = sound.length / pageBytes;
    for (let page = 0; page < pages; page += 1) {
      const copy = join(folder, `copy-${page}`);
      mkdirSync(copy);
      writeFileSync(join(copy, "waybill.db"), sound);
      overwrite(join(copy, "waybill.db"), page * pageBytes, new Uint8Array(pageBytes).fill(0xee));
      writeFileSync(join(copy, "waybill.db.look-closely"), "");
      const { store, database } = open(copy);
      for (const name of historyNames(store)) expect(name).toMatch(/^delivered \d+\.png$/);
      expect(store.counts(null)).toMatchObject({ queued: 0, uploading: 0 });
      database.close();
    }
    expect(pages).toBeGreaterThan(20);
  });
});

describe("a profile that can't be written", () => {
  test("is said when its place is taken by a folder", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "waybill.db"));
    expect(failureOf(() => open(folder))?.error.code).toBe("config");
  });

  test.skipIf(process.getuid?.() === 0)("is said when it is read-only", () => {
    const { folder, path } = makeProfile(1);
    chmodSync(path, 0o400);
    chmodSync(folder, 0o500);
    onTestFinished(() => chmodSync(folder, 0o700));
    expect(failureOf(() => open(folder))?.error.code).toBe("config");
  });

  test("refuses to add when it is full, loses nothing, and goes on when there is space again", () => {
    const { folder } = makeProfile(10);
    const { store, database } = open(folder);
    const before = store.counts(null);
    const pages = database.number("PRAGMA page_count");
    database.execute(`PRAGMA max_page_count = ${pages + 4}`);
    const many = Array.from({ length: 5000 }, (_, index) => newUpload(`more ${index}`));
    const failure = failureOf(() => store.insert(many, addedAt));
    expect(failure?.error.code).toBe("storage-full");
    expect(failure?.class).toBe("local");
    expect(store.counts(null)).toEqual(before);
    database.execute("PRAGMA max_page_count = 1000000");
    expect(store.insert(many, addedAt)).toHaveLength(5000);
  });
});
