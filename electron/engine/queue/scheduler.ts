import type { Upload } from "../../shared/upload";
import { uploadError } from "../../shared/upload-error";
import type { Announcer } from "../announcer";
import type { AppSettingsBook } from "../app-settings";
import type { DestinationBook } from "../destinations/destination-book";
import { type Failure, toFailure } from "../failure";
import type { HttpClient } from "../http/http-client";
import type { Clock, Logger } from "../ports";
import { adapterFor } from "../services/index";
import { jobOptions, validateJobOptions } from "../services/settings";
import type { DestinationStore, UploadStore } from "../store/stores";
import type { Bandwidth } from "./bandwidth";
import { makeContext } from "./context";
import type { Convoys } from "./convoys";
import type { Gate, Gates } from "./gates";
import type { Outcomes } from "./outcomes";
import type { Parking } from "./parking";
import type { ProgressBoard } from "./progress";
import type { RecordKeeper } from "./record-keeper";
import type { Sessions } from "./sessions";
import { type StopReason, UploadTask, type Verdict } from "./upload-task";

/** An ordered stop waits this long for answers of bodies that were sent whole, milliseconds. */
const stopPatienceMs = 2_400;
/** And this long until what got none is on record as such, milliseconds. */
const recordPatienceMs = 400;

/** What the scheduler works with. */
export interface SchedulerPorts {
  readonly store: UploadStore;
  readonly destinationStore: DestinationStore;
  readonly book: DestinationBook;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sessions: Sessions;
  readonly progress: ProgressBoard;
  readonly bandwidth: Bandwidth;
  readonly convoys: Convoys;
  readonly gates: Gates;
  readonly outcomes: Outcomes;
  readonly keeper: RecordKeeper;
  readonly announcer: Announcer;
  readonly settings: AppSettingsBook;
  readonly parking: Parking;
}

interface Running {
  readonly destinationId: string;
  /** Which settings of the destination it began with. */
  readonly version: number;
  /** Null while the destination's secrets are being opened. */
  task: UploadTask | null;
  stopReason: StopReason | null;
  done: Promise<void>;
}

/** Decides which upload runs next: in queue order, fairly between destinations, within their concurrency. */
export class Scheduler {
  readonly #running = new Map<string, Running>();
  readonly #ports: SchedulerPorts;
  /** Aborted when nothing more is to be started. */
  readonly #ending = new AbortController();
  #started = false;
  #kicked = false;
  #holds = 0;
  /** Destinations whose queued rows are being parked just now. */
  readonly #parking = new Set<string>();

  constructor(ports: SchedulerPorts) {
    this.#ports = ports;
    ports.settings.onChange(() => this.kick());
  }

  /** Begins to work; before that nothing runs. */
  start(): void {
    this.#started = true;
    this.kick();
  }

  /** Looks for work soon; many calls at once make one look. */
  kick(): void {
    const { signal } = this.#ending;
    if (!this.#started || this.#kicked || signal.aborted) return;
    this.#kicked = true;
    const { keeper, store } = this.#ports;
    const begin = () => (this.#holds > 0 ? [] : this.#next().map((next) => store.begin(next)));
    const start = (begun: readonly Upload[] | null) => {
      this.#kicked = false;
      for (const upload of begun ?? []) this.#startUpload(upload);
    };
    keeper.attempt(begin, start, signal);
  }

  /** Whether an upload runs just now. */
  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** Ids of the uploads that run just now, of all destinations or of one. */
  runningIds(destinationId: string | null = null): readonly string[] {
    const all = [...this.#running];
    const meant =
      destinationId === null ? all : all.filter(([, running]) => running.destinationId === destinationId);
    return meant.map(([id]) => id);
  }

  /** Starts nothing until the returned function is called; what runs goes on. */
  hold(): () => void {
    this.#holds += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds -= 1;
      this.kick();
    };
  }

  /**
   * Stops a running upload and waits until its socket and file are closed. A pause spares what may have arrived.
   * Throws `Failure` when the records can't be written: the upload is stopped, and noted as soon as there is space.
   */
  async halt(id: string, reason: StopReason): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined || (reason === "pause" && running.task?.mayHaveArrived)) return;
    running.stopReason ??= reason;
    running.task?.stop(reason);
    await this.#ports.keeper.whileWritable(running.done);
  }

  /** Starts nothing more, stops what is mid-body, and waits a little for the answers of what was sent whole. */
  async stop(): Promise<void> {
    this.#ending.abort();
    this.#ports.keeper.stop();
    this.#shutDown(({ task }) => task?.mayHaveArrived !== true);
    await this.#rest(stopPatienceMs);
    // Without an answer their records stay as they are, sent whole: the next start asks for them, or puts them to the user.
    this.#shutDown(() => true);
    await this.#rest(recordPatienceMs);
  }

  #shutDown(isMeant: (running: Running) => boolean): void {
    for (const running of [...this.#running.values()].filter(isMeant)) {
      running.stopReason ??= "shutdown";
      running.task?.stop("shutdown");
    }
  }

  /** Waits until nothing runs any more and all of it is on record, so many milliseconds at most. */
  async #rest(patienceMs: number): Promise<void> {
    let callOff = () => {};
    const patience = new Promise<void>((resolve) => {
      callOff = this.#ports.clock.after(patienceMs, resolve);
    });
    await Promise.race([Promise.all([...this.#running.values()].map((running) => running.done)), patience]);
    callOff();
  }

  #startUpload(upload: Upload): void {
    this.#ports.announcer.changed(upload.id);
    const version = this.#ports.book.version(upload.destinationId);
    const running: Running = {
      ...{ destinationId: upload.destinationId, version, task: null, stopReason: null },
      done: Promise.resolve(),
    };
    this.#running.set(upload.id, running);
    running.done = this.#run(upload, running);
  }

  /** The uploads whose turn it is: one of each destination after the other, as long as there is room. */
  #next(): readonly Upload[] {
    const { store, settings } = this.#ports;
    // Over all destinations together, so that many of them do not exhaust the line, sockets and disk.
    const room = settings.current.concurrency - this.#running.size;
    if (room <= 0) return [];
    const queues = store.destinationsWithQueued().map((id) => store.queued(id, this.#roomFor(id, room)));
    const longest = Math.max(0, ...queues.map(({ length }) => length));
    const rounds = Array.from({ length: longest }, (_, round) => queues.map((queue) => queue[round]));
    return rounds
      .flat()
      .filter((upload) => upload !== undefined)
      .slice(0, room);
  }

  /** How many uploads of a destination may start; none while it is held back. */
  #roomFor(destinationId: string, room: number): number {
    const gate = this.#ports.gates.of(destinationId);
    if (gate?.reason === "auth") this.#park(destinationId, gate);
    if (gate !== null) return 0;
    const all = [...this.#running.values()];
    const atWork = all.filter((running) => running.destinationId === destinationId).length;
    return Math.max(0, Math.min(room, this.#concurrency(destinationId) - atWork));
  }

  /** What comes to a destination whose credentials are refused waits as the others do. */
  #park(destinationId: string, gate: Gate): void {
    if (this.#parking.has(destinationId)) return;
    this.#parking.add(destinationId);
    const { parking, announcer, logger } = this.#ports;
    parking
      .park(destinationId, gate)
      .then((any) => any && announcer.destinationsChanged())
      .catch((error: unknown) => logger.error("uploads could not be parked", { error: String(error) }))
      .finally(() => this.#parking.delete(destinationId));
  }

  /** Uploads side by side: as many as the requests that the destination allows can carry (`Convoys` counts the requests). */
  #concurrency(destinationId: string): number {
    const known = this.#ports.book.find(destinationId);
    if (known === null) return 1;
    const requests = Number(known.settings["concurrency"] ?? "3") || 3;
    return requests * (adapterFor(known.service).filesPerRequest?.(known.settings) ?? 1);
  }

  async #run(upload: Upload, running: Running): Promise<void> {
    const { outcomes, logger } = this.#ports;
    try {
      const verdict = await this.#verdict(upload, running);
      if (verdict.kind === "completed") logger.info("upload completed", { id: upload.id });
      else logger.warn("upload did not complete", { id: upload.id, ...verdict.failure.error });
      await outcomes.settle(upload, verdict, {
        stopReason: running.stopReason,
        mayHaveArrived: running.task?.mayHaveArrived ?? false,
        isOutdated: this.#ports.book.version(running.destinationId) !== running.version,
      });
    } catch (error) {
      logger.error("upload could not be recorded", { id: upload.id, error: String(error) });
    } finally {
      this.#running.delete(upload.id);
      this.kick();
    }
  }

  async #verdict(upload: Upload, running: Running): Promise<Verdict> {
    const { book, announcer } = this.#ports;
    try {
      const destination = await book.resolve(upload.destinationId);
      const adapter = adapterFor(destination.service);
      const options = jobOptions(adapter.info, destination.settings, upload.options);
      const problem = validateJobOptions(adapter.info, options);
      if (problem !== null) return refused(problem);
      const context = (signal: AbortSignal) => makeContext(this.#ports, destination, signal);
      const ports = {
        ...this.#ports,
        changed: (id: string) => announcer.changed(id),
        pace: (delayMs: number) => {
          const gate = { reason: "rate-limit", error: uploadError("rate-limited") } as const;
          this.#ports.gates.close(upload.destinationId, gate, delayMs);
        },
      };
      running.task = new UploadTask(ports, upload, adapter, context, options);
      if (running.stopReason !== null) running.task.stop(running.stopReason);
    } catch (thrown) {
      return refused(toFailure(thrown, "permanent", "config"));
    }
    return await running.task.run();
  }
}

function refused(failure: Failure): Verdict {
  return { kind: "failed", failure, repeatable: true, delivers: false, sentBytes: 0 };
}
