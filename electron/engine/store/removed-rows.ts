import { indexHistoryRows } from "./history-schema";
import { type Database, numberOf } from "./sql";

const uploadColumns =
  "position, id, batch_id, path, name, relative_path, size, modified_at_ms, content_type, destination_id, " +
  "destination_name, service, options, state, state_details, attempts, created_at, completed_at, settled, search_text, rank";

/** The tables that know of an upload besides `uploads`, and their columns. Each has a copy with `removed_` before its name. */
const details: readonly (readonly [name: string, columns: string])[] = [
  ["receipts", "position, receipt, secrets"],
  ["steps", "position, step_id, phase, repeatable, started_at_ms, resume, failures"],
  ["attempts", "position, number, started_at, ended_at, outcome, details"],
];

const tables = [["uploads", uploadColumns] as const, ...details];

const named = "position IN (SELECT value FROM json_each(?))";

/** What triggers do for changes, but not for inserts. */
const countRows = `
UPDATE state_counts SET number = state_counts.number + back.number, bytes = state_counts.bytes + back.bytes
FROM (SELECT state AS kind, count(*) AS number, sum(size) AS bytes FROM uploads WHERE ${named} GROUP BY state) AS back
WHERE state = back.kind`;

/**
 * What the user removed, kept aside as it was, so that it can be brought back: the rows of every table, their places and
 * numbers. What a crash leaves here is forgotten at the next start: those rows are removed, as the user wanted, or were not
 * yet and still stand where they were.
 */
export class RemovedRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The number of the newest removal that is kept; 0 when there is none. */
  newest(): number {
    return this.#database.number("SELECT max(removal) FROM removed_uploads");
  }

  /** Keeps a copy of rows that are about to be removed. Ids that do not exist are passed over. */
  keep(removal: number, ids: readonly string[]): void {
    const meant = "position IN (SELECT position FROM uploads WHERE id IN (SELECT value FROM json_each(?)))";
    const json = JSON.stringify(ids);
    this.#database.transaction(() => {
      this.#database.run(
        `INSERT INTO removed_uploads (removal, ${uploadColumns}) SELECT ?, ${uploadColumns} FROM uploads WHERE ${meant}`,
        removal,
        json,
      );
      for (const [name, columns] of details) {
        this.#database.run(
          `INSERT INTO removed_${name} (${columns}) SELECT ${columns} FROM ${name} WHERE ${meant}`,
          json,
        );
      }
    });
  }

  /** Brings back up to `limit` rows of a removal as they were; answers how many, 0 when all are back. */
  bringBack(removal: number, limit: number): number {
    return this.#database.transaction(() => {
      const rows = this.#database.all(
        "SELECT position FROM removed_uploads WHERE removal = ? ORDER BY position LIMIT ?",
        removal,
        limit,
      );
      if (rows.length === 0) return 0;
      const json = JSON.stringify(rows.map((row) => numberOf(row, "position")));
      for (const [name, columns] of tables) {
        this.#database.run(
          `INSERT INTO ${name} (${columns}) SELECT ${columns} FROM removed_${name} WHERE ${named}`,
          json,
        );
        this.#database.run(`DELETE FROM removed_${name} WHERE ${named}`, json);
      }
      this.#database.run(countRows, json);
      for (const statement of indexHistoryRows(named)) this.#database.run(statement, json);
      return rows.length;
    });
  }

  /** Forgets all that is kept: what was removed is gone for good. */
  forget(): void {
    this.#database.transaction(() => {
      for (const [name] of tables) this.#database.run(`DELETE FROM removed_${name}`);
    });
  }
}

/** The place of the newest row that is there or may come back; nothing new may stand there. */
export function lastPosition(database: Database): number {
  return lastOf(database, "position", "");
}

/** The place of the last row of the queue that is there or may come back. */
export function lastPlace(database: Database): number {
  return database.number(
    `SELECT max(ifnull((SELECT max(place) FROM uploads WHERE settled IS NULL), 0),
       ifnull((SELECT max(ifnull(rank, position)) FROM removed_uploads), 0))`,
  );
}

/** The number of the newest row of the history that is there or may come back. */
export function lastSettled(database: Database): number {
  return lastOf(database, "settled", " WHERE settled IS NOT NULL");
}

function lastOf(database: Database, column: string, where: string): number {
  const last = (table: string) => `ifnull((SELECT max(${column}) FROM ${table}${where}), 0)`;
  return database.number(`SELECT max(${last("uploads")}, ${last("removed_uploads")})`);
}
