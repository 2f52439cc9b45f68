/**
 * The queue's part of version 2: `state_counts` sums the bytes of the uploads in each state beside their number, so that
 * "1.2 GB left" of 100,000 files is read, not added up. Kept by the same triggers; whoever inserts adds himself.
 */
export const queueVersionTwo = `
ALTER TABLE state_counts ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
UPDATE state_counts SET bytes =
  coalesce((SELECT sum(size) FROM uploads WHERE uploads.state = state_counts.state), 0);
DROP TRIGGER uploads_count_delete;
DROP TRIGGER uploads_count_state;
CREATE TRIGGER uploads_count_delete AFTER DELETE ON uploads BEGIN
  UPDATE state_counts SET number = number - 1, bytes = bytes - old.size WHERE state = old.state;
END;
CREATE TRIGGER uploads_count_state AFTER UPDATE OF state ON uploads WHEN old.state <> new.state BEGIN
  UPDATE state_counts SET number = number - 1, bytes = bytes - old.size WHERE state = old.state;
  UPDATE state_counts SET number = number + 1, bytes = bytes + old.size WHERE state = new.state;
END;
CREATE TRIGGER uploads_count_size AFTER UPDATE OF size ON uploads WHEN old.size <> new.size BEGIN
  UPDATE state_counts SET bytes = bytes - old.size + new.size WHERE state = new.state;
END;
`;

/**
 * The queue's part of version 3: `uploads_parked` holds what waits for new credentials alone, so that nobody looks at
 * 100,000 waiting rows to count it.
 */
export const queueVersionThree = `
CREATE INDEX uploads_parked ON uploads (destination_id, batch_id)
  WHERE state = 'waiting' AND settled IS NULL AND json_extract(state_details, '$.reason') = 'auth';
`;
