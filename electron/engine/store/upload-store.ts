import { z } from "zod";
import type { Counts } from "../../shared/ipc";
import { canTransition, type Receipt, type Upload, type UploadState } from "../../shared/upload";
import type { UploadPage, UploadQuery } from "../engine-api";
import { Failure } from "../failure";
import type { Clock, Vault } from "../ports";
import type { Resume } from "../services/service";
import { searchText } from "./search";
import { type Database, numberOf, type SqlRow, textOf } from "./sql";
import { StepRecords } from "./step-records";
import type { NewUpload, StepRecord, UploadStore } from "./stores";
import { randomId } from "./upload-id";
import { UploadPages } from "./upload-pages";
import { readUpload, stateDetails, uploadColumns, uploadStateKinds } from "./upload-row";

const flatRecord = z.record(z.string(), z.string()).readonly();

const insertUpload = `
INSERT INTO uploads (id, batch_id, path, name, relative_path, size, modified_at_ms, content_type, destination_id,
  destination_name, service, options, state, state_details, created_at, search_text)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', '{}', ?, ?) ON CONFLICT (id) DO NOTHING`;

function isHistory(kind: UploadState["kind"]): boolean {
  return kind === "completed" || kind === "canceled";
}

/** A plain error: the caller should have known. */
function refuseImpossible(what: string, from: string, to: UploadState): void {
  const kind = uploadStateKinds.find((known) => known === from);
  if (kind !== undefined && canTransition(kind, to.kind)) return;
  throw new Error(`Upload ${what} can't go from ${from} to ${to.kind}.`);
}

/**
 * Uploads in SQLite. Every method is one transaction and durable when it returns; `Database.transaction` around several
 * calls makes them one. Ids that do not exist are programming errors and throw a plain `Error`, save for `get` and `remove`.
 */
export class SqliteUploadStore implements UploadStore {
  readonly #database: Database;
  readonly #pages: UploadPages;
  readonly #steps: StepRecords;
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #makeId: () => string;

  constructor(database: Database, vault: Vault, clock: Clock, makeId: () => string = randomId) {
    this.#database = database;
    this.#pages = new UploadPages(database);
    this.#steps = new StepRecords(database, clock);
    this.#vault = vault;
    this.#clock = clock;
    this.#makeId = makeId;
  }

  insert(rows: readonly NewUpload[], createdAt: string): readonly string[] {
    return this.#database.transaction(() => {
      this.#database.run("UPDATE state_counts SET number = number + ? WHERE state = 'queued'", rows.length);
      return rows.map((row) => this.#insertOne(row, createdAt));
    });
  }

  get(id: string): Upload | null {
    const joined = "FROM uploads LEFT JOIN receipts USING (position)";
    const row = this.#database.get(`SELECT ${uploadColumns} ${joined} WHERE id = ?`, id);
    return row === undefined ? null : readUpload(row);
  }

  page(query: UploadQuery): UploadPage {
    return this.#pages.page(query);
  }

  counts(batchId: string | null): Counts {
    return this.#pages.counts(batchId);
  }

  queued(destinationId: string, limit: number): readonly Upload[] {
    return this.#pages.read(
      this.#database.all(
        `SELECT position FROM uploads WHERE state = 'queued' AND destination_id = ? AND settled IS NULL
         ORDER BY position LIMIT ?`,
        destinationId,
        limit,
      ),
    );
  }

  /** Hops from one destination to the next in the index, so that 100,000 queued rows cost no more than one. */
  destinationsWithQueued(): readonly string[] {
    const first = "SELECT min(destination_id) FROM uploads WHERE state = 'queued' AND settled IS NULL";
    return this.#database
      .all(
        `WITH RECURSIVE found (id) AS (${first} UNION ALL
           SELECT (${first} AND destination_id > found.id) FROM found WHERE found.id IS NOT NULL)
         SELECT id FROM found WHERE id IS NOT NULL`,
      )
      .map((row) => textOf(row, "id"));
  }

  inState(kinds: readonly UploadState["kind"][], limit: number): readonly Upload[] {
    const settled = kinds.some(isHistory);
    const places = kinds.map(() => "?").join(", ");
    return this.#pages.read(
      this.#database.all(
        `SELECT position FROM uploads WHERE state IN (${places}) ${settled ? "" : "AND settled IS NULL"} ` +
          "ORDER BY position LIMIT ?",
        ...kinds,
        limit,
      ),
    );
  }

  setState(id: string, state: UploadState): Upload {
    return this.#database.transaction(() => {
      this.#changeState(this.#find(id), state);
      return this.#known(id);
    });
  }

  moveAll(destinationId: string, from: UploadState["kind"], to: UploadState): number {
    refuseImpossible(destinationId, from, to);
    return this.#database.transaction(() =>
      this.#database.run(
        `UPDATE uploads SET state = ?, state_details = ?, completed_at = ?, settled = iif(?, ? + moved.number, NULL)
         FROM (SELECT position AS at, row_number() OVER (ORDER BY position) AS number FROM uploads
           WHERE state = ? AND destination_id = ?) AS moved WHERE position = moved.at`,
        to.kind,
        stateDetails(to),
        this.#completedAt(to),
        isHistory(to.kind) ? 1 : 0,
        this.#lastSettled(),
        from,
        destinationId,
      ),
    );
  }

  hasParked(destinationId: string): boolean {
    const parked = `SELECT 1 FROM uploads WHERE state = 'waiting' AND destination_id = ? AND settled IS NULL
      AND json_extract(state_details, '$.reason') = 'auth' LIMIT 1`;
    return this.#database.get(parked, destinationId) !== undefined;
  }

  unfinished(destinationId: string): number {
    return this.#database.number(
      `SELECT count(*) FROM uploads WHERE settled IS NULL AND destination_id = ?
         AND state IN ('queued', 'preparing', 'uploading', 'waiting', 'paused', 'unconfirmed')`,
      destinationId,
    );
  }

  sendsFrom(prefix: string): boolean {
    const found = "SELECT 1 FROM uploads WHERE settled IS NULL AND substr(path, 1, length(?1)) = ?1 LIMIT 1";
    return this.#database.get(found, prefix) !== undefined;
  }

  step(id: string): StepRecord {
    return this.#steps.read(numberOf(this.#find(id), "position"));
  }

  beginStep(id: string, step: { stepId: string; repeatable: boolean }): void {
    this.#database.transaction(() => {
      const position = numberOf(this.#find(id), "position");
      this.#steps.begin(position, step);
      this.#database.run("UPDATE uploads SET attempts = attempts + 1 WHERE position = ?", position);
    });
  }

  bodySent(id: string): void {
    this.#steps.bodySent(numberOf(this.#find(id), "position"));
  }

  endStep(id: string, next: { resume: Resume | null; failures: number }): void {
    this.#steps.end(numberOf(this.#find(id), "position"), next);
  }

  complete(id: string, receipt: Receipt, secrets: Readonly<Record<string, string>>): Upload {
    const sealed = this.#seal(id, secrets);
    return this.#database.transaction(() => {
      const found = this.#find(id);
      const position = numberOf(found, "position");
      this.#changeState(found, { kind: "completed" });
      this.#steps.forget(position);
      this.#database.run(
        "INSERT INTO receipts (position, receipt, secrets) VALUES (?, ?, ?)",
        position,
        JSON.stringify(receipt),
        sealed,
      );
      return this.#known(id);
    });
  }

  updateReceipt(id: string, receipt: Receipt): Upload {
    const changed = this.#database.run(
      "UPDATE receipts SET receipt = ? WHERE position = ?",
      JSON.stringify(receipt),
      numberOf(this.#find(id), "position"),
    );
    if (changed === 0) throw new Error(`Upload ${id} has no receipt.`);
    return this.#known(id);
  }

  /** Throws `Failure` `config` when the vault can't open them any more (another keyring, a lost key file). */
  receiptSecrets(id: string): Readonly<Record<string, string>> {
    const secrets = "SELECT secrets FROM uploads CROSS JOIN receipts USING (position) WHERE id = ?";
    const row = this.#database.get(secrets, id);
    const sealed = row?.["secrets"];
    if (!(sealed instanceof Uint8Array)) return {};
    try {
      return flatRecord.parse(JSON.parse(this.#vault.open(sealed)));
    } catch (cause) {
      throw new Failure("permanent", "config", {
        message: "The stored access data of this upload can't be opened any more.",
        hint: "It was sealed with another keyring or key file; get a new link from the service.",
        cause,
      });
    }
  }

  updateFile(id: string, file: { size: number; modifiedAtMs: number }): void {
    this.#database.run(
      "UPDATE uploads SET size = ?, modified_at_ms = ? WHERE position = ?",
      file.size,
      file.modifiedAtMs,
      numberOf(this.#find(id), "position"),
    );
  }

  remove(ids: readonly string[]): void {
    this.#database.run(
      "DELETE FROM uploads WHERE id IN (SELECT value FROM json_each(?))",
      JSON.stringify(ids),
    );
  }

  #insertOne(row: NewUpload, createdAt: string): string {
    const id = this.#makeId();
    const inserted = this.#database.run(
      insertUpload,
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
    );
    return inserted === 1 ? id : this.#insertOne(row, createdAt);
  }

  #find(id: string): SqlRow {
    const row = this.#database.get("SELECT position, id, state, settled FROM uploads WHERE id = ?", id);
    if (row === undefined) throw new Error(`There is no upload ${id}.`);
    return row;
  }

  #known(id: string): Upload {
    const upload = this.get(id);
    if (upload === null) throw new Error(`There is no upload ${id}.`);
    return upload;
  }

  #changeState(found: SqlRow, state: UploadState): void {
    refuseImpossible(textOf(found, "id"), textOf(found, "state"), state);
    this.#database.run(
      "UPDATE uploads SET state = ?, state_details = ?, completed_at = ?, settled = ? WHERE position = ?",
      state.kind,
      stateDetails(state),
      this.#completedAt(state),
      isHistory(state.kind) ? this.#lastSettled() + 1 : null,
      numberOf(found, "position"),
    );
  }

  #completedAt(state: UploadState): string | null {
    return isHistory(state.kind) ? new Date(this.#clock.now()).toISOString() : null;
  }

  /** The number of the newest row of the history. */
  #lastSettled(): number {
    return this.#database.number("SELECT max(settled) FROM uploads WHERE settled IS NOT NULL");
  }

  /** A delivery is never lost for the sake of its secrets: what can't be sealed is not kept, and that is said. */
  #seal(id: string, secrets: Readonly<Record<string, string>>): Uint8Array | null {
    if (Object.keys(secrets).length === 0) return null;
    try {
      return this.#vault.seal(JSON.stringify(secrets));
    } catch (thrown) {
      this.#database.logger.warn("The access data of a receipt could not be sealed and is not kept", {
        id,
        reason: thrown instanceof Error ? thrown.message : "unknown",
      });
      return null;
    }
  }
}
