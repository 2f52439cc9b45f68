import { join } from "node:path";
import { type WatchRules, watchRulesSchema } from "../../shared/watch-folder";
import type { KnownEntry, LedgerEntry, LedgerFate } from "../watch/ledger-entry";
import { type Database, numberOf, type SqlRow, textOf } from "./sql";

/** A watched folder, as it is stored. */
export interface WatchFolder {
  readonly id: string;
  /** Absolute. */
  readonly path: string;
  readonly rules: WatchRules;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
}

/** An entry to be noted. */
type NotedEntry = LedgerEntry & {
  /** Where the destination stores the file, when it was sent to a place that another file's name could mean too. */
  readonly place?: string | null;
};

/** An entry's columns. */
const entryColumns = "path, size, modified_at_ms, identity, sent";

/** What the numbers in the column `sent` say. */
const fates = ["known", "sent", "held"] as const satisfies readonly LedgerFate[];

/** Watched folders and their ledgers in SQLite. Every method is durable when it returns. */
export class SqliteWatchStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** All folders, oldest first. */
  list(): readonly WatchFolder[] {
    return this.#database.all("SELECT * FROM watch_folders ORDER BY created_at_ms, id").map(folderOf);
  }

  /** A folder, or null. */
  get(id: string): WatchFolder | null {
    const row = this.#database.get("SELECT * FROM watch_folders WHERE id = ?", id);
    return row === undefined ? null : folderOf(row);
  }

  /** Stores a new folder, or new rules for a known one; at another destination none of its files has a place yet. */
  save(folder: WatchFolder): void {
    this.#database.run(
      `UPDATE watch_ledger SET place = NULL WHERE place IS NOT NULL AND folder_id =
         (SELECT id FROM watch_folders WHERE id = ? AND destination_id <> ?)`,
      folder.id,
      folder.rules.destinationId,
    );
    this.#database.run(
      `INSERT INTO watch_folders (id, destination_id, path, rules, created_at_ms) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET destination_id = excluded.destination_id, rules = excluded.rules`,
      folder.id,
      folder.rules.destinationId,
      folder.path,
      JSON.stringify(folder.rules),
      folder.createdAtMs,
    );
  }

  /** Stores a new folder and what is there already, all or nothing. */
  add(folder: WatchFolder, there: readonly LedgerEntry[]): void {
    this.#database.transaction(() => {
      this.save(folder);
      this.note(folder.id, there, "known");
    });
  }

  /** Forgets a folder and its ledger; its uploads stay. */
  remove(id: string): void {
    this.#database.run("DELETE FROM watch_folders WHERE id = ?", id);
  }

  /** What the ledger holds for a path below the folder. */
  byPath(id: string, path: string): KnownEntry | null {
    return this.#entry(`SELECT ${entryColumns} FROM watch_ledger WHERE folder_id = ? AND path = ?`, id, path);
  }

  /** What the ledger holds for an inode. */
  byIdentity(id: string, identity: string): KnownEntry | null {
    const where = "folder_id = ? AND identity = ? AND identity <> ''";
    return this.#entry(`SELECT ${entryColumns} FROM watch_ledger WHERE ${where} LIMIT 1`, id, identity);
  }

  /** The absolute path of the file that was sent to a place at a destination, from whichever folder; null when none was. */
  placeOwner(destinationId: string, place: string): string | null {
    const row = this.#database.get(
      `SELECT watch_folders.path AS folder, watch_ledger.path AS path FROM watch_ledger
       JOIN watch_folders ON watch_folders.id = folder_id WHERE place = ? AND destination_id = ? LIMIT 1`,
      place,
      destinationId,
    );
    return row === undefined ? null : join(textOf(row, "folder"), textOf(row, "path"));
  }

  /** Notes files and what became of them, all or none; one that was sent once stays so, and so does its place. */
  note(id: string, entries: readonly NotedEntry[], fate: LedgerFate): void {
    this.#database.transaction(() => {
      for (const entry of entries) {
        this.#database.run(
          `INSERT INTO watch_ledger (folder_id, path, size, modified_at_ms, identity, sent, place)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (folder_id, path) DO UPDATE SET size = excluded.size, modified_at_ms = excluded.modified_at_ms,
             identity = excluded.identity, sent = iif(sent = 1, 1, excluded.sent),
             place = ifnull(excluded.place, place)`,
          id,
          entry.path,
          entry.size,
          entry.modifiedAtMs,
          entry.identity,
          fates.indexOf(fate),
          entry.place ?? null,
        );
      }
    });
  }

  /** How many files of the ledger were sent. */
  sentCount(id: string): number {
    return this.#database.number("SELECT count(*) FROM watch_ledger WHERE folder_id = ? AND sent = 1", id);
  }

  /** The first files that are held back, by path, and how many there are. */
  held(id: string, limit: number): { readonly paths: readonly string[]; readonly count: number } {
    const where = "FROM watch_ledger WHERE folder_id = ? AND sent = 2";
    const rows = this.#database.all(`SELECT path ${where} ORDER BY path LIMIT ?`, id, limit);
    const count = this.#database.number(`SELECT count(*) ${where}`, id);
    return { paths: rows.map((row) => textOf(row, "path")), count };
  }

  /** Forgets files that are held back, one or all of a folder: they are looked at anew. */
  letGo(id: string, path?: string): void {
    const sql = "DELETE FROM watch_ledger WHERE folder_id = ? AND sent = 2";
    if (path === undefined) this.#database.run(sql, id);
    else this.#database.run(`${sql} AND path = ?`, id, path);
  }

  #entry(sql: string, ...values: readonly string[]): KnownEntry | null {
    const row = this.#database.get(sql, ...values);
    if (row === undefined) return null;
    return {
      path: textOf(row, "path"),
      size: numberOf(row, "size"),
      modifiedAtMs: numberOf(row, "modified_at_ms"),
      identity: textOf(row, "identity"),
      fate: fates[numberOf(row, "sent")] ?? "known",
    };
  }
}

function folderOf(row: SqlRow): WatchFolder {
  return {
    id: textOf(row, "id"),
    path: textOf(row, "path"),
    rules: watchRulesSchema.parse(JSON.parse(textOf(row, "rules"))),
    createdAtMs: numberOf(row, "created_at_ms"),
  };
}
