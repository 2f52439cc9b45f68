import { type WatchRules, watchRulesSchema } from "../../shared/watch-folder";
import type { LedgerEntry } from "../watch/ledger-entry";
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

/** The ledger's columns, and whether the file was sent or was there before. */
const entryColumns = "path, size, modified_at_ms, identity";

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

  /** Stores a new folder, or new rules for a known one. */
  save(folder: WatchFolder): void {
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
      this.note(folder.id, there, false);
    });
  }

  /** Forgets a folder and its ledger; its uploads stay. */
  remove(id: string): void {
    this.#database.run("DELETE FROM watch_folders WHERE id = ?", id);
  }

  /** What the ledger holds for a path below the folder. */
  byPath(id: string, path: string): LedgerEntry | null {
    return this.#entry(`SELECT ${entryColumns} FROM watch_ledger WHERE folder_id = ? AND path = ?`, id, path);
  }

  /** What the ledger holds for an inode. */
  byIdentity(id: string, identity: string): LedgerEntry | null {
    const where = "folder_id = ? AND identity = ? AND identity <> ''";
    return this.#entry(`SELECT ${entryColumns} FROM watch_ledger WHERE ${where} LIMIT 1`, id, identity);
  }

  /** Notes files, all or none: `sent` for those that were put in the queue with it. */
  note(id: string, entries: readonly LedgerEntry[], sent: boolean): void {
    this.#database.transaction(() => {
      for (const entry of entries) {
        this.#database.run(
          `INSERT INTO watch_ledger (folder_id, path, size, modified_at_ms, identity, sent) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (folder_id, path) DO UPDATE SET size = excluded.size, modified_at_ms = excluded.modified_at_ms,
             identity = excluded.identity, sent = max(sent, excluded.sent)`,
          id,
          entry.path,
          entry.size,
          entry.modifiedAtMs,
          entry.identity,
          sent ? 1 : 0,
        );
      }
    });
  }

  /** How many files of the ledger were sent. */
  sentCount(id: string): number {
    return this.#database.number("SELECT count(*) FROM watch_ledger WHERE folder_id = ? AND sent = 1", id);
  }

  #entry(sql: string, ...values: readonly string[]): LedgerEntry | null {
    const row = this.#database.get(sql, ...values);
    if (row === undefined) return null;
    return {
      path: textOf(row, "path"),
      size: numberOf(row, "size"),
      modifiedAtMs: numberOf(row, "modified_at_ms"),
      identity: textOf(row, "identity"),
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
