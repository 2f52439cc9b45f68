import { lastPlace, lastPosition } from "./removed-rows";
import { searchText } from "./search";
import type { Database } from "./sql";
import type { NewUpload } from "./stores";

const statement = `
INSERT INTO uploads (position, id, batch_id, path, name, relative_path, size, modified_at_ms, content_type, destination_id,
  destination_name, service, options, state, state_details, created_at, search_text, rank)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', '{}', ?, ?, ?) ON CONFLICT (id) DO NOTHING`;

const countInserted = "UPDATE state_counts SET number = number + ?, bytes = bytes + ? WHERE state = 'queued'";

/** Stores new uploads, all or none, `queued`, behind everything else; answers their ids, in order. */
export function insertUploads(
  database: Database,
  makeId: () => string,
  rows: readonly NewUpload[],
  createdAt: string,
): readonly string[] {
  return database.transaction(() => {
    const bytes = rows.reduce((sum, row) => sum + row.size, 0);
    database.run(countInserted, rows.length, bytes);
    const queueEnd = Math.ceil(lastPlace(database));
    const last = lastPosition(database);
    return rows.map((row, index) => {
      const at = { position: last + 1 + index, place: queueEnd + 1 + index };
      return insertUpload(database, makeId, row, createdAt, at);
    });
  });
}

function insertUpload(
  database: Database,
  makeId: () => string,
  row: NewUpload,
  createdAt: string,
  at: { readonly position: number; readonly place: number },
): string {
  const id = makeId();
  const inserted = database.run(
    statement,
    at.position,
    id,
    row.batchId,
    row.path,
    row.name,
    row.relativePath,
    row.size,
    row.modifiedAtMs,
    row.contentType,
    row.destinationId,
    row.destinationName,
    row.service,
    JSON.stringify(row.options),
    createdAt,
    searchText(row),
    at.place,
  );
  return inserted === 1 ? id : insertUpload(database, makeId, row, createdAt, at);
}
