import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Logger } from "../ports";
import { salvage } from "./salvage";
import { migrate } from "./schema";
import { CopiedDatabase } from "./second-copy/copied-database";
import type { OpenPieces } from "./second-copy/file-pieces";
import { restorePages } from "./second-copy/restore-pages";
import { ownCheckpoints } from "./second-copy/second-copy";
import { type Connect, type Database, damageMark } from "./sql";
import { damaged, isDamage } from "./sqlite-failure";

/** What was wrong with the records when they were opened, of which the user must be told. */
export interface RecordsFound {
  /** Where the damaged file is kept, or null when nothing was damaged. */
  readonly quarantined: string | null;
  /** Pages that were damaged or missing and are whole again, so that nothing is lost; otherwise 0. */
  readonly restored: number;
}

/** An opened database, and what had to be set aside for it. */
export interface OpenedDatabase extends RecordsFound {
  readonly database: Database;
  /** What was read from the damaged file into the new one. */
  readonly salvaged: { readonly uploads: number; readonly destinations: number };
}

/** The write-ahead log is cut back to this after a large transaction, bytes. */
const logLimitBytes = 16 * 1024 * 1024;

/** Pages kept in memory, KiB, taken only when used. With SQLite's own 2 MiB, adding 100,000 files takes twice as long. */
const cacheKibibytes = 32 * 1024;

/** What belongs to a database: the file, its write-ahead log and the log's index. */
const suffixes = ["", "-wal", "-shm"] as const;

const nothingSalvaged = { uploads: 0, destinations: 0 };

/** What records are opened with. */
export interface RecordsOptions {
  readonly logger: Logger;
  readonly connect: Connect;
  /** How the second copy's file is opened, and the others when it is made or compared. */
  readonly openPieces: OpenPieces;
}

/**
 * Opens, checks and migrates. Damaged pages are put right from the second copy, the damaged file kept aside; without a copy
 * of them it is replaced (see `openDatabase`). Long records are not compared whole at each start, so that a million rows
 * open at once; damage that is met later leaves a mark, and the next start then checks everything.
 */
export function openRecords(path: string, options: RecordsOptions): OpenedDatabase {
  const folder = dirname(path);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { copyIsWhole, restored, keptAside } = restore(path, options);
  if (!existsSync(path)) makeFile(path, options);
  const database = openExisting(path, options, copyIsWhole);
  return database === null
    ? replaceDamaged(path, options)
    : { database, quarantined: keptAside, restored, salvaged: nothingSalvaged };
}

/** Puts damaged pages right. A copy that can't be read changes nothing: the records may be well. */
function restore(path: string, { logger, openPieces }: RecordsOptions) {
  let keptAside: string | null = null;
  // Killed between the two, the next start makes the records from their copy again.
  const replace = (fresh: string) => {
    if (existsSync(path)) {
      keptAside = quarantinePath(path);
      renameSync(path, keptAside);
    }
    renameSync(fresh, path);
  };
  const everything = existsSync(damageMark(path));
  const { copyIsWhole, restored } = restorePages(path, { open: openPieces, logger, everything, replace });
  if (restored > 0) {
    logger.error("The records were damaged and are whole again", { pages: restored, file: keptAside });
  }
  return { copyIsWhole, restored, keptAside };
}

/**
 * Makes the file of new records beside its place, and moves it there when there is something in it: a start that is cut off
 * leaves no empty one, which could be told from nothing that a disk lost.
 */
function makeFile(path: string, { logger, connect }: RecordsOptions): void {
  const making = `${path}.making`;
  for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(making + suffix, { force: true });
  const database = connect(making, { logger, readOnly: false });
  try {
    database.execute("PRAGMA journal_mode = WAL");
  } finally {
    database.close();
  }
  // A log without its records is of no use, and would be taken for theirs.
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
  renameSync(making, path);
}

/** Null when the file is damaged, as an empty one is. */
function openExisting(path: string, options: RecordsOptions, copyIsWhole: boolean): Database | null {
  if (statSync(path).size === 0) return null;
  try {
    return openAndMigrate(path, options, copyIsWhole);
  } catch (thrown) {
    if (isDamage(thrown)) return null;
    throw thrown;
  }
}

function openAndMigrate(path: string, options: RecordsOptions, copyIsWhole: boolean): Database {
  const { logger, connect, openPieces } = options;
  const database = new CopiedDatabase(connect(path, { logger, readOnly: false }), openPieces);
  try {
    chmodSync(path, 0o600);
    database.execute(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${ownCheckpoints}`);
    // What is deleted, a sealed secret above all, is overwritten.
    database.execute("PRAGMA secure_delete = ON");
    database.execute(`PRAGMA journal_size_limit = ${logLimitBytes}; PRAGMA cache_size = -${cacheKibibytes}`);
    migrate(database);
    database.begin(copyIsWhole);
    look(database);
  } catch (thrown) {
    closeUnopened(database, options);
    throw thrown;
  }
  return database;
}

/**
 * Closes records that could not be opened. The last one out brings the log into the records, and SQLite knows nothing of their
 * second copy: without these pages it would pass for the truth at the next start, and they for damage. Nobody is the last one
 * while another has them open, and who only reads brings in nothing.
 */
function closeUnopened(database: Database, { logger, connect }: RecordsOptions): void {
  let reader: Database | null = null;
  try {
    reader = connect(database.path, { logger, readOnly: true });
    reader.number("PRAGMA user_version");
  } catch (thrown) {
    logger.warn("Records that can't be opened can't be read either", { reason: String(thrown) });
  }
  database.close();
  reader?.close();
}

/** Reads a row of each kind and compares the file's length with what it should be; everything only after a mark. */
function look(database: Database): void {
  const [checkpoint] = database.all("PRAGMA wal_checkpoint(PASSIVE)");
  const pages = database.number("PRAGMA page_count");
  const pageBytes = database.number("PRAGMA page_size");
  const complete = checkpoint !== undefined && checkpoint["log"] === checkpoint["checkpointed"];
  if (complete && statSync(database.path).size < pages * pageBytes) throw damaged("The file is cut short.");
  for (const order of ["ASC", "DESC"]) {
    database.all(`SELECT * FROM uploads ORDER BY position ${order} LIMIT 1`);
    database.all(`SELECT * FROM receipts ORDER BY position ${order} LIMIT 1`);
  }
  database.all("SELECT * FROM state_counts");
  database.all("SELECT * FROM destinations");
  database.all("SELECT settled FROM uploads WHERE settled IS NOT NULL ORDER BY settled DESC LIMIT 1");
  database.all("SELECT rowid FROM history_text WHERE history_text MATCH '\"waybill\"' LIMIT 1");
  if (!existsSync(damageMark(database.path))) return;
  const [first] = database.all("PRAGMA quick_check(1)");
  if (first?.["quick_check"] !== "ok") throw damaged(String(first?.["quick_check"]));
  rmSync(damageMark(database.path), { force: true });
}

/** A name for the damaged file that is not taken. */
function quarantinePath(path: string): string {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const stem = join(dirname(path), `waybill.damaged-${time}`);
  for (let count = 0; ; count += 1) {
    const candidate = count === 0 ? `${stem}.db` : `${stem}-${count}.db`;
    if (!existsSync(candidate)) return candidate;
  }
}

function replaceDamaged(path: string, options: RecordsOptions): OpenedDatabase {
  const { logger, connect } = options;
  const aside = quarantinePath(path);
  for (const suffix of suffixes) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  rmSync(damageMark(path), { force: true });
  makeFile(path, options);
  const database = openAndMigrate(path, options, false);
  const salvaged = salvage(() => connect(aside, { logger, readOnly: true }), database);
  logger.error("The records were damaged; the file is kept aside", { file: aside, ...salvaged });
  return { database, quarantined: aside, restored: 0, salvaged };
}
