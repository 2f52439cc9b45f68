import { type QueueFilter, queueStates } from "../../shared/queue-filter";
import type { QueueIdsQuery, UploadQuery } from "../engine-api";
import { searchWords } from "./search";
import { type Database, type SqlRow, type SqlValue, textOf } from "./sql";

/** Part of a statement with its values. */
interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** The rows that a queue's list shows, in its order. */
export interface QueueRows {
  /** Positions of the page. */
  readonly rows: readonly SqlRow[];
  readonly total: number;
}

function marks(values: readonly unknown[]): string {
  return values.map(() => "?").join(", ");
}

function inStates(filter: QueueFilter | undefined): Condition {
  const states = filter?.states;
  return states === undefined
    ? { sql: "settled IS NULL", values: [] }
    : { sql: `settled IS NULL AND state IN (${marks(states)})`, values: states };
}

/** The one upload that stands for each folded batch: the first that was added and is still listed. */
function foldedAway(filter: QueueFilter | undefined): Condition {
  const folded = filter?.folded ?? [];
  if (folded.length === 0) return { sql: "", values: [] };
  // Spelled by state rather than by `settled`: the index of batches holds the state, so no row is read.
  const states = filter?.states ?? queueStates;
  const first = `SELECT min(position) FROM uploads WHERE batch_id IN (${marks(folded)}) AND state IN (${marks(states)})
    GROUP BY batch_id`;
  return {
    sql: ` AND (batch_id NOT IN (${marks(folded)}) OR position IN (${first}))`,
    values: [...folded, ...folded, ...states],
  };
}

/** Reads the queue, whole or narrowed. Searching and folding look at every row: 100,000 in about 50 ms. */
export class QueuePages {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  page(query: UploadQuery): QueueRows {
    const positions = this.#positions(query.search, query.queue);
    const rows = this.#database.all(
      `SELECT position FROM uploads WHERE ${positions.sql} ORDER BY place, position LIMIT ? OFFSET ?`,
      ...positions.values,
      query.limit,
      query.offset,
    );
    return { rows, total: this.#total(query, positions) };
  }

  /** The ids of all rows that a list shows, or of all that a batch still has in the queue. */
  ids(query: QueueIdsQuery): readonly string[] {
    const positions = this.#positions(query.search, query.queue);
    const batch = query.batchId === null ? "" : " AND batch_id = ?";
    const values = query.batchId === null ? [] : [query.batchId];
    return this.#database
      .all(
        `SELECT id FROM uploads WHERE ${positions.sql}${batch} ORDER BY place, position`,
        ...positions.values,
        ...values,
      )
      .map((row) => textOf(row, "id"));
  }

  /** Bytes of the uploads that are still to be sent. */
  bytesLeft(): number {
    return this.#database.number(
      "SELECT sum(bytes) FROM state_counts WHERE state IN ('queued', 'preparing', 'uploading', 'waiting', 'paused')",
    );
  }

  #positions(search: string, filter: QueueFilter | undefined): Condition {
    const words = searchWords(search).all;
    const listed = inStates(filter);
    const folded = foldedAway(filter);
    const contains = words.map(() => " AND instr(search_text, ?) > 0").join("");
    return {
      sql: listed.sql + folded.sql + contains,
      values: [...listed.values, ...folded.values, ...words],
    };
  }

  #total(query: UploadQuery, positions: Condition): number {
    if (searchWords(query.search).all.length > 0) {
      return this.#database.number(
        `SELECT count(*) FROM uploads WHERE ${positions.sql}`,
        ...positions.values,
      );
    }
    const states = query.queue?.states ?? queueStates;
    const all = this.#database.number(
      `SELECT coalesce(sum(number), 0) FROM state_counts WHERE state IN (${marks(states)})`,
      ...states,
    );
    const folded = query.queue?.folded ?? [];
    if (folded.length === 0) return all;
    const hidden = this.#database.number(
      `SELECT coalesce(sum(number - 1), 0) FROM (SELECT count(*) AS number FROM uploads
         WHERE batch_id IN (${marks(folded)}) AND state IN (${marks(states)}) GROUP BY batch_id)`,
      ...folded,
      ...states,
    );
    return all - hidden;
  }
}
