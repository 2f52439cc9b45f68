import { type Counts, noCounts } from "../../shared/ipc";
import type { Upload } from "../../shared/upload";
import type { HistoryIds, HistoryIdsQuery, QueueIdsQuery, UploadPage, UploadQuery } from "../engine-api";
import { HistoryPages } from "./history-pages";
import { QueuePages } from "./queue-pages";
import type { ReceiptSecrets } from "./receipt-secrets";
import { type SearchWords, searchWords } from "./search";
import { type Database, numberOf, type SqlRow, type SqlValue, textOf } from "./sql";
import { readUpload, uploadColumns } from "./upload-row";

/** A search that answers positions in the order of the list. */
interface Positions {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** The rows of a batch, or those that match the search. Searching scans: 100,000 rows in about 50 ms. */
function scannedPositions(where: string, values: readonly SqlValue[], words: SearchWords): Positions {
  const contains = words.all.map(() => " AND instr(search_text, ?) > 0").join("");
  return {
    sql: `SELECT position FROM uploads WHERE ${where}${contains} ORDER BY position`,
    values: [...values, ...words.all],
  };
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, number) => total + number, 0);
}

/** Reads lists of uploads and their numbers. */
export class UploadPages {
  readonly #database: Database;
  readonly #history: HistoryPages;
  readonly #queue: QueuePages;

  readonly #secrets: ReceiptSecrets;

  constructor(database: Database, secrets: ReceiptSecrets) {
    this.#database = database;
    this.#secrets = secrets;
    this.#history = new HistoryPages(database);
    this.#queue = new QueuePages(database);
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
    if (query.list === "history") return this.#historyPage(query, counts);
    if (query.list === "queue") {
      const { rows, total } = this.#queue.page(query);
      return { rows: this.#read(query, rows), total, counts, bytesLeft: this.#queue.bytesLeft() };
    }
    const words = searchWords(query.search);
    const positions = scannedPositions("batch_id = ?", [batchId], words);
    const total = words.all.length === 0 ? sum(counts) : this.#found(positions);
    const rows = this.#database.all(
      `SELECT position FROM (${positions.sql}) LIMIT ? OFFSET ?`,
      ...positions.values,
      query.limit,
      query.offset,
    );
    return { rows: this.#read(query, rows), total, counts };
  }

  /** Ids of the queue in its order. */
  queueIds(query: QueueIdsQuery): readonly string[] {
    return this.#queue.ids(query);
  }

  /** Some ids of the history, newest first. */
  historyIds(query: HistoryIdsQuery): HistoryIds {
    return this.#history.ids(query);
  }

  /** Reads the uploads at these positions, in their order. */
  read(positions: readonly SqlRow[]): readonly Upload[] {
    return this.#rows(positions).map((row) => this.#secrets.withLinks(readUpload(row), row));
  }

  #read(query: UploadQuery, positions: readonly SqlRow[]): readonly Upload[] {
    return query.masked === true ? this.#rows(positions).map(readUpload) : this.read(positions);
  }

  #rows(positions: readonly SqlRow[]): readonly SqlRow[] {
    return positions.flatMap((row) => {
      const found = this.#database.get(
        `SELECT ${uploadColumns} FROM uploads LEFT JOIN receipts USING (position) WHERE uploads.position = ?`,
        numberOf(row, "position"),
      );
      return found === undefined ? [] : [found];
    });
  }

  #historyPage(query: UploadQuery, counts: Counts): UploadPage {
    const { rows, total, isMinimum, next } = this.#history.page(query);
    return {
      rows: this.#read(query, rows),
      total,
      counts,
      next,
      ...(isMinimum ? { isTotalMinimum: true } : {}),
    };
  }

  #found(positions: Positions): number {
    return this.#database.number(`SELECT count(*) FROM (${positions.sql})`, ...positions.values);
  }
}
