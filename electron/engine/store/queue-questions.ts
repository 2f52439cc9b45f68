import { z } from "zod";
import { settingsSchema } from "../../shared/destination";
import { type Database, numberOf, textOf, textOrNull } from "./sql";
import type { QueuedFile } from "./stores";

/** In these an upload may still write to its place at the service. */
const unfinishedStates = "'queued', 'preparing', 'uploading', 'waiting', 'paused', 'unconfirmed'";

const positionsSchema = z.array(z.number()).readonly();

/** What is asked about the queue as a whole: each question is one statement that an index serves, unless it says so. */
export class QueueQuestions {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Hops from one destination to the next in the index, so that 100,000 queued rows cost no more than one. */
  destinationsWithQueued(): readonly string[] {
    const found: string[] = [];
    for (let last = ""; ; last = found.at(-1) ?? "") {
      const row = this.#database.get(
        "SELECT min(destination_id) AS next FROM uploads WHERE state = 'queued' AND settled IS NULL AND destination_id > ?",
        last,
      );
      const next = row === undefined ? null : textOrNull(row, "next");
      if (next === null) return found;
      found.push(next);
    }
  }

  /** How many uploads wait for new credentials, by destination. */
  parkedCounts(): ReadonlyMap<string, number> {
    const rows = this.#database.all(
      `SELECT destination_id, count(*) AS number FROM uploads INDEXED BY uploads_parked
       WHERE state = 'waiting' AND settled IS NULL AND json_extract(state_details, '$.reason') = 'auth' GROUP BY destination_id`,
    );
    return new Map(rows.map((row) => [textOf(row, "destination_id"), numberOf(row, "number")]));
  }

  /** Ids of the uploads that failed because their credentials were refused, in the order of adding. */
  refusedIds(): readonly string[] {
    return this.#database
      .all(
        `SELECT id FROM uploads WHERE state = 'failed' AND settled IS NULL
           AND (json_extract(state_details, '$.error.code') = 'auth' OR (
             json_extract(state_details, '$.error.code') = 'proxy'
             AND json_extract(state_details, '$.error.httpStatus') = 407)) ORDER BY position`,
      )
      .map((row) => textOf(row, "id"));
  }

  /** How many uploads of a destination are queued, running, waiting, paused or unconfirmed. */
  unfinished(destinationId: string): number {
    return this.#database.number(
      `SELECT count(*) FROM uploads WHERE settled IS NULL AND destination_id = ?
         AND state IN (${unfinishedStates})`,
      destinationId,
    );
  }

  /** Where they are; 100,000 of them in some 20 ms, out of the index alone. */
  unfinishedPositions(destinationId: string): readonly number[] {
    const found = this.#database.get(
      `SELECT json_group_array(position) AS positions FROM uploads
         WHERE settled IS NULL AND destination_id = ? AND state IN (${unfinishedStates})`,
      destinationId,
    );
    return found === undefined ? [] : positionsSchema.parse(JSON.parse(textOf(found, "positions")));
  }

  /** The uploads of the queue that send one of these files, save for those that failed. */
  sameFiles(paths: readonly string[]): readonly QueuedFile[] {
    const rows = this.#database.all(
      `SELECT path, size, modified_at_ms, destination_id, options FROM uploads
       WHERE settled IS NULL AND state <> 'failed' AND path IN (SELECT value FROM json_each(?))`,
      JSON.stringify(paths),
    );
    return rows.map((row) => ({
      path: textOf(row, "path"),
      size: numberOf(row, "size"),
      modifiedAtMs: numberOf(row, "modified_at_ms"),
      destinationId: textOf(row, "destination_id"),
      options: settingsSchema.parse(JSON.parse(textOf(row, "options"))),
    }));
  }

  /** Whether an upload of the queue sends a file whose path begins so, or one that may be brought back. Looks through them. */
  sendsFrom(prefix: string): boolean {
    const isSentFrom = "substr(path, 1, length(?1)) = ?1";
    const found = `SELECT 1 FROM uploads WHERE settled IS NULL AND ${isSentFrom}
      UNION ALL SELECT 1 FROM removed_uploads WHERE ${isSentFrom} LIMIT 1`;
    return this.#database.get(found, prefix) !== undefined;
  }
}
