import { z } from "zod";
import { settingsSchema } from "./destination";
import { uploadErrorSchema } from "./upload-error";

/** Why an upload waits. */
export const waitReasonSchema = z.enum(["back-off", "rate-limit", "offline", "auth"]);

/** Why an upload waits. */
export type WaitReason = z.infer<typeof waitReasonSchema>;

/** What holds a whole destination back, so that its queued uploads do not start. */
export const heldBySchema = z
  .object({
    reason: waitReasonSchema,
    /** Epoch milliseconds, or null when it ends by an event. */
    until: z.number().nullable(),
    error: uploadErrorSchema,
  })
  .readonly();

/** What holds a whole destination back: why, until when, and what to tell. */
export type HeldBy = z.infer<typeof heldBySchema>;

/** The state of an upload: one union, never a set of booleans (product.md). */
export const uploadStateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("queued") }),
  z.object({ kind: z.literal("preparing") }),
  z.object({ kind: z.literal("uploading") }),
  z.object({
    kind: z.literal("waiting"),
    reason: waitReasonSchema,
    /** Epoch milliseconds, or null when it ends by an event (a new token, the network's return). */
    until: z.number().nullable(),
    error: uploadErrorSchema.nullable(),
  }),
  z.object({ kind: z.literal("paused") }),
  z.object({ kind: z.literal("failed"), error: uploadErrorSchema }),
  z.object({ kind: z.literal("unconfirmed"), error: uploadErrorSchema }),
  z.object({
    kind: z.literal("canceled"),
    /** Whether the whole file had been handed over by then; absent where it provably had not. */
    mayHaveArrived: z.literal(true).optional(),
  }),
  z.object({ kind: z.literal("completed") }),
]);

/** The state of an upload. */
export type UploadState = z.infer<typeof uploadStateSchema>;

/** The name of a state. */
export type UploadStateKind = UploadState["kind"];

const transitions: Readonly<Record<UploadStateKind, readonly UploadStateKind[]>> = {
  queued: ["preparing", "waiting", "paused", "failed", "canceled"],
  preparing: ["uploading", "queued", "waiting", "paused", "failed", "unconfirmed", "completed", "canceled"],
  uploading: ["completed", "queued", "preparing", "waiting", "paused", "failed", "unconfirmed", "canceled"],
  waiting: ["queued", "preparing", "paused", "failed", "waiting", "canceled"],
  paused: ["queued", "waiting", "canceled"],
  failed: ["queued", "canceled"],
  unconfirmed: ["queued", "completed", "canceled", "unconfirmed"],
  canceled: ["queued"],
  completed: [],
};

/** Whether an upload may go from one state to another. A completed upload never changes again. */
export function canTransition(from: UploadStateKind, to: UploadStateKind): boolean {
  return transitions[from].includes(to);
}

/** Canceled, and whether the whole file may be at the service all the same. */
export function canceledState(mayHaveArrived: boolean): UploadState {
  return mayHaveArrived ? { kind: "canceled", mayHaveArrived } : { kind: "canceled" };
}

/** Whether nothing more happens to an upload in this state by itself. */
export function isSettled(state: UploadState): boolean {
  return ["completed", "failed", "unconfirmed", "canceled", "paused"].includes(state.kind);
}

/** A URL from a receipt. */
export const linkSchema = z
  .object({
    url: z.string(),
    /** ISO 8601, or null when it does not expire or nobody says when. */
    expiresAt: z.string().nullable(),
    /** False when it needs headers or a signed-in session. */
    opensInBrowser: z.boolean(),
  })
  .readonly();

/** A URL from a receipt, with when it ends and what it needs. */
export type Link = z.infer<typeof linkSchema>;

/** How it was proved that what arrived is what was sent. */
export const verifiedSchema = z.enum(["hash", "size", "none"]);

/** What the server said it has. */
export const receiptSchema = z
  .object({
    remoteId: z.string().nullable(),
    /** The name the server gave it, which may differ from ours. */
    storedName: z.string().nullable(),
    /** Bytes, as the server says; null when it does not. */
    size: z.number().int().nullable(),
    hash: z.object({ algorithm: z.string(), local: z.string(), remote: z.string().nullable() }).nullable(),
    verified: verifiedSchema,
    links: z.array(linkSchema).readonly(),
    /** When the service removes or locks the file, ISO 8601; null when never or unknown. */
    fileExpiresAt: z.string().nullable(),
    /** When the file was deleted at the service at the user's word, ISO 8601; absent while it is there. */
    removedAt: z.string().optional(),
    /** What became of the local file's name while it was sent: another file has it now, or none; absent where nothing did. */
    localFile: z.enum(["replaced", "deleted"]).optional(),
    /** What the adapter needs later for link, download and removal: ids, never secrets. */
    remote: z.record(z.string(), z.string()).readonly(),
    /** The server's answer, secrets removed, at most 8 KiB. */
    rawReply: z.string().nullable(),
  })
  .readonly();

/** What the server said it has: the paper that proves the delivery. */
export type Receipt = z.infer<typeof receiptSchema>;

/** A receipt of which nothing is known. */
export const emptyReceipt: Receipt = {
  remoteId: null,
  storedName: null,
  size: null,
  hash: null,
  verified: "none",
  links: [],
  fileExpiresAt: null,
  remote: {},
  rawReply: null,
};

/** One file going to one destination, as the engine knows it. The page gets an `UploadView` instead. */
export interface Upload {
  readonly id: string;
  /** Rows added by one drop or one command share it. */
  readonly batchId: string;
  /** Order in the queue, ascending. */
  readonly position: number;
  /** Absolute path. Never leaves the main process. */
  readonly path: string;
  /** The last component of the path. */
  readonly name: string;
  /** Path below the dropped folder, with `/`, for files of a folder; otherwise the name. */
  readonly relativePath: string;
  /** Bytes, when it was added. */
  readonly size: number;
  /** Epoch milliseconds, when it was added; a difference at sending is `file-changed`. */
  readonly modifiedAtMs: number;
  readonly contentType: string;
  readonly destinationId: string;
  readonly destinationName: string;
  readonly service: string;
  /** Per-upload settings given by the user. */
  readonly options: Readonly<Record<string, string>>;
  readonly state: UploadState;
  /** How many times sending was begun. */
  readonly attempts: number;
  readonly receipt: Receipt | null;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601, when completed or canceled. */
  readonly completedAt: string | null;
  /** Why it is `queued` and not started, where its whole destination is held back; absent otherwise. */
  readonly heldBy?: HeldBy;
}

/** One try at sending an upload, for the timeline beside its receipt. */
export const attemptSchema = z
  .object({
    /** Counts from 1; the oldest ones of an upload that was tried very often are forgotten. */
    number: z.number().int(),
    /** ISO 8601. */
    startedAt: z.string(),
    /** ISO 8601; null while it runs, and for one that was cut off because Waybill was killed. */
    endedAt: z.string().nullable(),
    /** The state that followed; null until it ended. */
    outcome: z
      .enum(["queued", "waiting", "paused", "failed", "unconfirmed", "canceled", "completed"])
      .nullable(),
    /** What was waited for then; null for any other outcome. */
    reason: waitReasonSchema.nullable(),
    error: uploadErrorSchema.nullable(),
  })
  .readonly();

/** One try at sending an upload: when it began and ended, and what came of it. */
export type Attempt = z.infer<typeof attemptSchema>;

/** A row for the window: the upload without its path. */
export const uploadViewSchema = z
  .object({
    id: z.string(),
    /** Rows added by one drop or one command share it. */
    batchId: z.string(),
    name: z.string(),
    relativePath: z.string(),
    /** The name of the folder that the file was taken from: the dropped folder, or the one in which the file lies. */
    folder: z.string(),
    size: z.number(),
    contentType: z.string(),
    destinationId: z.string(),
    destinationName: z.string(),
    service: z.string(),
    options: settingsSchema,
    state: uploadStateSchema,
    attempts: z.number().int(),
    receipt: receiptSchema.nullable(),
    createdAt: z.string(),
    completedAt: z.string().nullable(),
    /** Why it is `queued` and not started, where its whole destination is held back; absent otherwise. */
    heldBy: heldBySchema.optional(),
    /** Whether a thumbnail may exist at `thumb://upload/ID`. */
    hasThumbnail: z.boolean(),
  })
  .readonly();

/** A row for the window: the upload without its path. */
export type UploadView = z.infer<typeof uploadViewSchema>;

/** How far an upload is. */
export const progressSchema = z
  .object({
    id: z.string(),
    /** Bytes of the file handed to the network, never falling within an attempt. */
    bytesSent: z.number(),
    /** Bytes of the file. */
    bytesTotal: z.number(),
    /** Bytes per second over the last seconds; null until it can be told. */
    bytesPerSecond: z.number().nullable(),
    /** Milliseconds until the body is sent; null until it can be told. */
    remainingMs: z.number().nullable(),
  })
  .readonly();

/** How far an upload is, how fast, and how long it still takes. */
export type Progress = z.infer<typeof progressSchema>;
