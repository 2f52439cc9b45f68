/**
 * The removed rows' part of version 3: what the user removed, as it was, until it can't be brought back any more
 * (`removed-rows.ts`). Copies apart from everything else, so that no list, count or search has to know of them. `removal`
 * numbers what was removed together.
 */
export const removedVersionThree = `
CREATE TABLE removed_uploads AS SELECT 0 AS removal, position, id, batch_id, path, name, relative_path, size, modified_at_ms,
  content_type, destination_id, destination_name, service, options, state, state_details, attempts, created_at, completed_at,
  settled, search_text, rank FROM uploads WHERE 0;
CREATE INDEX removed_together ON removed_uploads (removal, position);
CREATE UNIQUE INDEX removed_position ON removed_uploads (position);
CREATE INDEX removed_place ON removed_uploads (ifnull(rank, position));
CREATE INDEX removed_settled ON removed_uploads (settled);
CREATE TABLE removed_receipts AS SELECT position, receipt, secrets FROM receipts WHERE 0;
CREATE INDEX removed_receipt ON removed_receipts (position);
CREATE TABLE removed_steps AS
  SELECT position, step_id, phase, repeatable, started_at_ms, resume, failures FROM steps WHERE 0;
CREATE INDEX removed_step ON removed_steps (position);
CREATE TABLE removed_attempts AS SELECT position, number, started_at, ended_at, outcome, details FROM attempts WHERE 0;
CREATE INDEX removed_attempt ON removed_attempts (position);
`;
