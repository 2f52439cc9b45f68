import { type Database, numberOf, textOf } from "./sql";

/** When an upload goes on by itself. */
export interface Wake {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly untilMs: number;
}

const toQueued =
  "UPDATE uploads SET state = 'queued', state_details = '{}' WHERE state = 'waiting' AND settled IS NULL";
const until = "json_extract(state_details, '$.until')";

/** Uploads that wait, all at once: 100,000 of them are one statement. */
export class WaitingRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Queues what waits for no time, or for one that has passed; answers how many. */
  wakeDue(nowMs: number): number {
    return this.#database.run(`${toQueued} AND (${until} IS NULL OR ${until} <= ?)`, nowMs);
  }

  /** Queues these, as far as they still wait. */
  wake(ids: readonly string[]): void {
    this.#database.run(`${toQueued} AND id IN (SELECT value FROM json_each(?))`, JSON.stringify(ids));
  }

  /** What waits for a time. */
  wakes(): readonly Wake[] {
    return this.#database
      .all(
        `SELECT id, ${until} AS until FROM uploads WHERE state = 'waiting' AND settled IS NULL AND ${until} IS NOT NULL`,
      )
      .map((row) => ({ id: textOf(row, "id"), untilMs: numberOf(row, "until") }));
  }

  /** How many wait for new credentials, so for nothing that comes by itself; of one batch or of all. */
  parked(batchId: string | null): number {
    const batch = batchId === null ? "" : "AND batch_id = ?";
    return this.#database.number(
      `SELECT count(*) FROM uploads INDEXED BY uploads_parked WHERE state = 'waiting' AND settled IS NULL
         AND json_extract(state_details, '$.reason') = 'auth' ${batch}`,
      ...(batchId === null ? [] : [batchId]),
    );
  }
}
