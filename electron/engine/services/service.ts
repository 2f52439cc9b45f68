import type { DestinationTest } from "../../shared/destination";
import type { FileLimits } from "../../shared/file-limits";
import type { ServiceInfo } from "../../shared/service";
import type { Link, Receipt } from "../../shared/upload";
import type { Failure } from "../failure";
import type { HttpReply, RequestPlan } from "../http/http-client";
import type { Clock } from "../ports";

/** A destination ready for use: defaults applied, every setting valid, secrets opened. Lives in memory only. */
export interface ResolvedDestination {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** All settings by key, defaults filled in; a setting without value is absent. */
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** The file of a job, as far as an adapter needs it. */
export interface JobFile {
  /** Safe to send: a base name without `/ \ " NUL CR LF` (services.md 0.1 b), never empty. */
  readonly name: string;
  readonly size: number;
  readonly contentType: string;
}

/** One upload, as an adapter sees it. */
export interface UploadJob {
  readonly uploadId: string;
  readonly destination: ResolvedDestination;
  /** Per-upload settings: the destination's defaults, overlaid by what the user gave for this file. */
  readonly options: Readonly<Record<string, string>>;
  readonly file: JobFile;
  /** When it was added, ISO 8601: the same for every try, so that a name made from it stays the same. */
  readonly createdAt?: string;
}

/**
 * What `prepare` found out: tokens in memory, versions, limits. Kept per destination until an auth failure, or until a
 * minute before `expiresAtMs` (epoch milliseconds, decimal) where the adapter sets it.
 */
export type Session = Readonly<Record<string, string>>;

/** What must survive a restart between two steps, e.g. Rocket.Chat's file id. Stored before the next step is taken. */
export type Resume = Readonly<Record<string, string>>;

/** How an upload's request may be made one with those of other uploads of its destination. */
export interface SharedRequest {
  /** Only requests with equal keys are made one: everything but the files is the same in them. */
  readonly key: string;
  /** Files in a request, at most; 1 for one that goes alone. */
  readonly limit: number;
  /** The one request of several; their files follow in this order. */
  combine(requests: readonly RequestPlan[]): RequestPlan;
}

/** One request of an upload. */
export interface PlannedStep {
  /** Names the step within the adapter, e.g. `media`, `confirm`. */
  readonly id: string;
  readonly request: RequestPlan;
  /** Whether an unanswered request may be repeated without the user's word (nothing is applied twice by it). */
  readonly repeatable: boolean;
  /** There when the request may carry other uploads' files as well. */
  readonly sharing?: SharedRequest;
}

/** What was really sent. */
export interface SentFile {
  readonly size: number;
  /** Present when `capabilities.hash` asks for it. */
  readonly hash: { readonly algorithm: string; readonly hex: string } | null;
  /** All files of the request in their order, this one among them, when it carried several. */
  readonly together?: readonly JobFile[];
}

/**
 * What an answer means. `secrets` are kept encrypted beside the receipt. `paceMs` is for a server that announces its
 * rate limit in time: the destination's next uploads are held back that long, and no try is counted.
 */
export type StepOutcome =
  | {
      readonly kind: "receipt";
      readonly receipt: Receipt;
      readonly secrets?: Readonly<Record<string, string>>;
      readonly paceMs?: number;
    }
  | { readonly kind: "next"; readonly resume: Resume; readonly paceMs?: number }
  | { readonly kind: "failure"; readonly failure: Failure };

/** What an adapter may use while it prepares, tests, reconciles or refreshes links. */
export interface ServiceContext {
  readonly destination: ResolvedDestination;
  readonly clock: Clock;
  /** Sends a small request; redirects, caps and time limits as in `HttpClient`. */
  request(plan: RequestPlan): Promise<HttpReply>;
  /** Small facts remembered for the destination across restarts, e.g. the flow that works. Never secrets. */
  readonly memory: { get(key: string): string | null; set(key: string, value: string): void };
  readonly signal: AbortSignal;
}

/** A delivered upload, for links, downloads and removal. */
export interface Delivered {
  readonly receipt: Receipt;
  readonly secrets: Readonly<Record<string, string>>;
  readonly file: JobFile;
}

/** What an adapter says of an unanswered upload. */
export type Reconciled =
  | { readonly kind: "present"; readonly receipt: Receipt }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown" };

/** What deleting at the service came to: `absent` when the service had it no more. */
export type Removed = "removed" | "absent";

/**
 * A translator of one protocol, nothing else: it never retries, sleeps, queues, logs, stores or knows a window.
 * One file per service and one line in `services/index.ts`; forms, command line, help and contract tests follow
 * from `info`.
 */
export interface ServiceAdapter {
  readonly info: ServiceInfo;
  /** Fetches what uploads need beforehand (token, version, limits). Called single-flight; throws `Failure`. */
  prepare?(context: ServiceContext): Promise<Session>;
  /** Refuses before a byte is sent; null when nothing speaks against it. Settings are already validated by their fields. */
  preflight(job: UploadJob, session: Session): Failure | null;
  /**
   * The place at the service that this upload will overwrite; two queued uploads with one target are refused before sending.
   * Null when it overwrites nothing, or when `preflight` refuses it anyway. Absent where no upload overwrites another.
   */
  target?(job: UploadJob): string | null;
  /** How many files one request carries, by the destination's settings; absent where it is always one. */
  filesPerRequest?(settings: Readonly<Record<string, string>>): number;
  /**
   * The next request: the first one without `resume`, a later one with it. `memory` as in the context, so that a lesson
   * that `interpret` kept is used by the very next upload.
   */
  plan(
    job: UploadJob,
    session: Session,
    resume: Resume | null,
    memory?: Pick<ServiceContext["memory"], "get">,
  ): PlannedStep;
  /**
   * Reads an answer of any status. "200 is not success" (services.md 0.5). `memory` as in the context,
   * so that a lesson ("this server wants JSON") can be kept; a lesson that calls for the same step again
   * in another form is `next` with a `resume` that says so.
   */
  interpret(
    step: PlannedStep,
    reply: HttpReply,
    job: UploadJob,
    sent: SentFile,
    memory: ServiceContext["memory"],
  ): StepOutcome;
  /**
   * Asks whether an unanswered upload arrived. Absent when the service gives no way. `resume` is what the unanswered step
   * was planned with, e.g. Rocket.Chat's file id; undefined where the caller does not know it.
   */
  reconcile?(
    context: ServiceContext,
    job: UploadJob,
    session: Session,
    sentAtMs: number,
    resume?: Resume | null,
  ): Promise<Reconciled>;
  /** Fresh links of a delivered upload, where they are made on demand; best effort. */
  freshLinks?(context: ServiceContext, delivered: Delivered, session: Session): Promise<readonly Link[]>;
  /** How to get the file, or its thumbnail, back; null when it can't be had. */
  download?(
    destination: ResolvedDestination,
    delivered: Delivered,
    session: Session,
    thumbnail: { readonly width: number; readonly height: number } | null,
  ): RequestPlan | null;
  /**
   * What a refused download means, where the service says more than its status; `reply` holds the answer's first 8 KiB.
   * Null for what the status says.
   */
  explainDownload?(
    reply: HttpReply,
    destination: ResolvedDestination,
    delivered: Delivered,
    session: Session,
  ): Failure | null;
  /**
   * Deletes a delivered file at the service, at the user's word; there exactly where `capabilities.remove` says so.
   * Throws `Failure` with the service's own reason when it may not or can't.
   */
  remove?(context: ServiceContext, delivered: Delivered, session: Session): Promise<Removed>;
  /**
   * When the token in use ends, ISO 8601: as the service said when it issued it, or as a pasted one says of itself. Null
   * when it has no end or does not tell. Absent where tokens never tell.
   */
  tokenExpiresAt?(destination: ResolvedDestination, session: Session): string | null;
  /**
   * What the service said of the files it takes when the session was prepared; the window says it before sending, and
   * `preflight` holds it. Absent where services tell nothing.
   */
  fileLimits?(session: Session): FileLimits;
  /** Proves address, credentials and target without leaving a file behind, and names the wrong field. */
  test(context: ServiceContext): Promise<DestinationTest>;
}
