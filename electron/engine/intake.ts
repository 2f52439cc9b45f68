import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Destination } from "../shared/destination";
import type { Announcer } from "./announcer";
import type { DestinationBook } from "./destinations/destination-book";
import type { Added, AddRequest } from "./engine-api";
import { toFailure } from "./failure";
import { type CollectedFile, collectFiles, type RefusedPath } from "./files/collect-files";
import { contentTypeOf } from "./files/content-type";
import type { Clock } from "./ports";
import type { RecordKeeper } from "./queue/record-keeper";
import { SameFiles } from "./queue/same-files";
import type { Scheduler } from "./queue/scheduler";
import { clashingTargets } from "./queue/targets";
import { adapterFor } from "./services/index";
import { jobOptions, validateJobOptions, validateUploadOptions } from "./services/settings";
import type { Database } from "./store/sql";
import { isStoreFailure } from "./store/sqlite-failure";
import type { NewUpload, UploadStore } from "./store/stores";

/** Rows stored in one transaction: a few milliseconds, so that a large folder does not hold up the event loop. */
const rowsPerInsert = 250;

/** What files are taken in with. */
export interface IntakePorts {
  readonly book: DestinationBook;
  readonly store: UploadStore;
  readonly database: Pick<Database, "soon" | "flushed" | "caughtUp">;
  readonly keeper: RecordKeeper;
  readonly scheduler: Scheduler;
  readonly announcer: Announcer;
  readonly clock: Clock;
}

/** Takes files and folders into the queue: each is stored durably before it is said to be accepted. */
export class Intake {
  readonly #ports: IntakePorts;
  readonly #sameFiles: SameFiles;
  /** Ends when nobody compares places at a service with those in the queue any more. */
  #comparing: Promise<unknown> = Promise.resolve();

  constructor(ports: IntakePorts) {
    this.#ports = ports;
    this.#sameFiles = new SameFiles(ports.store, ports.clock);
  }

  /** Takes what a request names. Throws `Failure` when its settings are not valid, or nothing could be stored. */
  async add(request: AddRequest): Promise<Added> {
    const destination = this.#ports.book.get(request.destinationId);
    const adapter = adapterFor(destination.service);
    const { info } = adapter;
    const problem =
      validateUploadOptions(info, request.options) ??
      validateJobOptions(info, jobOptions(info, destination.settings, request.options));
    if (problem !== null) throw problem;
    const batch = new Batch(this.#ports, destination, request, this.#sameFiles);
    if (adapter.target !== undefined) return await this.#alone(() => batch.addTogether());
    return request.allOrNothing ? await batch.addTogether() : await batch.addGradually();
  }

  /** One at a time: two requests that compare with the queue at once would both miss the other's files. */
  async #alone(work: () => Promise<Added>): Promise<Added> {
    const mine = this.#comparing.then(work);
    this.#comparing = mine.catch(() => {});
    return await mine;
  }
}

/** The files of one request. */
class Batch {
  readonly #ports: IntakePorts;
  readonly #destination: Destination;
  readonly #request: AddRequest;
  readonly #id: string;
  readonly #createdAt: string;
  readonly #sameFiles: SameFiles;
  readonly #skipped: string[] = [];
  #accepted = 0;
  /** Resolves when the disk has what was stored last, and that was said. */
  #flushing: Promise<void> = Promise.resolve();

  constructor(ports: IntakePorts, destination: Destination, request: AddRequest, sameFiles: SameFiles) {
    this.#ports = ports;
    this.#sameFiles = sameFiles;
    this.#destination = destination;
    this.#request = request;
    this.#id = request.batchId ?? randomUUID();
    this.#createdAt = new Date(ports.clock.now()).toISOString();
  }

  /** Stores files while the walk goes on: the first rows are seen, and sent, at once. */
  async addGradually(): Promise<Added> {
    let next: string | undefined;
    try {
      const refused = await this.#collect(async (files) => {
        await this.#flushing;
        next = files[0]?.path;
        this.#insert(this.#rowsOf(files));
        await nextTurn();
      });
      await this.#flushing;
      return this.#answer(refused);
    } catch (thrown) {
      if (this.#accepted === 0) throw thrown;
      // What was taken stays taken and is already on its way: the answer must not deny it.
      return this.#answer([stoppedAt(next ?? "", this.#accepted, thrown)]);
    }
  }

  /** Stores files when all of them are known: none where one is refused, or where uploads would overwrite each other. */
  async addTogether(): Promise<Added> {
    const { store, clock } = this.#ports;
    const rows: NewUpload[] = [];
    const refused = await this.#collect((files) => {
      rows.push(...this.#rowsOf(files));
    });
    const adapter = adapterFor(this.#destination.service);
    const clash = await clashingTargets(adapter, this.#destination, rows, store, clock.now());
    if (clash !== null) throw clash;
    if (this.#request.allOrNothing && refused.length > 0) return this.#answer(refused);
    for (let start = 0; start < rows.length; start += rowsPerInsert) {
      try {
        this.#insert(rows.slice(start, start + rowsPerInsert));
        await this.#flushing;
      } catch (thrown) {
        if (this.#accepted === 0) throw thrown;
        // As above: what was taken is on its way.
        return this.#answer([...refused, stoppedAt(rows[start]?.path ?? "", this.#accepted, thrown)]);
      }
      await nextTurn();
    }
    return this.#answer(refused);
  }

  async #collect(onBatch: (files: readonly CollectedFile[]) => void | Promise<void>) {
    const { paths, hidden } = this.#request;
    const { refused } = await collectFiles(paths, { hidden, clock: this.#ports.clock }, onBatch);
    return refused;
  }

  /** The rows of files; without those that are on their way already, where each was to be taken once. */
  #rowsOf(files: readonly CollectedFile[]): readonly NewUpload[] {
    const rows = files.map((file) => this.#rowOf(file));
    if (this.#request.once !== true) return rows;
    const { fresh, known } = this.#sameFiles.sort(rows);
    this.#skipped.push(...known.map((row) => row.path));
    return fresh;
  }

  #rowOf(file: CollectedFile): NewUpload {
    return {
      ...file,
      batchId: this.#id,
      destinationId: this.#destination.id,
      destinationName: this.#destination.name,
      contentType: contentTypeOf(file.name),
      service: this.#destination.service,
      options: this.#request.options,
    };
  }

  /** Stores rows. The first ones are on the disk at once; the others are flushed beside what comes next. */
  #insert(rows: readonly NewUpload[]): void {
    const { store, database } = this.#ports;
    if (rows.length === 0) return;
    const insert = () => store.insert(rows, this.#createdAt);
    if (this.#accepted === 0) {
      this.#taken(insert());
      return;
    }
    const ids = database.soon(insert);
    this.#flushing = this.#flush().then(() => this.#taken(ids));
    // Whoever comes next waits for it, and is told what went wrong.
    this.#flushing.catch(() => {});
  }

  /** Nothing more is taken, and nothing said, until the disk has what is stored. */
  async #flush(): Promise<void> {
    const { store, database, keeper } = this.#ports;
    try {
      await database.flushed();
    } catch (thrown) {
      if (!isStoreFailure(thrown)) throw thrown;
      await keeper.writeLater(thrown, () => store.probe());
    }
    await database.caughtUp();
  }

  #taken(ids: readonly string[]): void {
    const { announcer, scheduler } = this.#ports;
    announcer.changed(...ids);
    // The first rows are shown without delay.
    if (this.#accepted === 0) announcer.flush();
    this.#accepted += ids.length;
    scheduler.kick();
  }

  #answer(refused: readonly RefusedPath[]): Added {
    const batchId = this.#accepted > 0 ? this.#id : null;
    const skipped = this.#request.once === true ? { skipped: this.#skipped } : {};
    return { batchId, accepted: this.#accepted, refused, ...skipped };
  }
}

function stoppedAt(path: string, accepted: number, thrown: unknown): RefusedPath {
  const { error } = toFailure(thrown, "local", "file-unreadable");
  const message = `${error.message} ${accepted} files were taken before, this one and those after it were not.`;
  return { path, error: { ...error, message } };
}
