import type { Counts } from "../../shared/ipc";
import {
  type Attempt,
  canTransition,
  type Receipt,
  type Upload,
  type UploadState,
} from "../../shared/upload";
import type { HistoryIds, HistoryIdsQuery, QueueIdsQuery, UploadPage, UploadQuery } from "../engine-api";
import type { Clock, Vault } from "../ports";
import type { Resume } from "../services/service";
import { AttemptRecords } from "./attempt-records";
import { insertUploads } from "./insert-upload";
import { QueueQuestions } from "./queue-questions";
import { ReceiptSecrets } from "./receipt-secrets";
import { lastSettled, RemovedRows } from "./removed-rows";
import { type Database, numberOf, type SqlRow, textOf } from "./sql";
import { StepRecords } from "./step-records";
import type { NewUpload, QueuedFile, StepRecord, UploadStore } from "./stores";
import { randomId } from "./upload-id";
import { UploadPages } from "./upload-pages";
import { readUpload, stateDetails, uploadColumns, uploadStateKinds } from "./upload-row";
import { WaitingRows } from "./waiting-rows";

function isHistory(kind: UploadState["kind"]): boolean {
  return kind === "completed" || kind === "canceled";
}

/** While it is in one of these states an upload is being tried. */
function isRunning(kind: string): boolean {
  return kind === "preparing" || kind === "uploading";
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
  readonly waiting: WaitingRows;
  readonly removed: RemovedRows;
  readonly #database: Database;
  readonly #pages: UploadPages;
  readonly #questions: QueueQuestions;
  readonly #steps: StepRecords;
  readonly #attempts: AttemptRecords;
  readonly #secrets: ReceiptSecrets;
  readonly #clock: Clock;
  readonly #makeId: () => string;

  constructor(database: Database, vault: Vault, clock: Clock, makeId: () => string = randomId) {
    this.#database = database;
    this.#questions = new QueueQuestions(database);
    this.waiting = new WaitingRows(database);
    this.removed = new RemovedRows(database);
    this.#steps = new StepRecords(database, clock);
    this.#attempts = new AttemptRecords(database, clock);
    this.#secrets = new ReceiptSecrets(database, vault);
    this.#pages = new UploadPages(database, this.#secrets);
    this.#clock = clock;
    this.#makeId = makeId;
  }

  insert(rows: readonly NewUpload[], createdAt: string): readonly string[] {
    return insertUploads(this.#database, this.#makeId, rows, createdAt);
  }

  get(id: string): Upload | null {
    const joined = "FROM uploads LEFT JOIN receipts USING (position)";
    const row = this.#database.get(`SELECT ${uploadColumns} ${joined} WHERE id = ?`, id);
    return row === undefined ? null : this.#secrets.withLinks(readUpload(row), row);
  }

  page(query: UploadQuery): UploadPage {
    return this.#pages.page(query);
  }

  queueIds(query: QueueIdsQuery): readonly string[] {
    return this.#pages.queueIds(query);
  }

  historyIds(query: HistoryIdsQuery): HistoryIds {
    return this.#pages.historyIds(query);
  }

  counts(batchId: string | null): Counts {
    return this.#pages.counts(batchId);
  }

  queued(destinationId: string, limit: number): readonly Upload[] {
    const rows = this.#database.all(
      `SELECT ${uploadColumns} FROM uploads LEFT JOIN receipts USING (position)
       WHERE state = 'queued' AND destination_id = ? AND settled IS NULL ORDER BY place, uploads.position LIMIT ?`,
      destinationId,
      limit,
    );
    return rows.map(readUpload);
  }

  destinationsWithQueued(): readonly string[] {
    return this.#questions.destinationsWithQueued();
  }

  inState(kinds: readonly UploadState["kind"][], limit: number): readonly Upload[] {
    const settled = kinds.some(isHistory);
    const places = kinds.map(() => "?").join(", ");
    return this.#pages.read(
      this.#database.all(
        `SELECT position FROM uploads WHERE state IN (${places}) ${settled ? "" : "AND settled IS NULL"} ` +
          "ORDER BY place, position LIMIT ?",
        ...kinds,
        limit,
      ),
    );
  }

  setState(id: string, state: UploadState): Upload {
    return this.#database.transaction(() => this.#changed(this.#known(id), state));
  }

  begin(upload: Upload): Upload {
    return this.#database.transaction(() => this.#changed(upload, { kind: "preparing" }));
  }

  parkedCounts(): ReadonlyMap<string, number> {
    return this.#questions.parkedCounts();
  }

  refusedIds(): readonly string[] {
    return this.#questions.refusedIds();
  }

  unfinished(destinationId: string): number {
    return this.#questions.unfinished(destinationId);
  }

  unfinishedPositions(destinationId: string): readonly number[] {
    return this.#questions.unfinishedPositions(destinationId);
  }

  at(positions: readonly number[]): readonly Upload[] {
    return this.#pages.read(positions.map((position) => ({ position })));
  }

  sameFiles(paths: readonly string[]): readonly QueuedFile[] {
    return this.#questions.sameFiles(paths);
  }

  sendsFrom(prefix: string): boolean {
    return this.#questions.sendsFrom(prefix);
  }

  attempts(id: string): readonly Attempt[] {
    const row = this.#database.get("SELECT position FROM uploads WHERE id = ?", id);
    return row === undefined ? [] : this.#attempts.list(numberOf(row, "position"));
  }

  step(id: string): StepRecord {
    return this.#steps.read(numberOf(this.#find(id), "position"));
  }

  beginStep(id: string, step: { stepId: string; repeatable: boolean; isFirst?: boolean }): void {
    this.#database.transaction(() => {
      const found = this.#find(id);
      const position = numberOf(found, "position");
      this.#steps.begin(position, step);
      if (step.isFirst === true) refuseImpossible(id, textOf(found, "state"), { kind: "uploading" });
      const uploading = step.isFirst === true ? ", state = 'uploading', state_details = '{}'" : "";
      this.#database.run(
        `UPDATE uploads SET attempts = attempts + 1${uploading} WHERE position = ?`,
        position,
      );
    });
  }

  bodySent(id: string): void {
    this.#steps.bodySent(numberOf(this.#find(id), "position"));
  }

  endStep(id: string, next: { resume: Resume | null; failures: number }): void {
    this.#steps.end(numberOf(this.#find(id), "position"), next);
  }

  endTry(id: string, failures: number | null, state: UploadState, counts = true): Upload {
    return this.#database.transaction(() => {
      const position = numberOf(this.#find(id), "position");
      const step = this.#steps.read(position);
      const isBegun = step.phase !== "idle";
      if (isBegun && !counts)
        this.#database.run("UPDATE uploads SET attempts = attempts - 1 WHERE position = ?", position);
      this.#steps.idle(position, failures ?? step.failures);
      return this.#changed(this.#known(id), state);
    });
  }

  requeueInterrupted(): readonly Upload[] {
    return this.#database.transaction(() => {
      const interrupted = this.inState(["preparing", "uploading"], Number.MAX_SAFE_INTEGER);
      return interrupted.filter(({ id, position }) => {
        const { phase, repeatable } = this.#steps.read(position);
        if (phase === "body-sent" && !repeatable) return true;
        this.endTry(id, null, { kind: "queued" });
        return false;
      });
    });
  }

  complete(id: string, receipt: Receipt, secrets: Readonly<Record<string, string>>): Upload {
    const { json, sealed, told } = this.#secrets.split(id, receipt, secrets);
    return this.#database.transaction(() => {
      const upload = this.#changed(this.#known(id), { kind: "completed" });
      this.#steps.forget(upload.position);
      this.#database.run(
        "INSERT INTO receipts (position, receipt, secrets) VALUES (?, ?, ?)",
        upload.position,
        json,
        sealed,
      );
      return { ...upload, receipt: told };
    });
  }

  updateReceipt(id: string, receipt: Receipt): Upload {
    const { json, sealed } = this.#secrets.splitAnew(id, receipt);
    const changed = this.#database.run(
      "UPDATE receipts SET receipt = ?, secrets = ifnull(?, secrets) WHERE position = ?",
      json,
      sealed,
      numberOf(this.#find(id), "position"),
    );
    if (changed === 0) throw new Error(`Upload ${id} has no receipt.`);
    return this.#known(id);
  }

  receiptSecrets(id: string): Readonly<Record<string, string>> {
    return this.#secrets.open(id);
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

  probe(): void {
    this.#database.run("UPDATE state_counts SET number = number WHERE state = 'queued'");
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

  /** Changes the state of an upload that was just read; answers what it is now. */
  #changed(upload: Upload, state: UploadState): Upload {
    const { id, position } = upload;
    const from = upload.state.kind;
    refuseImpossible(id, from, state);
    const completedAt = this.#completedAt(state);
    this.#database.run(
      "UPDATE uploads SET state = ?, state_details = ?, completed_at = ?, settled = ? WHERE position = ?",
      state.kind,
      stateDetails(state),
      completedAt,
      isHistory(state.kind) ? lastSettled(this.#database) + 1 : null,
      position,
    );
    const isTried = isRunning(state.kind);
    if (isRunning(from) && !isTried) this.#attempts.end(position, state);
    if (!isRunning(from) && isTried) this.#attempts.begin(position);
    return { ...upload, state, completedAt };
  }

  #completedAt(state: UploadState): string | null {
    return isHistory(state.kind) ? new Date(this.#clock.now()).toISOString() : null;
  }
}
