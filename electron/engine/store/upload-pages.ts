import type { Counts } from "../../shared/ipc";
import type { Upload } from "../../shared/upload";
import type { UploadPage, UploadQuery } from "../engine-api";
import { type SearchWords, searchWords } from "./search";
import { type Database, numberOf, type SqlRow, type SqlValue, textOf } from "./sql";
import { readUpload, uploadColumns } from "./upload-row";

/** Searches that no index serves look at this many of the newest rows of the history: about 0.1 s. */
const recentRows = 50_000;

/** A search that answers positions in the order of the list. */
interface Positions {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** The newest rows of the history, or those that match the search. */
function historyPositions(words: SearchWords): Positions {
  if (words.all.length === 0) {
    return {
      sql: "SELECT position FROM uploads WHERE settled IS NOT NULL ORDER BY settled DESC",
      values: [],
    };
  }
  const contains = words.short.map(() => "instr(search_text, ?) > 0").join(" AND ");
  if (words.indexed === null) {
    const newest =
      "SELECT position, settled, search_text FROM uploads WHERE settled IS NOT NULL " +
      `ORDER BY settled DESC LIMIT ${recentRows}`;
    return {
      sql: `SELECT position FROM (${newest}) WHERE ${contains} ORDER BY settled DESC`,
      values: words.short,
    };
  }
  const matching =
    "SELECT rowid AS settled FROM history_text WHERE history_text MATCH ? ORDER BY rowid DESC" +
    (words.short.length === 0 ? "" : ` LIMIT ${recentRows}`);
  const filter = words.short.length === 0 ? "" : ` WHERE ${contains}`;
  return {
    sql: `SELECT position FROM (${matching}) CROSS JOIN uploads USING (settled)${filter} ORDER BY settled DESC`,
    values: [words.indexed, ...words.short],
  };
}

/** The rows of the queue or of a batch, or those that match the search. Searching scans: 100,000 rows in about 50 ms. */
function scannedPositions(
  where: string,
  order: string,
  values: readonly SqlValue[],
  words: SearchWords,
): Positions {
  const contains = words.all.map(() => " AND instr(search_text, ?) > 0").join("");
  return {
    sql: `SELECT position FROM uploads WHERE ${where}${contains} ORDER BY ${order}`,
    values: [...values, ...words.all],
  };
}

const noCounts: Counts = {
  queued: 0,
  preparing: 0,
  uploading: 0,
  waiting: 0,
  paused: 0,
  failed: 0,
  unconfirmed: 0,
  canceled: 0,
  completed: 0,
};

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, number) => total + number, 0);
}

/** Reads lists of uploads and their numbers. */
export class UploadPages {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** How many uploads are in each state, of all or of one batch. */
  counts(batchId: string | null): Counts {
    const rows =
      batchId === null
        ? this.#database.all("SELECT state, number FROM state_counts")
        : this.#database.all(
            "SELECT state, count(*) AS number FROM uploads WHERE batch_id = ? GROUP BY state",
            batchId,
          );
    const numbers = Object.fromEntries(rows.map((row) => [textOf(row, "state"), numberOf(row, "number")]));
    return { ...noCounts, ...numbers };
  }

  /** A page of a list; the counts are those of the batch for a batch, otherwise of all uploads. */
  page(query: UploadQuery): UploadPage {
    const batchId = query.list === "batch" ? (query.batchId ?? "") : null;
    const counts = this.counts(batchId);
    const words = searchWords(query.search);
    const positions =
      query.list === "history"
        ? historyPositions(words)
        : query.list === "queue"
          ? scannedPositions("settled IS NULL", "place, position", [], words)
          : scannedPositions("batch_id = ?", "position", [batchId], words);
    const total = words.all.length === 0 ? this.#listed(query, counts) : this.#found(query, words, positions);
    const rows = this.#database.all(
      `SELECT position FROM (${positions.sql}) LIMIT ? OFFSET ?`,
      ...positions.values,
      query.limit,
      query.offset,
    );
    return { rows: this.read(rows), total, counts };
  }

  /** Reads the uploads at these positions, in their order. */
  read(positions: readonly SqlRow[]): readonly Upload[] {
    return positions.flatMap((row) => {
      const found = this.#database.get(
        `SELECT ${uploadColumns} FROM uploads LEFT JOIN receipts USING (position) WHERE uploads.position = ?`,
        numberOf(row, "position"),
      );
      return found === undefined ? [] : [readUpload(found)];
    });
  }

  #listed(query: UploadQuery, counts: Counts): number {
    const history = counts.completed + counts.canceled;
    if (query.list === "batch") return sum(counts);
    return query.list === "history" ? history : sum(counts) - history;
  }

  #found(query: UploadQuery, words: SearchWords, positions: Positions): number {
    if (query.list === "history" && words.indexed !== null && words.short.length === 0) {
      return this.#database.number(
        "SELECT count(*) FROM history_text WHERE history_text MATCH ?",
        words.indexed,
      );
    }
    return this.#database.number(`SELECT count(*) FROM (${positions.sql})`, ...positions.values);
  }
}
