import type { Destination, DestinationDraft, DestinationTest, Settings, SignIn } from "../shared/destination";
import type { HistoryFilter } from "../shared/history-filter";
import type { Counts, UploadAction } from "../shared/ipc";
import type { NewPlace, Reassigned, Relocated, UploadSelection } from "../shared/queue-control";
import type { QueueFilter } from "../shared/queue-filter";
import type { ServiceInfo } from "../shared/service";
import type { AppSettings, AppSettingsPatch } from "../shared/settings";
import type { Attempt, Link, Progress, Upload } from "../shared/upload";
import type { UploadErrorData } from "../shared/upload-error";
import type { WatchFolderView, WatchRules } from "../shared/watch-folder";

/** Uploads that are to go elsewhere. */
export interface ReassignRequest {
  readonly ids: UploadSelection;
  readonly destinationId: string;
  /** Per-upload settings for all of them; absent to keep their own where the service stays the same. */
  readonly options?: Settings;
}

/** A file that the user found for an upload which failed because of its own. */
export interface RelocateRequest {
  readonly id: string;
  /** Absolute. */
  readonly path: string;
}

/** Files to add. */
export interface AddRequest {
  /** Absolute paths of files and folders; folders are walked. */
  readonly paths: readonly string[];
  readonly destinationId: string;
  /** Per-upload settings. */
  readonly options: Settings;
  /** Take hidden files of folders too. */
  readonly hidden: boolean;
  /** Take nothing at all when any path is refused (command line, product.md settled point 7). */
  readonly allOrNothing: boolean;
  /** The batch that spooled data was kept for (`files/spool.ts`), which then names its uploads' batch; a new one when absent. */
  readonly batchId?: string;
  /** Skip files that are on their way to the destination already, with the same options: the hand slips over a window. */
  readonly once?: boolean;
}

/** What came of adding. Every accepted upload is stored durably before this is answered. */
export interface Added {
  /** Null when nothing was accepted. */
  readonly batchId: string | null;
  readonly accepted: number;
  readonly refused: readonly { readonly path: string; readonly error: UploadErrorData }[];
  /** Paths of files that were not taken because they are on their way already; absent where `once` was not asked for. */
  readonly skipped?: readonly string[];
}

/** Which uploads to send once more. */
export interface SendAgainRequest {
  readonly ids: readonly string[];
  /** Null sends each to where it went, with the options it had. */
  readonly destinationId: string | null;
  /** Per-upload settings for another destination. */
  readonly options: Settings;
  /** Send files that changed since as they are now. */
  readonly evenIfChanged: boolean;
}

/** What came of sending once more: new uploads, and those that could not be or were not sent, by name. */
export interface SentAgain {
  readonly batchId: string | null;
  readonly accepted: number;
  readonly missing: readonly { readonly id: string; readonly name: string }[];
  readonly changed: readonly { readonly id: string; readonly name: string }[];
}

/** Which uploads to list. */
export interface UploadQuery {
  /** `queue` holds everything but `completed` and `canceled`, which are `history`; `batch` holds all states of one batch. */
  readonly list: "queue" | "history" | "batch";
  readonly batchId?: string;
  /** Words to find in names and destinations; empty for all. */
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
  /** Narrows `queue`. */
  readonly queue?: QueueFilter | undefined;
  /** Narrows `history`. */
  readonly history?: HistoryFilter | undefined;
  /**
   * Walks `history` from new to old, as far as it goes: `walkFromNewest` first, then each page's `next`. `offset` is 0
   * then, and nothing is counted.
   */
  readonly before?: number;
  /** Links that open to whoever holds them come masked, as a list shows them: nothing is unsealed for it. */
  readonly masked?: boolean;
}

/** Where a walk through the history begins. */
export const walkFromNewest = Number.MAX_SAFE_INTEGER;

/** Which ids of the queue are wanted. */
export interface QueueIdsQuery {
  readonly search: string;
  readonly queue?: QueueFilter | undefined;
  /** Of one batch only, or null for all. */
  readonly batchId: string | null;
}

/** Which ids of the history are wanted. */
export interface HistoryIdsQuery {
  readonly search: string;
  readonly history?: HistoryFilter | undefined;
  /** Where the ids before ended (`HistoryIds.next`), or `walkFromNewest`. */
  readonly before: number;
  readonly limit: number;
}

/** Ids of the history, newest first. */
export interface HistoryIds {
  readonly ids: readonly string[];
  /** Where older ones begin; null when these were the last. */
  readonly next: number | null;
}

/** A page of uploads: the queue and batches in their order, history newest first. */
export interface UploadPage {
  readonly rows: readonly Upload[];
  readonly total: number;
  /** A search stops counting somewhere: there are more than `total`. */
  readonly isTotalMinimum?: boolean;
  readonly counts: Counts;
  /** Of `queue`: bytes of all its uploads that are still to be sent, whatever the filter. */
  readonly bytesLeft?: number;
  /** Of `history`: what `before` is for the next older page; null when there is none. */
  readonly next?: number | null;
}

/** How a batch, or the whole profile, stands: what the command line waits for. */
export interface Standing {
  readonly counts: Counts;
  /** Uploads that may still change without the user: queued, running, or waiting for a time or the network. */
  readonly moving: number;
  /** Milliseconds since the last byte or answer of any upload; 0 while nothing was tried yet. */
  readonly quietMs: number;
  /** What keeps the records from being written, so that the queue rests; null when all is well. */
  readonly trouble: UploadErrorData | null;
}

/** What the engine announces. Events announce; they never steer. */
export type EngineEvent =
  | { readonly kind: "uploads-changed"; readonly ids: readonly string[] | null; readonly counts: Counts }
  | { readonly kind: "progress"; readonly rows: readonly Progress[] }
  /** An upload became completed, failed, unconfirmed or canceled. */
  | { readonly kind: "upload-settled"; readonly upload: Upload }
  | { readonly kind: "destinations-changed" }
  /** The records can't be written, so that the queue rests; null when they can be again. */
  | { readonly kind: "records-trouble"; readonly trouble: UploadErrorData | null }
  | { readonly kind: "settings-changed"; readonly settings: AppSettings }
  | { readonly kind: "watch-changed" };

/**
 * Everything the window and the command line may ask of an engine. All arguments and results are plain JSON, so that
 * the same interface works within one process and across the profile's socket (`host/`). Throws `Failure`.
 */
export interface EngineApi {
  settings(): Promise<AppSettings>;
  /** Changes some settings of the app and answers all; a `Failure` names the key at fault, and nothing is changed then. */
  saveSettings(patch: AppSettingsPatch): Promise<AppSettings>;
  services(): Promise<readonly ServiceInfo[]>;
  destinations(): Promise<readonly Destination[]>;
  /** How each destination is signed in: when its token ends, whether it was refused. Asks nothing of any service. */
  signIns(): Promise<readonly SignIn[]>;
  /** Validates against the adapter's fields; a `Failure` names the field at fault. */
  saveDestination(draft: DestinationDraft): Promise<Destination>;
  removeDestination(args: { readonly id: string }): Promise<void>;
  /** How many of its uploads are not finished: it can't be removed before they are. */
  unfinishedUploads(args: { readonly id: string }): Promise<number>;
  /** Makes a second destination like it, secrets included. */
  duplicateDestination(args: { readonly id: string; readonly name: string }): Promise<Destination>;
  /** Puts the destinations in this order; those that are not named follow. */
  orderDestinations(args: { readonly ids: readonly string[] }): Promise<void>;
  /** What is wrong with each setting of a form that is being filled in, by key; nothing about what is missing. */
  checkSettings(args: {
    readonly service: string;
    readonly settings: Settings;
  }): Promise<Readonly<Record<string, string>>>;
  /** Tests a draft, or with an `id` the saved destination overlaid by the draft. */
  testDestination(draft: DestinationDraft): Promise<DestinationTest>;
  add(request: AddRequest): Promise<Added>;
  uploads(query: UploadQuery): Promise<UploadPage>;
  /** Ids of the queue in its order: what "all of it" means, without the rows. */
  queueIds(query: QueueIdsQuery): Promise<readonly string[]>;
  /** Some ids of the history, newest first, without the rows. */
  historyIds(query: HistoryIdsQuery): Promise<HistoryIds>;
  upload(args: { readonly id: string }): Promise<Upload | null>;
  /** When an upload was tried and what came of it, oldest first; empty when there is no such upload. */
  attempts(args: { readonly id: string }): Promise<readonly Attempt[]>;
  /** Unsuitable uploads are passed over. `canceled` ones are of the history: `retry` takes them when they are named. */
  act(args: { readonly ids: UploadSelection; readonly action: UploadAction }): Promise<void>;
  /** Brings back what was removed last, as it was, within some minutes; answers how many rows, 0 when there is nothing. */
  undoRemoval(): Promise<number>;
  /** Moves uploads of the queue to another place, in the order given. Running ones go on; what is not in the queue is passed over. */
  move(args: { readonly ids: readonly string[]; readonly to: NewPlace }): Promise<void>;
  /**
   * Gives uploads another destination: what waits, is paused or failed. Options that are not given are kept where the
   * service stays the same. Says of each upload that can't go why; `Failure` when none can because of the destination.
   */
  reassign(args: ReassignRequest): Promise<Reassigned>;
  /** Sends an upload that failed because of its file with this file; `Failure` when it is no plain file. */
  relocate(args: RelocateRequest): Promise<Relocated>;
  /** Sends the local files of uploads once more, as new uploads. */
  sendAgain(request: SendAgainRequest): Promise<SentAgain>;
  /** What a receipt's links need, by name; only for the user who asks to see it. */
  receiptSecrets(args: { readonly id: string }): Promise<Readonly<Record<string, string>>>;
  /** Links as they are now; made afresh where the old ones expired and the service can. */
  links(args: { readonly id: string }): Promise<readonly Link[]>;
  /** Downloads the server's copy, or its thumbnail, to a new file; answers its size in bytes. */
  download(args: {
    readonly id: string;
    readonly outputPath: string;
    readonly thumbnail: { readonly width: number; readonly height: number } | null;
  }): Promise<{ readonly size: number }>;
  /** Deletes a delivered file at the service, where it has a way; the row stays and its receipt says when. */
  removeAtService(args: { readonly id: string }): Promise<Upload>;
  standing(args: { readonly batchId: string | null }): Promise<Standing>;
  watchFolders(): Promise<readonly WatchFolderView[]>;
  /** Watches a folder, or with the `id` of a watched one gives it other rules. */
  watchFolder(
    args: ({ readonly path: string } | { readonly id: string }) & { readonly rules: WatchRules },
  ): Promise<void>;
  unwatchFolder(args: { readonly id: string }): Promise<void>;
}

/** An engine to ask and to listen to, in this process or another. */
export interface EngineConnection {
  readonly api: EngineApi;
  /** The returned function ends listening. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /** Ends the connection; an engine of this process is stopped in order (at most 3 s), the queue is kept. */
  close(): Promise<void>;
}
