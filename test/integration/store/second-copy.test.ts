import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { silentLogger, systemClock } from "../../../electron/engine/ports";
import { connectSqlite, type Database, openDatabase } from "../../../electron/engine/store/database";
import { openKeyFileVault } from "../../../electron/engine/store/key-file-vault";
import { closeOpenRecords } from "../../../electron/engine/store/second-copy/copied-database";
import { CopyFile } from "../../../electron/engine/store/second-copy/copy-file";
import { type OpenPieces, openPieces } from "../../../electron/engine/store/second-copy/file-pieces";
import type { Connect } from "../../../electron/engine/store/sql";
import { SqliteUploadStore } from "../../../electron/engine/store/upload-store";
import { seeded } from "../../campaigns/life";
import { fullDisk } from "../../helpers/failing-database";
import { fullDiskError, watched } from "../../helpers/watched-copy";
import { addedAt, newUpload, receipt, temporaryFolder } from "../../unit/engine/store/store-fixture";
import { makeProfile, open, overwrite, pageBytes } from "./profile-fixture";

const records = "waybill.db";
const copy = "waybill.copy.db";
const files = [records, `${records}-wal`, copy];

/** Everything in the records, row by row. */
function contents(database: Database): string {
  const tables = database.all(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  return JSON.stringify(
    tables.map(({ name }) => [name, database.all(`SELECT * FROM "${String(name)}"`)]),
    (_, value) => (value instanceof Uint8Array ? [...value] : value),
  );
}

/** The files of a profile, put into a folder of their own. */
function snapshot(from: string, to: string): string {
  mkdirSync(to, { recursive: true });
  for (const name of files) {
    rmSync(join(to, name), { force: true });
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
  }
  rmSync(join(to, `${records}-shm`), { force: true });
  return to;
}

/** Opens a profile, compares it with what it should hold, and closes it. */
function expectWhole(folder: string, expected: string, restored: "some" | "none" | "any", why: string): void {
  const opened = open(folder);
  expect(contents(opened.database) === expected, `${why}: the same rows`).toBe(true);
  expect(opened.database.get("PRAGMA integrity_check")?.["integrity_check"], why).toBe("ok");
  if (restored === "none") expect(opened, why).toMatchObject({ restored: 0, quarantined: null });
  if (restored === "some") {
    expect(opened.restored, why).toBeGreaterThan(0);
    expect(existsSync(opened.quarantined ?? ""), why).toBe(true);
  }
  opened.database.close();
}

/** A closed profile of some fifty pages, and what is in it. */
function closedProfile(): { folder: string; pages: number; expected: string } {
  const { folder, path } = makeProfile(60);
  const { database } = open(folder);
  const expected = contents(database);
  database.close();
  return { folder, pages: statSync(path).size / pageBytes, expected };
}

/** A profile as a kill leaves it: the last changes stand in the log alone. */
function killedProfile(): { folder: string; pages: number; expected: string } {
  const { folder, path } = makeProfile(60);
  const { store, database } = open(folder);
  const [id = ""] = store.insert([newUpload("late 1.png"), newUpload("late 2.png")], addedAt);
  store.setState(id, { kind: "preparing" });
  store.complete(id, receipt, { secret: "late" });
  const expected = contents(database);
  const killed = snapshot(folder, join(folder, "killed"));
  expect(statSync(join(killed, `${records}-wal`)).size).toBeGreaterThan(pageBytes);
  return { folder: killed, pages: statSync(path).size / pageBytes, expected };
}

const damages: readonly [string, (page: Buffer, random: () => number) => Buffer][] = [
  ["zeros", (page) => Buffer.alloc(page.length)],
  ["random bytes", (page, random) => Buffer.from(page.map(() => Math.floor(random() * 256)))],
  [
    "one flipped bit",
    (page, random) => {
      const at = Math.floor(random() * page.length);
      return Buffer.from(
        page.map((byte, index) => (index === at ? byte ^ (1 << Math.floor(random() * 8)) : byte)),
      );
    },
  ],
];

describe("the second copy", { timeout: 180_000 }, () => {
  test.each(damages)("gives back any single page that became %s", (name, damage) => {
    const random = seeded(7);
    for (const { folder, pages, expected } of [closedProfile(), killedProfile()]) {
      const sound = readFileSync(join(folder, records));
      for (let page = 0; page < pages; page += 1) {
        const place = snapshot(folder, join(folder, `page-${page}`));
        const bytes = damage(sound.subarray(page * pageBytes, (page + 1) * pageBytes), random);
        overwrite(join(place, records), page * pageBytes, bytes);
        const isLogged = existsSync(join(place, `${records}-wal`));
        expectWhole(place, expected, isLogged ? "any" : "some", `page ${page + 1} of ${pages}: ${name}`);
      }
      expect(pages).toBeGreaterThan(20);
    }
  });

  test("keeps the damaged file as it was, and is itself as good as new afterwards", () => {
    const { folder, expected } = closedProfile();
    for (let time = 0; time < 2; time += 1) {
      overwrite(join(folder, records), pageBytes * (3 + time), Buffer.alloc(pageBytes, 0xee));
      const damaged = readFileSync(join(folder, records));
      const { quarantined, restored, database } = open(folder);
      expect(restored).toBe(1);
      expect(readFileSync(quarantined ?? "").equals(damaged)).toBe(true);
      expect(contents(database)).toBe(expected);
      database.close();
    }
    expectWhole(folder, expected, "none", "afterwards");
  });

  test("goes along when a program ends without closing its records", () => {
    const { folder } = makeProfile(30);
    const { store, database } = open(folder);
    store.insert([newUpload("in the log alone")], addedAt);
    const expected = contents(database);
    expect(process.listeners("exit")).toContain(closeOpenRecords);
    closeOpenRecords();
    expect(existsSync(join(folder, `${records}-wal`))).toBe(false);
    expectWhole(folder, expected, "none", "after the end");
  });

  test("gives back pages on places of the disk that can't be read", () => {
    const { folder, pages, expected } = closedProfile();
    for (let page = 0; page < pages; page += 7) {
      const place = snapshot(folder, join(folder, `bad-${page}`));
      const bad = readFileSync(join(place, records));
      const around: OpenPieces = (path, use) => {
        const file = openPieces(path, use);
        if (file === null || basename(path) !== records || use !== "read") return file;
        const read = (offset: number, length: number) => {
          if (offset <= page * pageBytes && offset + length > page * pageBytes) {
            throw Object.assign(new Error("i/o error, read"), { code: "EIO" });
          }
          return file.read(offset, length);
        };
        return { ...file, read };
      };
      const { database, restored, quarantined } = open(place, around);
      expect(restored).toBe(1);
      expect(readFileSync(quarantined ?? "").equals(bad)).toBe(true);
      expect(contents(database)).toBe(expected);
      database.close();
    }
  });

  test("gives back records that are cut anywhere, empty, gone, or something else", () => {
    for (const { folder, pages, expected } of [closedProfile(), killedProfile()]) {
      const cuts = Array.from({ length: pages }, (_, page) => page * pageBytes);
      for (const length of [...cuts, 1_000, (pages - 1) * pageBytes + 17]) {
        const place = snapshot(folder, join(folder, `cut-${length}`));
        truncateSync(join(place, records), length);
        expectWhole(place, expected, "any", `cut to ${length} bytes`);
      }
      const gone = snapshot(folder, join(folder, "gone"));
      rmSync(join(gone, records));
      const opened = open(gone);
      expect(opened.restored).toBeGreaterThan(0);
      opened.database.close();
      expectWhole(gone, expected, "none", "gone");
      const other = snapshot(folder, join(folder, "other"));
      writeFileSync(join(other, records), "not a database, but a text ".repeat(500));
      expectWhole(other, expected, "some", "something else");
    }
  });

  test("is of use after a kill at any of its steps, with any page of the records damaged then", () => {
    const { folder } = makeProfile(60);
    const random = seeded(11);
    const snapshots: string[] = [];
    const keep = () => {
      snapshots.push(snapshot(folder, join(folder, `step-${snapshots.length}`)));
    };
    let isWatching = false;
    const { around, changes } = watched((_, file, bytes) => {
      if (!isWatching) return;
      keep();
      if (bytes === undefined) return;
      // A write that stopped midway: its first half is there, and what follows is not.
      const place = snapshot(folder, join(folder, `step-${snapshots.length}`));
      const half = bytes.subarray(0, Math.floor(bytes.length / 2));
      const target = openPieces(join(place, copy), "make");
      target?.write(half, Math.floor(file.size() / 2));
      target?.close();
      if (half.length < 5_000) snapshots.push(place);
    });
    const { store, database } = open(folder, around);
    isWatching = true;
    const ids = store.insert(
      Array.from({ length: 40 }, (_, index) => newUpload(`more ${index}.png`)),
      addedAt,
    );
    for (const id of ids.slice(0, 20)) store.setState(id, { kind: "canceled" });
    const expected = contents(database);
    database.close();
    keep();
    expect(changes()).toBeGreaterThan(3);
    snapshots.forEach((place, step) => {
      const size = statSync(join(place, records)).size;
      for (const page of [0, 1, size / pageBytes - 1, Math.floor((random() * size) / pageBytes)]) {
        const damaged = snapshot(place, join(place, `page-${page}`));
        overwrite(join(damaged, records), page * pageBytes, Buffer.alloc(pageBytes, 0xee));
        expectWhole(damaged, expected, "any", `step ${step}, page ${page + 1}`);
      }
    });
  });

  test("that is of other records, or of an earlier state of them, harms nothing and is made anew", () => {
    const { folder, expected } = closedProfile();
    const other = closedProfile();
    const { store, database } = open(other.folder);
    store.insert([newUpload("of others")], addedAt);
    database.close();
    copyFileSync(join(other.folder, copy), join(folder, copy));
    expectWhole(folder, expected, "none", "of others");
    const backup = readFileSync(join(folder, records));
    const later = open(folder);
    later.store.insert([newUpload("after the backup")], addedAt);
    later.database.close();
    writeFileSync(join(folder, records), backup);
    expectWhole(folder, expected, "none", "from a backup");
    overwrite(join(folder, records), pageBytes * 4, Buffer.alloc(pageBytes, 0xee));
    expectWhole(folder, expected, "some", "made anew");
  });

  test("that is damaged, cut or gone harms nothing and is made anew", () => {
    const { folder, pages, expected } = closedProfile();
    const length = statSync(join(folder, copy)).size;
    for (let place = 0; place < length; place += 4_100) {
      const damaged = snapshot(folder, join(folder, `copy-${place}`));
      if (place % 3 === 0) truncateSync(join(damaged, copy), place);
      else overwrite(join(damaged, copy), place + 900, Buffer.alloc(16, 0xee));
      expectWhole(damaged, expected, "none", `copy damaged at ${place}`);
      overwrite(join(damaged, records), pageBytes * (pages - 1), Buffer.alloc(pageBytes, 0xee));
      expectWhole(damaged, expected, "some", `copy damaged at ${place}, then the records`);
    }
    rmSync(join(folder, copy));
    expectWhole(folder, expected, "none", "copy gone");
    overwrite(join(folder, records), 0, Buffer.alloc(pageBytes));
    expectWhole(folder, expected, "some", "copy gone, then the records damaged");
  });

  test("and the records may both be damaged, as long as it is not the same page; then what can be read is saved", () => {
    const { folder, pages, expected } = closedProfile();
    const both = snapshot(folder, join(folder, "both"));
    for (let page = 3; page < pages; page += 2) {
      overwrite(join(both, records), page * pageBytes, Buffer.alloc(pageBytes, 0xee));
      overwrite(join(both, copy), page * 4_100 + 900, Buffer.alloc(16, 0xee));
    }
    expectWhole(both, expected, "some", "different pages");
    overwrite(join(folder, records), (pages - 1) * pageBytes, Buffer.alloc(pageBytes, 0xee));
    overwrite(join(folder, copy), pages * 4_100 + 900, Buffer.alloc(16, 0xee));
    writeFileSync(join(folder, `${records}.look-closely`), "");
    const opened = open(folder);
    expect(opened.restored).toBe(0);
    expect(opened.quarantined).not.toBeNull();
    expect(opened.salvaged.uploads).toBeGreaterThan(0);
  });

  test("whose disk fails at any write, once or from there on, loses nothing and stops nothing", () => {
    for (const isLasting of [false, true]) {
      for (let failing = 1, isReached = true; isReached; failing += 1) {
        const folder = temporaryFolder();
        isReached = false;
        let count = 0;
        const { around } = watched(() => {
          count += 1;
          if (count !== failing && !(isLasting && count > failing)) return;
          isReached = true;
          throw fullDiskError();
        });
        const first = open(folder, around);
        const ids = first.store.insert([newUpload("a"), newUpload("b")], addedAt);
        first.store.setState(ids[0] ?? "", { kind: "canceled" });
        first.database.close();
        const second = open(folder, around);
        second.store.insert([newUpload("c")], addedAt);
        const expected = contents(second.database);
        second.database.close();
        const why = `write ${failing} ${isLasting ? "and all after it" : "alone"} failed`;
        expectWhole(folder, expected, "none", why);
        overwrite(join(folder, records), pageBytes * 2, Buffer.alloc(pageBytes, 0xee));
        expectWhole(folder, expected, "some", why);
        if (failing > 500) throw new Error("The sweep does not end.");
      }
    }
  });

  test("that was given up and comes back after a power cut is not taken for the records'", () => {
    const { folder } = makeProfile(60);
    let isFull = false;
    const { around } = watched(() => {
      if (isFull) throw fullDiskError();
    });
    const first = open(folder, around);
    first.store.insert([newUpload("in the copy")], addedAt);
    first.database.close();
    const given = readFileSync(join(folder, copy));
    const second = open(folder, around);
    isFull = true;
    second.store.insert([newUpload("not in the copy")], addedAt);
    const expected = contents(second.database);
    second.database.close();
    expect(existsSync(join(folder, copy))).toBe(false);
    writeFileSync(join(folder, copy), given);
    expectWhole(folder, expected, "none", "come back");
  });

  test("follows while Waybill runs: the log goes into both, in steps", async () => {
    const { folder } = makeProfile(1);
    const { store, database } = open(folder);
    const before = statSync(join(folder, copy)).size;
    const many = Array.from({ length: 40_000 }, (_, index) => newUpload(`many ${index}.png`));
    store.insert(many, addedAt);
    await vi.waitFor(() => expect(statSync(join(folder, records)).size).toBeGreaterThan(before * 2), 20_000);
    const log = openPieces(join(folder, `${records}-wal`), "read")?.size() ?? 0;
    const expected = contents(database);
    for (let index = 0; index < 40; index += 1) store.insert([newUpload(`then ${index}.png`)], addedAt);
    expect(statSync(join(folder, `${records}-wal`)).size).toBeLessThanOrEqual(log);
    expect(contents(database)).not.toBe(expected);
    const now = contents(database);
    const place = snapshot(folder, join(folder, "killed"));
    const last = statSync(join(place, records)).size - pageBytes;
    overwrite(join(place, records), last, Buffer.alloc(pageBytes, 0xee));
    expectWhole(place, now, "any", "killed after a checkpoint");
  });

  test("is waited for by whoever writes a lot, so that the log never grows long", async () => {
    const { folder } = makeProfile(1);
    const { store, database } = open(folder);
    let longest = 0;
    for (let written = 0; written < 40_000; written += 250) {
      const some = Array.from({ length: 250 }, (_, index) => newUpload(`many ${written + index}.png`));
      database.soon(() => store.insert(some, addedAt));
      await database.caughtUp();
      longest = Math.max(longest, statSync(join(folder, `${records}-wal`)).size);
    }
    expect(longest).toBeLessThan(24 * 1024 * 1024);
    const now = contents(database);
    database.close();
    expectWhole(folder, now, "none", "written with waiting");
  });

  test("holds up nobody who waits for it when a large write brought everything in meanwhile", async () => {
    const { folder } = makeProfile(1);
    const { store, database } = open(folder);
    const insert = (name: string, count: number) =>
      store.insert(
        Array.from({ length: count }, (_, index) => newUpload(`${name} ${index}.png`)),
        addedAt,
      );
    insert("some", 40_000);
    const isCaughtUp = database.caughtUp();
    insert("many", 120_000);
    expect(statSync(join(folder, `${records}-wal`)).size).toBeGreaterThan(32 * 1024 * 1024);
    await isCaughtUp;
    expect(store.counts(null).queued).toBeGreaterThanOrEqual(160_000);
  });

  test("does not try again and again while there is no room in the records", async () => {
    const folder = temporaryFolder();
    let attempts = 0;
    let isFull = false;
    const connect: Connect = (path, options) => {
      const database = connectSqlite(path, options);
      const all: Database["all"] = (sql, ...values) => {
        if (!isFull || !sql.includes("wal_checkpoint")) return database.all(sql, ...values);
        attempts += 1;
        throw fullDisk();
      };
      return new Proxy(database, {
        get: (target, name) => {
          if (name === "all") return all;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    };
    const { database } = openDatabase(join(folder, records), { logger: silentLogger, connect });
    const store = new SqliteUploadStore(database, openKeyFileVault(folder), systemClock);
    isFull = true;
    const many = Array.from({ length: 40_000 }, (_, index) => newUpload(`many ${index}.png`));
    store.insert(many, addedAt);
    await vi.waitFor(() => expect(attempts).toBe(1), 20_000);
    // Some twenty rounds of a loop that would try again at once.
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(attempts).toBe(1);
    isFull = false;
    const expected = contents(database);
    database.close();
    expectWhole(folder, expected, "none", "with room again");
  });

  test("of long records is made in steps; damage in their middle is put right once it was met", async () => {
    const { folder } = makeProfile(60);
    const first = open(folder);
    const text = "long ".repeat(200_000);
    for (let index = 0; index < 75; index += 1) {
      first.database.run("INSERT INTO settings (key, value) VALUES (?, ?)", `long ${index}`, text);
    }
    const expected = contents(first.database);
    first.database.close();
    rmSync(join(folder, copy));
    const second = open(folder);
    const isWhole = () => {
      const pieces = openPieces(join(folder, copy), "read");
      if (pieces === null) return false;
      const whole = new CopyFile(pieces).isWhole();
      pieces.close();
      return whole;
    };
    expect(isWhole()).toBe(false);
    await vi.waitFor(() => expect(isWhole()).toBe(true), 60_000);
    second.database.close();
    const pages = statSync(join(folder, records)).size / pageBytes;
    expect(pages).toBeGreaterThan(17_000);
    overwrite(join(folder, records), (pages - 1) * pageBytes, Buffer.alloc(pageBytes, 0xee));
    expectWhole(folder, expected, "some", "at the end");
    const most = Buffer.alloc((pages - 120) * pageBytes, 0xee);
    overwrite(join(folder, records), 60 * pageBytes, most);
    expectWhole(folder, expected, "some", "most of the middle, wherever the start looks");
    overwrite(join(folder, records), Math.floor(pages / 2) * pageBytes, Buffer.alloc(pageBytes, 0xee));
    writeFileSync(join(folder, `${records}.look-closely`), "");
    expectWhole(folder, expected, "some", "in the middle");
  });

  test("whose records can't be made again on a full disk leaves everything as it was, for the next start", () => {
    const { folder, expected } = closedProfile();
    overwrite(join(folder, records), pageBytes * 3, Buffer.alloc(pageBytes, 0xee));
    const damaged = readFileSync(join(folder, records));
    const full: OpenPieces = (path, use) => {
      const file = openPieces(path, use);
      if (file === null || !path.endsWith(".new")) return file;
      const write = () => {
        throw fullDiskError();
      };
      return { ...file, write };
    };
    expect(() => open(folder, full)).toThrow("no space left");
    expect(readFileSync(join(folder, records)).equals(damaged)).toBe(true);
    expect(existsSync(join(folder, `${records}.new`))).toBe(false);
    expectWhole(folder, expected, "some", "with space again");
  });

  test.skipIf(process.platform === "win32")("is readable by its user alone", () => {
    const { folder } = makeProfile(1);
    expect(statSync(join(folder, copy)).mode & 0o777).toBe(0o600);
    overwrite(join(folder, records), pageBytes, Buffer.alloc(pageBytes, 0xee));
    const { quarantined } = open(folder);
    expect(statSync(quarantined ?? "").mode & 0o777).toBe(0o600);
  });

  test("has nothing of what was removed from the records", () => {
    const folder = temporaryFolder();
    const { store, database } = open(folder);
    const secret = `https://files.example/${"remove-me-".repeat(700)}`;
    const ids = store.insert([newUpload("keep me.png"), newUpload("remove-me-too.png")], addedAt);
    for (const id of ids) store.setState(id, { kind: "preparing" });
    store.complete(ids[0] ?? "", receipt, { secret: "s" });
    store.complete(ids[1] ?? "", { ...receipt, rawReply: secret }, { secret: "s" });
    database.close();
    expect(readFileSync(join(folder, copy)).includes("remove-me-")).toBe(true);
    const again = open(folder);
    again.store.remove([ids[1] ?? ""]);
    again.database.close();
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name)).includes("remove-me-"), name).toBe(false);
    }
    expect(readFileSync(join(folder, copy)).includes("keep me.png")).toBe(true);
  });
});
