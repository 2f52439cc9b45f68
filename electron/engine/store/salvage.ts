import type { UploadState } from "../../shared/upload";
import { uploadError } from "../../shared/upload-error";
import { indexHistory } from "./history-schema";
import { nameKey } from "./search";
import { type Database, numberOf, type SqlRow, type SqlValue, textOf } from "./sql";
import { readUpload, stateDetails } from "./upload-row";

/** Rows read at once; a chunk with a damaged page is halved until the readable rows are found. */
const chunkRows = 256;

/** Reads that may fail before the rest is given up: about a second. */
const failuresAllowed = 10_000;

/** A file that is cut short is read as far as it goes; SQLite would otherwise refuse all of it. */
const readCutFile = "PRAGMA writable_schema = ON";

const copiedColumns = [
  "position",
  "id",
  "batch_id",
  "path",
  "name",
  "relative_path",
  "size",
  "modified_at_ms",
  "content_type",
  "destination_id",
  "destination_name",
  "service",
  "options",
  "state",
  "state_details",
  "attempts",
  "created_at",
  "completed_at",
  "settled",
  "search_text",
  "rank",
] as const;

const insertUpload =
  `INSERT INTO uploads (${copiedColumns.join(", ")}) VALUES (${copiedColumns.map(() => "?").join(", ")}) ` +
  "ON CONFLICT DO NOTHING";

/** What triggers do for changes, but not for inserts. */
const countAndIndex = `
UPDATE state_counts SET number = (SELECT count(*) FROM uploads WHERE uploads.state = state_counts.state),
  bytes = coalesce((SELECT sum(size) FROM uploads WHERE uploads.state = state_counts.state), 0);
${indexHistory}`;

/** The answer of `read`, or null when it met damage. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/**
 * The state of a rescued upload of the queue. Its step record may be lost, so nothing is sent by itself: what was never
 * begun is paused, what may be with the server is unconfirmed.
 */
function rescuedState(state: UploadState, attempts: number): UploadState {
  switch (state.kind) {
    case "queued":
    case "preparing":
    case "uploading":
    case "waiting":
    case "paused":
      if (attempts === 0) return { kind: "paused" };
      return {
        kind: "unconfirmed",
        error: uploadError("outcome-unknown", {
          message: "Waybill's records were damaged while this upload was under way: it may have arrived.",
        }),
      };
    default:
      return state;
  }
}

/** Reads a table whose pages may be damaged, by the ranges of its row ids that still answer. */
class DamagedTable {
  readonly #source: Database;
  #failures = 0;

  constructor(source: Database) {
    this.#source = source;
  }

  /** Calls `take` for every readable row of uploads, oldest first. */
  read(take: (row: SqlRow) => void): void {
    const last = attempt(() => this.#source.number("SELECT max(position) FROM uploads")) ?? this.#guessLast();
    for (let from = 1; from <= last && this.#failures < failuresAllowed; ) {
      from = this.#readRange(from, Math.min(from + chunkRows - 1, last), take) ?? from + chunkRows;
    }
  }

  /** With the end unreadable: row ids have gaps for removed rows only, so a little more than the number of rows. */
  #guessLast(): number {
    const counted = attempt(() => this.#source.number("SELECT sum(number) FROM state_counts"));
    return (counted ?? 0) + 100_000;
  }

  /** Answers where to go on when rows were removed in between, otherwise null. */
  #readRange(from: number, to: number, take: (row: SqlRow) => void): number | null {
    if (from > to || this.#failures >= failuresAllowed) return null;
    const rows = attempt(() =>
      this.#source.all("SELECT * FROM uploads WHERE position BETWEEN ? AND ? ORDER BY position", from, to),
    );
    if (rows !== null) {
      rows.forEach(take);
      return rows.length > 0 ? null : this.#next(to);
    }
    this.#failures += 1;
    if (from === to) return null;
    const middle = Math.floor((from + to) / 2);
    this.#readRange(from, middle, take);
    this.#readRange(middle + 1, to, take);
    return null;
  }

  #next(after: number): number | null {
    return attempt(() => {
      const next = this.#source.number("SELECT min(position) FROM uploads WHERE position > ?", after);
      return next === 0 ? Number.MAX_SAFE_INTEGER : next;
    });
  }
}

/** Copies one upload; false when the row makes no sense. */
function copyUpload(row: SqlRow, source: Database, target: Database): boolean {
  const position = numberOf(row, "position");
  const receiptRow = attempt(() =>
    source.get("SELECT receipt, secrets FROM receipts WHERE position = ?", position),
  );
  const receipt: SqlValue = receiptRow?.["receipt"] ?? null;
  const upload = readUpload({ ...row, receipt });
  const state = rescuedState(upload.state, upload.attempts);
  const values: SqlRow = { ...row, state: state.kind, state_details: stateDetails(state) };
  const copied = target.run(insertUpload, ...copiedColumns.map((column) => values[column] ?? null));
  if (copied === 1 && receipt !== null) {
    target.run(
      "INSERT INTO receipts (position, receipt, secrets) VALUES (?, ?, ?)",
      position,
      receipt,
      receiptRow?.["secrets"] ?? null,
    );
  }
  return copied === 1;
}

/** Copies a small table as it is; nothing of it when it can't be read. */
function copyTable(name: string, source: Database, target: Database): number {
  const rows = attempt(() => source.all(`SELECT * FROM ${name}`)) ?? [];
  return rows.filter((row) => {
    const columns = Object.keys(row);
    const places = columns.map(() => "?").join(", ");
    const insert = `INSERT INTO ${name} (${columns.join(", ")}) VALUES (${places}) ON CONFLICT DO NOTHING`;
    return attempt(() => target.run(insert, ...Object.values(row))) === 1;
  }).length;
}

/**
 * Enters destinations that were lost but have uploads in the queue: by id, name and service, as their uploads know them, so
 * that the user has only the settings to enter again.
 */
function restoreDestinations(target: Database): void {
  const lost = target.all(
    `SELECT destination_id AS id, min(destination_name) AS name, min(service) AS service, min(created_at) AS created_at
     FROM uploads WHERE settled IS NULL AND destination_id NOT IN (SELECT id FROM destinations) GROUP BY destination_id`,
  );
  for (const row of lost) {
    target.run(
      `INSERT INTO destinations (id, name, name_key, service, settings, secrets, practice, created_at)
       VALUES (?, ?, ?, ?, '{}', '{}', 0, ?) ON CONFLICT DO NOTHING`,
      textOf(row, "id"),
      textOf(row, "name"),
      nameKey(textOf(row, "name")),
      textOf(row, "service"),
      textOf(row, "created_at"),
    );
  }
}

/** Saves from a damaged database what can be read and makes sense, into a new one. */
export function salvage(
  open: () => Database,
  target: Database,
): { readonly uploads: number; readonly destinations: number } {
  const source = attempt(open);
  if (source === null) return { uploads: 0, destinations: 0 };
  source.execute(readCutFile);
  const readable = attempt(() => source.all("SELECT id FROM uploads LIMIT 0")) !== null;
  let uploads = 0;
  const destinations = target.transaction(() => {
    const copied = copyTable("destinations", source, target);
    copyTable("destination_secrets", source, target);
    copyTable("destination_memory", source, target);
    copyTable("settings", source, target);
    const take = (row: SqlRow) => {
      if (attempt(() => copyUpload(row, source, target)) === true) uploads += 1;
    };
    if (readable) new DamagedTable(source).read(take);
    restoreDestinations(target);
    target.execute(countAndIndex);
    return copied;
  });
  source.close();
  return { uploads, destinations };
}
