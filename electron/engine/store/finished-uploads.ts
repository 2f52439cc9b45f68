import { type Database, textOf } from "./sql";

/** An upload that ended. */
export interface FinishedUpload {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly endedAtMs: number;
}

/** The old end of the history. */
export class FinishedUploads {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The uploads that ended first, oldest first. Read along the index of the history: a million rows cost no more than ten. */
  oldest(limit: number): readonly FinishedUpload[] {
    return this.#database
      .all(
        `SELECT id, ifnull(completed_at, created_at) AS ended_at FROM uploads
         WHERE settled IS NOT NULL ORDER BY settled LIMIT ?`,
        limit,
      )
      .map((row) => ({ id: textOf(row, "id"), endedAtMs: Date.parse(textOf(row, "ended_at")) }));
  }
}
