import { searchText } from "./search";
import type { Database } from "./sql";
import type { NewUpload } from "./stores";

const statement = `
INSERT INTO uploads (id, batch_id, path, name, relative_path, size, modified_at_ms, content_type, destination_id,
  destination_name, service, options, state, state_details, created_at, search_text, rank)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', '{}', ?, ?, ?) ON CONFLICT (id) DO NOTHING`;

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
    const queueEnd = Math.ceil(database.number("SELECT max(place) FROM uploads WHERE settled IS NULL"));
    return rows.map((row, index) => insertUpload(database, makeId, row, createdAt, queueEnd + 1 + index));
  });
}

function insertUpload(
  database: Database,
  makeId: () => string,
  row: NewUpload,
  createdAt: string,
  place: number,
): string {
  const id = makeId();
  const inserted = database.run(
    statement,
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
    place,
  );
  return inserted === 1 ? id : insertUpload(database, makeId, row, createdAt, place);
}
