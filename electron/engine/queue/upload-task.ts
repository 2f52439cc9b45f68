import type { Receipt, Upload } from "../../shared/upload";
import { Failure, toFailure } from "../failure";
import { type FileSource, type LocalFile, openFileSource } from "../files/file-source";
import { wireName } from "../files/safe-name";
import type { HttpClient, HttpReply } from "../http/http-client";
import { routeOf } from "../http/route";
import type { Clock } from "../ports";
import type {
  PlannedStep,
  ResolvedDestination,
  Resume,
  ServiceAdapter,
  ServiceContext,
  Session,
  StepOutcome,
  UploadJob,
} from "../services/service";
import type { UploadStore } from "../store/stores";
import type { Bandwidth } from "./bandwidth";
import type { Arrival, Convoys } from "./convoys";
import type { ProgressBoard } from "./progress";
import type { RecordKeeper } from "./record-keeper";
import type { Sessions } from "./sessions";
import { withinLimit } from "./time-limit";

/** More steps than any service has: beyond it an adapter goes in circles. */
const maximumSteps = 10;
/** Tokens, versions and limits are asked for this long at most, milliseconds. */
const sessionLimitMs = 60_000;

/** What a task works with. */
export interface TaskPorts {
  readonly store: UploadStore;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly progress: ProgressBoard;
  readonly bandwidth: Bandwidth;
  readonly keeper: RecordKeeper;
  readonly convoys: Convoys;
  /** Announces that the row changed. */
  readonly changed: (id: string) => void;
  /** Holds back the destination's next uploads, because the server said so ahead of time. */
  readonly pace: (delayMs: number) => void;
}

/** How one try ended. */
export type Verdict =
  | {
      readonly kind: "completed";
      readonly receipt: Receipt;
      readonly secrets: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "failed";
      readonly failure: Failure;
      readonly repeatable: boolean;
      /** Whether the failed step, if it arrived, made something that anybody sees. */
      readonly delivers: boolean;
      /** Bytes of the file that the failed step had handed to the network. */
      readonly sentBytes: number;
    };

/** Why a running task is stopped from outside. */
export type StopReason = "cancel" | "pause" | "shutdown";

/**
 * ONE try at sending ONE upload: prepares, sends the adapter's steps, reads the answers. A step is on record before it is
 * taken: while the disk is full, it waits. It returns a verdict; what follows from a failure is decided elsewhere (`retry-policy.ts`).
 */
export class UploadTask {
  readonly #controller = new AbortController();
  #bodyEnding = false;
  #sentBytes = 0;
  #uploading = false;
  #localFile: LocalFile | null = null;
  #stopReason: StopReason | null = null;
  readonly #ports: TaskPorts;
  readonly #adapter: ServiceAdapter;
  readonly #makeContext: (signal: AbortSignal) => ServiceContext;
  readonly #context: ServiceContext;
  readonly #job: UploadJob;
  readonly #upload: Upload;

  constructor(
    ports: TaskPorts,
    upload: Upload,
    adapter: ServiceAdapter,
    makeContext: (signal: AbortSignal) => ServiceContext,
    options: Readonly<Record<string, string>>,
  ) {
    this.#ports = ports;
    this.#upload = upload;
    this.#adapter = adapter;
    this.#makeContext = makeContext;
    this.#context = makeContext(this.#controller.signal);
    this.#job = jobOf(upload, this.#context.destination, options);
  }

  /** Whether the server may already have the whole body, so that stopping now would leave the outcome unknown. */
  get mayHaveArrived(): boolean {
    return this.#bodyEnding;
  }

  /** Why the task was stopped, or null. */
  get stopReason(): StopReason | null {
    return this.#stopReason;
  }

  /** Aborts mid-body: the socket and the file are closed at once. */
  stop(reason: StopReason): void {
    this.#stopReason ??= reason;
    this.#controller.abort();
  }

  /** Runs to a verdict; never throws for anything that happens to the upload. */
  async run(): Promise<Verdict> {
    const { store, sessions } = this.#ports;
    let step: PlannedStep | null = null;
    try {
      const prepared = await this.#session();
      const refusal = this.#adapter.preflight(this.#job, prepared.session);
      if (refusal !== null) throw refusal;
      let session = prepared.session;
      let mayRefresh = prepared.reused;
      let resume = store.step(this.#upload.id).resume;
      for (let count = 0; count < maximumSteps; count += 1) {
        step = this.#adapter.plan(this.#job, session, resume, this.#context.memory);
        const outcome = await this.#take(step);
        if (outcome.kind !== "failure" && outcome.paceMs !== undefined) this.#ports.pace(outcome.paceMs);
        if (outcome.kind === "receipt") {
          const receipt = { ...outcome.receipt, ...(this.#localFile && { localFile: this.#localFile }) };
          return { kind: "completed", receipt, secrets: outcome.secrets ?? {} };
        }
        if (outcome.kind === "next") {
          resume = await this.#keep(outcome.resume);
          continue;
        }
        if (outcome.failure.class !== "auth" || !mayRefresh) throw outcome.failure;
        mayRefresh = false;
        sessions.refused(this.#context.destination.id, session);
        session = (await this.#session()).session;
      }
      throw new Failure("permanent", "bad-response", {
        message: "The service kept asking for another step.",
      });
    } catch (thrown) {
      const failure = toFailure(thrown, this.#bodyEnding ? "unknown" : "permanent", "server-error");
      const repeatable = step?.repeatable ?? true;
      const delivers = !repeatable || this.#adapter.info.capabilities.repeat === "new-version";
      return { kind: "failed", failure, repeatable, delivers, sentBytes: this.#sentBytes };
    }
  }

  /** Shared with other uploads of the destination, so it must not end with this one. */
  #session(): Promise<{ session: Session; reused: boolean }> {
    return withinLimit(this.#ports.clock, sessionLimitMs, (signal) =>
      this.#ports.sessions.get(this.#adapter, this.#makeContext(signal)),
    );
  }

  /** Keeps what the adapter needs for the next step; from here on tries count from nothing. */
  async #keep(resume: Resume): Promise<Resume> {
    const { store, keeper } = this.#ports;
    await keeper.write(() => store.endStep(this.#upload.id, { resume, failures: 0 }));
    this.#bodyEnding = false;
    return resume;
  }

  async #take(step: PlannedStep): Promise<StepOutcome> {
    const { store, keeper, changed } = this.#ports;
    const { signal } = this.#controller;
    const id = this.#upload.id;
    const carriesFile = step.request.body !== null && step.request.body.kind !== "json";
    const source = carriesFile ? await this.#openSource() : null;
    try {
      this.#bodyEnding = false;
      this.#sentBytes = 0;
      const { repeatable } = step;
      const begin = () => store.beginStep(id, { stepId: step.id, repeatable, isFirst: !this.#uploading });
      await keeper.writeTogether(begin, signal);
      this.#uploading = true;
      changed(id);
      const { reply, together } = await this.#exchange(step, source);
      this.#localFile = source?.localFile() ?? this.#localFile;
      const capability = this.#adapter.info.capabilities.hash;
      const hex = reply.bodySentWhole ? (source?.hashHex() ?? null) : null;
      const hash = capability === null || hex === null ? null : { algorithm: capability, hex };
      const sent = { size: this.#upload.size, hash, ...(together.length > 1 ? { together } : {}) };
      const outcome = this.#adapter.interpret(step, reply, this.#job, sent, this.#context.memory);
      const isEarly = source !== null && !reply.bodySentWhole && reply.status < 300;
      return isEarly && outcome.kind !== "failure" ? { kind: "failure", failure: tooEarly(reply) } : outcome;
    } finally {
      this.#ports.progress.end(id);
      await source?.close();
    }
  }

  #openSource(): Promise<FileSource> {
    const expected = { size: this.#upload.size, modifiedAtMs: this.#upload.modifiedAtMs };
    const { hash } = this.#adapter.info.capabilities;
    const { signal } = this.#controller;
    return openFileSource(this.#upload.path, expected, { hash, clock: this.#ports.clock, signal });
  }

  async #exchange(step: PlannedStep, source: FileSource | null): Promise<Arrival> {
    const { http, progress, store, keeper, convoys, bandwidth } = this.#ports;
    const id = this.#upload.id;
    const { destination } = this.#context;
    const { signal } = this.#controller;
    const options = {
      route: routeOf(destination),
      signal,
      onProgress: (bytes: number) => {
        this.#sentBytes = bytes;
        progress.update(id, bytes);
      },
      throttle: (bytes: number, ended: AbortSignal) => bandwidth.take(bytes, ended),
      onBodyEnding: async () => {
        await keeper.flush(() => store.bodySent(id));
        if (!signal.aborted) this.#bodyEnding = true;
      },
    };
    // A step without the file (a confirmation) leaves the progress where the file ended.
    if (source === null) return { reply: await http.exchange(step.request, options), together: [] };
    progress.begin(id, this.#upload.size);
    const withFile = { ...options, file: source };
    const { request, sharing } = step;
    if (sharing === undefined) return { reply: await http.exchange(request, withFile), together: [] };
    const parallel = Number(destination.settings["concurrency"] ?? "1") || 1;
    const { file } = this.#job;
    return await convoys.travel({
      destinationId: destination.id,
      parallel,
      request,
      sharing,
      file,
      position: this.#upload.position,
      options: withFile,
    });
  }
}

/** A server that confirms what it can't have is none of the service's. */
function tooEarly(reply: HttpReply): Failure {
  return new Failure("permanent", "bad-response", {
    message: "The server said that it has the file before all of it was sent.",
    httpStatus: reply.status,
  });
}

function jobOf(
  upload: Upload,
  destination: ResolvedDestination,
  options: Readonly<Record<string, string>>,
): UploadJob {
  const file = { name: wireName(upload.name), size: upload.size, contentType: upload.contentType };
  return { uploadId: upload.id, createdAt: upload.createdAt, destination, options, file };
}
