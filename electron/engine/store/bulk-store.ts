import { settingsSchema } from "../../shared/destination";
import type { NewPlace } from "../../shared/queue-control";
import { canTransition, type Upload, type UploadState, type UploadStateKind } from "../../shared/upload";
import type { Clock } from "../ports";
import { moveInQueue } from "./queue-order";
import { lastSettled } from "./removed-rows";
import { foldText, searchText } from "./search";
import { type Database, numberOf, type SqlRow, type SqlValue, textOf } from "./sql";
import type { BulkStore, ChangedRow, FileFacts, FoundRow, QueueCursor, QueuePart, RowKind } from "./stores";
import { stateDetails, uploadStateKinds } from "./upload-row";

const running: readonly UploadStateKind[] = ["preparing", "uploading"];

/** The positions of the given ids, for `WHERE position IN`. */
const positionsOfIds = "SELECT position FROM uploads WHERE id IN (SELECT value FROM json_each(?))";

function places(values: readonly unknown[]): string {
  return values.map(() => "?").join(", ");
}

function kindOf(text: string): UploadStateKind {
  const kind = uploadStateKinds.find((known) => known === text);
  if (kind === undefined) throw new TypeError(`There is no state ${text}.`);
  return kind;
}

/** Changes many rows with one statement each; what is not as expected is left alone. See `BulkStore`. */
export class SqliteBulkStore implements BulkStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  next(part: QueuePart, after: QueueCursor | null, limit: number): readonly FoundRow[] {
    const wanted = part.destinationId === null ? [] : [part.destinationId];
    const destination = part.destinationId === null ? "" : "AND destination_id = ?";
    const reasons = part.reason === undefined ? [] : [part.reason];
    const reason = part.reason === undefined ? "" : "AND state_details ->> 'reason' = ?";
    const codes = part.errorCode === undefined ? [] : [part.errorCode];
    const code = part.errorCode === undefined ? "" : "AND state_details ->> '$.error.code' = ?";
    return this.#database
      .all(
        `SELECT id, state, position, place FROM uploads WHERE settled IS NULL AND (place, position) > (?, ?)
           AND state IN (${places(part.kinds)}) ${destination} ${reason} ${code} ORDER BY place, position LIMIT ?`,
        after?.place ?? Number.MIN_SAFE_INTEGER,
        after?.position ?? 0,
        ...part.kinds,
        ...wanted,
        ...reasons,
        ...codes,
        limit,
      )
      .map((row) => ({
        id: textOf(row, "id"),
        cursor: { place: numberOf(row, "place"), position: numberOf(row, "position") },
      }));
  }

  change(ids: readonly string[], from: readonly UploadStateKind[], to: UploadState): readonly ChangedRow[] {
    const impossible = from.find((kind) => !canTransition(kind, to.kind) || running.includes(kind));
    if (impossible !== undefined) throw new Error(`Rows can't go from ${impossible} to ${to.kind} together.`);
    const isEnd = to.kind === "canceled" || to.kind === "completed";
    return this.#database.transaction(() => {
      const last = lastSettled(this.#database);
      return this.#database
        .all(
          `UPDATE uploads SET state = ?, state_details = ?, completed_at = ?, settled = iif(?, ? + moved.number, NULL)
           FROM (SELECT position AS at, row_number() OVER (ORDER BY place, position) AS number FROM uploads
             WHERE id IN (SELECT value FROM json_each(?)) AND state IN (${places(from)})) AS moved
           WHERE position = moved.at RETURNING id, batch_id`,
          to.kind,
          stateDetails(to),
          isEnd ? new Date(this.#clock.now()).toISOString() : null,
          isEnd ? 1 : 0,
          last,
          JSON.stringify(ids),
          ...from,
        )
        .map((row) => ({ id: textOf(row, "id"), batchId: textOf(row, "batch_id") }));
    });
  }

  forgetFailures(ids: readonly string[]): void {
    this.#database.run(
      `UPDATE steps SET phase = 'idle', failures = 0 WHERE position IN (${positionsOfIds})`,
      JSON.stringify(ids),
    );
  }

  files(ids: readonly string[], kinds: readonly UploadStateKind[]): readonly FileFacts[] {
    return this.#database
      .all(
        `SELECT id, path, size, modified_at_ms FROM uploads WHERE id IN (SELECT value FROM json_each(?))
           AND state IN (${places(kinds)})`,
        JSON.stringify(ids),
        ...kinds,
      )
      .map((row) => ({
        id: textOf(row, "id"),
        path: textOf(row, "path"),
        size: numberOf(row, "size"),
        modifiedAtMs: numberOf(row, "modified_at_ms"),
      }));
  }

  updateFiles(files: readonly FileFacts[]): void {
    if (files.length === 0) return;
    this.#database.transaction(() => {
      for (const { id, size, modifiedAtMs } of files) {
        this.#database.run(
          "UPDATE uploads SET size = ?, modified_at_ms = ? WHERE id = ?",
          size,
          modifiedAtMs,
          id,
        );
      }
      this.#database.run(
        `UPDATE steps SET resume = NULL WHERE position IN (${positionsOfIds})`,
        JSON.stringify(files.map((file) => file.id)),
      );
    });
  }

  relocate(upload: Upload): void {
    const { id, path, name, relativePath, size, modifiedAtMs, contentType } = upload;
    this.#database.transaction(() => {
      this.#database.run(
        `UPDATE uploads SET path = ?, name = ?, relative_path = ?, content_type = ?, search_text = ? WHERE id = ?`,
        ...[path, name, relativePath, contentType, searchText(upload), id],
      );
      this.updateFiles([{ id, path, size, modifiedAtMs }]);
    });
  }

  move(ids: readonly string[], to: NewPlace): number {
    return moveInQueue(this.#database, ids, to);
  }

  destinationsOf(ids: readonly string[], kinds: readonly UploadStateKind[]): readonly string[] {
    return this.#database
      .all(
        `SELECT DISTINCT destination_id FROM uploads WHERE id IN (SELECT value FROM json_each(?))
           AND state IN (${places(kinds)})`,
        JSON.stringify(ids),
        ...kinds,
      )
      .map((row) => textOf(row, "destination_id"));
  }

  refusedDestinations(ids: readonly string[]): readonly string[] {
    return this.#database
      .all(
        `SELECT DISTINCT destination_id FROM uploads WHERE id IN (SELECT value FROM json_each(?))
           AND (state = 'waiting' AND state_details ->> 'reason' = 'auth'
             OR state = 'failed' AND state_details ->> '$.error.code' = 'auth')`,
        JSON.stringify(ids),
      )
      .map((row) => textOf(row, "destination_id"));
  }

  kinds(ids: readonly string[]): readonly RowKind[] {
    return this.#database
      .all(
        `SELECT id, state, name, relative_path, size, content_type, service, options, destination_id, destination_name
         FROM uploads WHERE id IN (SELECT value FROM json_each(?)) ORDER BY place, position`,
        JSON.stringify(ids),
      )
      .map(readRowKind);
  }

  reassign(ids: readonly string[], to: Parameters<BulkStore["reassign"]>[1]): void {
    const json = JSON.stringify(ids);
    this.#database.transaction(() => {
      for (const row of this.#oldNames(json)) {
        const oldName = textOf(row, "destination_name");
        this.#database.run(
          `UPDATE uploads SET destination_id = ?, destination_name = ?, service = ?, options = ?,
             search_text = substr(search_text, 1, length(search_text) - ?) || ?
           WHERE id IN (SELECT value FROM json_each(?)) AND destination_name = ?`,
          to.destinationId,
          to.destinationName,
          to.service,
          JSON.stringify(to.options),
          [...foldText(oldName)].length,
          foldText(to.destinationName),
          json,
          oldName,
        );
      }
      this.#database.run(`DELETE FROM steps WHERE position IN (${positionsOfIds})`, json);
    });
  }

  #oldNames(json: string): readonly SqlRow[] {
    return this.#database.all(
      "SELECT DISTINCT destination_name FROM uploads WHERE id IN (SELECT value FROM json_each(?))",
      json,
    );
  }
}

function readRowKind(row: SqlRow): RowKind {
  const text = (column: string) => textOf(row, column);
  const options: SqlValue = text("options");
  return {
    id: text("id"),
    state: kindOf(text("state")),
    name: text("name"),
    relativePath: text("relative_path"),
    size: numberOf(row, "size"),
    contentType: text("content_type"),
    service: text("service"),
    options: settingsSchema.parse(JSON.parse(options)),
    destinationId: text("destination_id"),
    destinationName: text("destination_name"),
  };
}
