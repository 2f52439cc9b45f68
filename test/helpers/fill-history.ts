import type { Database } from "../../electron/engine/store/database";
import { indexHistory } from "../../electron/engine/store/history-schema";

const subjects = [
  "photo",
  "report",
  "invoice",
  "holiday",
  "plan",
  "harbour",
  "contract",
  "meeting",
  "合同",
  "报告",
];
const adjectives = ["draft", "final", "scan", "quarterly", "old", "new", "定稿", "team", "north", "2025"];
const types = [
  ["jpg", "image/jpeg"],
  ["png", "image/png"],
  ["pdf", "application/pdf"],
  ["docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  ["mp4", "video/mp4"],
  ["mp3", "audio/mpeg"],
  ["zip", "application/zip"],
  ["csv", "text/csv"],
] as const;
const destinations = ["Design room", "Surgery north", "Practice", "Family album", "客户文件"];

/** A number from a number, spread so that neighbours differ and no digit of one tells another (Knuth's multiplier). */
function spread(by: string, salt: number): string {
  return `((${by} * 2654435761 + ${salt} * 97531) % 4294967296 / 65536 * 40503 % 65536 / 8)`;
}

/** A choice out of a list by a number. */
function pick(list: readonly string[], by: string, salt: number): string {
  const cases = list.map((text, place) => `WHEN ${place} THEN '${text}'`).join(" ");
  return `CASE ${spread(by, salt)} % ${list.length} ${cases} END`;
}

/**
 * Fills a fresh database with a history such as years of work leave behind, one upload every half minute up to now:
 * a third of it `IMG_0292.jpg`, the rest words and numbers, in five destinations, each twentieth canceled.
 */
export function fillHistory(database: Database, rows: number): void {
  const extension = pick(
    types.map(([ext]) => ext),
    "n",
    1,
  );
  const contentType = pick(
    types.map(([, type]) => type),
    "n",
    1,
  );
  const name = `CASE WHEN n % 3 = 0 THEN printf('IMG_%04d.', n % 10000) ELSE
    ${pick(subjects, "n", 2)} || ' ' || ${pick(adjectives, "n", 3)} || ' ' || n || '.' END || ${extension}`;
  const place = `(${spread("n", 4)} % ${destinations.length})`;
  const at = `strftime('%Y-%m-%dT%H:%M:%fZ', julianday('now') - (${rows} - n) / 2880.0)`;
  database.transaction(() => {
    database.execute(`
      INSERT INTO uploads (position, id, batch_id, path, name, relative_path, size, modified_at_ms, content_type,
        destination_id, destination_name, service, options, state, state_details, attempts, created_at, completed_at,
        settled, search_text)
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows}),
        named AS (SELECT n, ${name} AS name, ${contentType} AS type, ${pick(destinations, "n", 4)} AS destination FROM numbers)
      SELECT n, printf('fill%08d', n), 'fill-' || n / 50, '/home/someone/Pictures/' || name, name, name,
        1000 + n % 5000000, 1700000000000.0, type, 'd' || ${place}, destination, 'imkit', '{}',
        iif(n % 20 = 0, 'canceled', 'completed'), '{}', 1, ${at}, ${at}, n, lower(name) || char(10) || lower(destination)
      FROM named;
      INSERT INTO receipts (position, receipt)
      SELECT position, json_object('remoteId', 'remote-' || position, 'storedName', NULL, 'size', size, 'hash',
          json_object('algorithm', 'md5', 'local', printf('%032x', position), 'remote', printf('%032x', position)),
        'verified', 'hash', 'links', json_array(json_object('url', 'https://files.example/' || position, 'expiresAt', NULL,
          'opensInBrowser', json('true'))), 'fileExpiresAt', NULL, 'remote', json('{}'), 'rawReply', NULL)
      FROM uploads WHERE state = 'completed';
      UPDATE state_counts SET number = (SELECT count(*) FROM uploads WHERE uploads.state = state_counts.state);
      ${indexHistory}`);
  });
}
