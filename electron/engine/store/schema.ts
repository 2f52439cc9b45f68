import { Failure } from "../failure";
import { destinationVersionTwo } from "./destination-schema";
import { historyVersionTwo } from "./history-schema";
import { queueVersionThree, queueVersionTwo } from "./queue-schema";
import { removedVersionThree } from "./removed-schema";
import type { Database } from "./sql";
import { damaged } from "./sqlite-failure";

/**
 * Version 1. What is where, and why it stays quick with 100,000 rows in the queue and a million in the history:
 * - `uploads.position` is the row id, so queue and batch order cost nothing. `settled` numbers what left the queue, by
 *   its own count rather than by the clock, which may jump: it is the order of the history.
 * - Indices for the queue are partial: rows of the history are not in them.
 * - `state_counts` is kept by triggers, so that nobody ever counts a million rows; only whoever inserts counts himself
 *   (a trigger made 100,000 inserts half as slow again).
 * - `search_text` is folded (lower case, NFC). Only the history has a full-text index (`history_text`, trigrams, no copy
 *   of the text), keyed by `settled` so that its order is the list's order; the queue is scanned.
 * - Receipts (up to 8 KiB each) and steps are apart, so that lists touch small rows only.
 */
const versionOne = `
CREATE TABLE uploads (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  batch_id TEXT NOT NULL,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  relative_path TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified_at_ms REAL NOT NULL,
  content_type TEXT NOT NULL,
  destination_id TEXT NOT NULL,
  destination_name TEXT NOT NULL,
  service TEXT NOT NULL,
  options TEXT NOT NULL,
  state TEXT NOT NULL,
  state_details TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  completed_at TEXT,
  settled INTEGER,
  search_text TEXT NOT NULL,
  CHECK ((settled IS NOT NULL) = (state IN ('completed', 'canceled')))
) STRICT;
CREATE INDEX uploads_of_queue ON uploads (position) WHERE settled IS NULL;
CREATE UNIQUE INDEX uploads_of_history ON uploads (settled) WHERE settled IS NOT NULL;
CREATE INDEX uploads_in_state ON uploads (state, destination_id, position) WHERE settled IS NULL;
CREATE INDEX uploads_of_batch ON uploads (batch_id, position, state);

CREATE TABLE receipts (
  position INTEGER PRIMARY KEY REFERENCES uploads (position) ON DELETE CASCADE,
  receipt TEXT NOT NULL,
  secrets BLOB
) STRICT;

CREATE TABLE steps (
  position INTEGER PRIMARY KEY REFERENCES uploads (position) ON DELETE CASCADE,
  step_id TEXT,
  phase TEXT NOT NULL CHECK (phase IN ('idle', 'sending', 'body-sent')),
  repeatable INTEGER NOT NULL,
  started_at_ms REAL,
  resume TEXT,
  failures INTEGER NOT NULL
) STRICT;

CREATE TABLE state_counts (state TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO state_counts (state, number) VALUES ('queued', 0), ('preparing', 0), ('uploading', 0), ('waiting', 0),
  ('paused', 0), ('failed', 0), ('unconfirmed', 0), ('canceled', 0), ('completed', 0);
CREATE TRIGGER uploads_count_delete AFTER DELETE ON uploads BEGIN
  UPDATE state_counts SET number = number - 1 WHERE state = old.state;
END;
CREATE TRIGGER uploads_count_state AFTER UPDATE OF state ON uploads WHEN old.state <> new.state BEGIN
  UPDATE state_counts SET number = number - 1 WHERE state = old.state;
  UPDATE state_counts SET number = number + 1 WHERE state = new.state;
END;

CREATE VIRTUAL TABLE history_text USING fts5(text, content = '', contentless_delete = 1, tokenize = 'trigram');
CREATE TRIGGER history_text_delete AFTER DELETE ON uploads WHEN old.settled IS NOT NULL BEGIN
  DELETE FROM history_text WHERE rowid = old.settled;
END;
CREATE TRIGGER history_text_leave AFTER UPDATE OF settled ON uploads
WHEN old.settled IS NOT NULL AND old.settled IS NOT new.settled BEGIN
  DELETE FROM history_text WHERE rowid = old.settled;
END;
CREATE TRIGGER history_text_enter AFTER UPDATE OF settled ON uploads
WHEN new.settled IS NOT NULL AND old.settled IS NOT new.settled BEGIN
  INSERT INTO history_text (rowid, text) VALUES (new.settled, new.search_text);
END;

CREATE TABLE destinations (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  service TEXT NOT NULL,
  settings TEXT NOT NULL,
  secrets TEXT NOT NULL,
  practice INTEGER NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE TABLE destination_secrets (
  destination_id TEXT NOT NULL REFERENCES destinations (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (destination_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE destination_memory (
  destination_id TEXT NOT NULL REFERENCES destinations (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (destination_id, key)
) STRICT, WITHOUT ROWID;
`;

/**
 * Version 2, additive. `place` is the order of the queue: where the user put an upload (`rank`), otherwise in the order
 * of adding. `rank` is written for what is moved and for what is added behind it; version 1 has none.
 */
const versionTwo = `
ALTER TABLE uploads ADD COLUMN rank REAL;
ALTER TABLE uploads ADD COLUMN place REAL GENERATED ALWAYS AS (ifnull(rank, position)) VIRTUAL;
DROP INDEX uploads_of_queue;
DROP INDEX uploads_in_state;
CREATE INDEX uploads_of_queue ON uploads (place) WHERE settled IS NULL;
CREATE INDEX uploads_in_state ON uploads (state, destination_id, place) WHERE settled IS NULL;
CREATE INDEX uploads_of_file ON uploads (path) WHERE settled IS NULL;

CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
  position INTEGER NOT NULL REFERENCES uploads (position) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  outcome TEXT,
  details TEXT,
  PRIMARY KEY (position, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE watch_folders (
  id TEXT PRIMARY KEY,
  destination_id TEXT NOT NULL REFERENCES destinations (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  rules TEXT NOT NULL,
  created_at_ms REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE watch_ledger (
  folder_id TEXT NOT NULL REFERENCES watch_folders (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified_at_ms REAL NOT NULL,
  identity TEXT NOT NULL,
  sent INTEGER NOT NULL,
  PRIMARY KEY (folder_id, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_ledger_identity ON watch_ledger (folder_id, identity) WHERE identity <> '';
`;

/**
 * Version 4, additive. `place` is where a destination that stores files by their names put a file of the ledger, so that no
 * other one takes its place later.
 */
const versionFour = `
ALTER TABLE watch_ledger ADD COLUMN place TEXT;
CREATE INDEX watch_ledger_place ON watch_ledger (place) WHERE place IS NOT NULL;
`;

/** One entry per version, oldest first; an entry is never changed once released. */
const migrations: readonly string[] = [
  versionOne,
  versionTwo + historyVersionTwo + queueVersionTwo + destinationVersionTwo,
  removedVersionThree + queueVersionThree,
  versionFour,
];

/** The version this program writes. */
export const schemaVersion = migrations.length;

/**
 * Brings a database to the version of this program, one transaction per step.
 * Throws `Failure` `config` for a newer database: going back would lose what the newer program stored.
 */
export function migrate(database: Database): void {
  const found = database.number("PRAGMA user_version");
  const isMade = database.get("SELECT 1 FROM sqlite_schema WHERE name = 'uploads'") !== undefined;
  if (found < 0 || (found === 0) === isMade) throw damaged(`The records are said to be of version ${found}.`);
  if (found > schemaVersion) {
    throw new Failure("permanent", "config", {
      message: `This profile was last used by a newer Waybill (records of version ${found}, this program knows ${schemaVersion}).`,
      hint: "Start the newer Waybill, or choose another profile with --profile.",
    });
  }
  migrations.slice(found).forEach((statements, index) => {
    database.transaction(() => {
      database.execute(statements);
      database.execute(`PRAGMA user_version = ${found + index + 1}`);
    });
  });
}
