import type { Destination } from "../../shared/destination";
import type { Counts } from "../../shared/ipc";
import type { NewPlace } from "../../shared/queue-control";
import type { AppSettingsPatch } from "../../shared/settings";
import type { Attempt, Receipt, Upload, UploadState, WaitReason } from "../../shared/upload";
import type { UploadErrorCode } from "../../shared/upload-error";
import type { HistoryIds, HistoryIdsQuery, QueueIdsQuery, UploadPage, UploadQuery } from "../engine-api";
import type { Resume } from "../services/service";
import type { RemovedRows } from "./removed-rows";
import type { WaitingRows } from "./waiting-rows";

/** An upload about to be stored; its id and position are the store's to give. */
export type NewUpload = Omit<
  Upload,
  "id" | "position" | "state" | "attempts" | "receipt" | "createdAt" | "completedAt"
>;

/** What the server may have seen of an upload: written before each step is taken, read after a crash. */
export interface StepRecord {
  /** The adapter's name of the step, or null when none was begun. */
  readonly stepId: string | null;
  /** `sending` from before the first byte; `body-sent` from when the last byte was handed over; `idle` between steps. */
  readonly phase: "idle" | "sending" | "body-sent";
  /** Whether the step may be repeated without the user's word. */
  readonly repeatable: boolean;
  /** Epoch milliseconds of the last begun step; null when none. */
  readonly startedAtMs: number | null;
  /** What the adapter kept between the steps. */
  readonly resume: Resume | null;
  /** Failed tries in a row that count for the back-off. */
  readonly failures: number;
}

/** A file on its way, and where to. */
export type QueuedFile = Pick<Upload, "path" | "size" | "modifiedAtMs" | "destinationId" | "options">;

/** Uploads of queue and history. Every method is durable when it returns; throws `Failure` `storage-full` or `config`. */
export interface UploadStore {
  /** Uploads that wait, many at once. */
  readonly waiting: WaitingRows;
  /** What the user removed and may want back. */
  readonly removed: RemovedRows;
  /** Stores all or none, state `queued`, in the given order behind everything else; answers the ids in order. */
  insert(rows: readonly NewUpload[], createdAt: string): readonly string[];
  get(id: string): Upload | null;
  page(query: UploadQuery): UploadPage;
  /** Ids of the queue in its order. */
  queueIds(query: QueueIdsQuery): readonly string[];
  /** Some ids of the history, newest first. */
  historyIds(query: HistoryIdsQuery): HistoryIds;
  counts(batchId: string | null): Counts;
  /** The uploads of a destination that are `queued`, in queue order. */
  queued(destinationId: string, limit: number): readonly Upload[];
  /** Ids of destinations that have `queued` uploads. */
  destinationsWithQueued(): readonly string[];
  /** Uploads in one of these states, in queue order, at most `limit`. */
  inState(kinds: readonly UploadState["kind"][], limit: number): readonly Upload[];
  /** Sets an upload that was just read to `preparing`. */
  begin(upload: Upload): Upload;
  /** Refuses (throws) what `canTransition` forbids. Sets `completedAt` for completed and canceled. */
  setState(id: string, state: UploadState): Upload;
  /** How many uploads wait for new credentials, by destination. */
  parkedCounts(): ReadonlyMap<string, number>;
  /** Ids of the uploads that failed because their credentials were refused, in the order of adding. */
  refusedIds(): readonly string[];
  /** How many uploads of a destination may still write to it: queued, running, waiting, paused or unconfirmed. */
  unfinished(destinationId: string): number;
  /** The positions of these. */
  unfinishedPositions(destinationId: string): readonly number[];
  /** The uploads at these positions, as far as they are still there. */
  at(positions: readonly number[]): readonly Upload[];
  /** The uploads of the queue that send one of these files, save for those that failed. */
  sameFiles(paths: readonly string[]): readonly QueuedFile[];
  /** Whether an upload of the queue sends a file whose path begins so, or one that may be brought back. Looks through them. */
  sendsFrom(prefix: string): boolean;
  /** When an upload was tried and what came of it, oldest first; kept with each change of the state. */
  attempts(id: string): readonly Attempt[];
  step(id: string): StepRecord;
  /** Records a step before its first byte, and counts an attempt; with the first of a try the upload is `uploading`. */
  beginStep(id: string, step: { stepId: string; repeatable: boolean; isFirst?: boolean }): void;
  bodySent(id: string): void;
  /** Ends a step that was answered or provably not applied: phase `idle`, `resume` and `failures` as given. */
  endStep(id: string, next: { resume: Resume | null; failures: number }): void;
  /**
   * Ends a try, all or nothing: the step was answered or is provably not applied (`failures` as given, or as it was when
   * null; what the adapter kept stays), and the upload goes on to a state. A try that `counts` for nothing (a rate limit,
   * a network that is not there) is taken off the attempts.
   */
  endTry(id: string, failures: number | null, state: UploadState, counts?: boolean): Upload;
  /**
   * Puts back to the queue what a crash left under way and what provably did not arrive or may be repeated; answers the
   * others: sent whole, unanswered.
   */
  requeueInterrupted(): readonly Upload[];
  /** Stores the receipt and state `completed` in one transaction. */
  complete(id: string, receipt: Receipt, secrets: Readonly<Record<string, string>>): Upload;
  /** Replaces the links of a completed upload's receipt. */
  updateReceipt(id: string, receipt: Receipt): Upload;
  receiptSecrets(id: string): Readonly<Record<string, string>>;
  /** Notes what the file is now, when the user sends a changed file again. */
  updateFile(id: string, file: { size: number; modifiedAtMs: number }): void;
  /** Removes rows for good. */
  remove(ids: readonly string[]): void;
  /** Writes something that changes nothing, to see whether the records can be written. */
  probe(): void;
}

/** Where in the queue a reading has come to. */
export interface QueueCursor {
  readonly place: number;
  readonly position: number;
}

/** Uploads of the queue in some states, of one destination or of all. */
export interface QueuePart {
  readonly destinationId: string | null;
  readonly kinds: readonly UploadState["kind"][];
  /** Only rows that wait for this reason. */
  readonly reason?: WaitReason;
  /** Only rows that have this error. */
  readonly errorCode?: UploadErrorCode;
}

/** A row that was found, and where to go on behind it. */
export interface FoundRow {
  readonly id: string;
  readonly cursor: QueueCursor;
}

/** A row whose state was changed. */
export type ChangedRow = Pick<Upload, "id" | "batchId">;

/** A row's file, as it was when it was added or sent again. */
export type FileFacts = Pick<Upload, "id" | "path" | "size" | "modifiedAtMs">;

/** What decides whether a row may go to another destination. */
export type RowKind = Pick<
  Upload,
  | "id"
  | "name"
  | "relativePath"
  | "size"
  | "contentType"
  | "service"
  | "options"
  | "destinationId"
  | "destinationName"
> & { readonly state: UploadState["kind"] };

/**
 * Changes of many uploads at once, each one statement and one transaction. About 10 microseconds per row, so the caller
 * gives a thousand at a time and lets the event loop turn in between. Ids that do not exist are passed over.
 */
export interface BulkStore {
  /** The next rows of a part of the queue, in its order. */
  next(part: QueuePart, after: QueueCursor | null, limit: number): readonly FoundRow[];
  /** Changes the state of those rows that are in one of the `from` states, none of which may be a running one. */
  change(
    ids: readonly string[],
    from: readonly UploadState["kind"][],
    to: UploadState,
  ): readonly ChangedRow[];
  /** Lets the tries of these rows count from nothing; what an adapter kept between steps stays. */
  forgetFailures(ids: readonly string[]): void;
  /** The files of those rows that are in one of these states. */
  files(ids: readonly string[], kinds: readonly UploadState["kind"][]): readonly FileFacts[];
  /** Notes what files are now; what an adapter kept between steps was for the old ones and goes. */
  updateFiles(files: readonly FileFacts[]): void;
  /** Gives a row another file; what an adapter kept between steps was for the old one and goes. */
  relocate(upload: Upload): void;
  /** Moves rows of the queue to another place, in the order given; answers how many. */
  move(ids: readonly string[], to: NewPlace): number;
  /** The destinations of those rows that are in one of these states. */
  destinationsOf(ids: readonly string[], kinds: readonly UploadState["kind"][]): readonly string[];
  /** The destinations of those rows that refused credentials hold up: they wait for new ones, or failed for the old ones. */
  refusedDestinations(ids: readonly string[]): readonly string[];
  /** What decides whether rows may go elsewhere, in queue order. */
  kinds(ids: readonly string[]): readonly RowKind[];
  /** Gives rows another destination and options; what was sent to the old one counts for nothing. */
  reassign(
    ids: readonly string[],
    to: Pick<Upload, "destinationId" | "destinationName" | "service" | "options">,
  ): void;
}

/** The settings of the app, as they were stored. */
export interface SettingsStore {
  /** By key, unchecked. */
  read(): Readonly<Record<string, unknown>>;
  save(patch: AppSettingsPatch): void;
}

/** Destinations, their sealed secrets and small facts remembered for them. */
export interface DestinationStore {
  list(): readonly Destination[];
  get(id: string): Destination | null;
  save(destination: Destination, sealedSecrets: Readonly<Record<string, Uint8Array>>): void;
  /** Puts destinations in this order; those that are not named follow in the order they have. */
  order(ids: readonly string[]): void;
  remove(id: string): void;
  sealedSecret(id: string, key: string): Uint8Array | null;
  memory(id: string): { get(key: string): string | null; set(key: string, value: string): void };
}
