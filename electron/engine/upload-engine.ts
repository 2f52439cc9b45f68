import type { Destination, DestinationDraft, DestinationTest, Settings, SignIn } from "../shared/destination";
import type { UploadAction } from "../shared/ipc";
import type { NewPlace, Reassigned, Relocated, UploadSelection } from "../shared/queue-control";
import type { ServiceInfo } from "../shared/service";
import type { AppSettings, AppSettingsPatch } from "../shared/settings";
import type { Attempt, Link, Upload } from "../shared/upload";
import type { WatchFolderView, WatchRules } from "../shared/watch-folder";
import type {
  Added,
  AddRequest,
  EngineApi,
  EngineConnection,
  EngineEvent,
  HistoryIds,
  HistoryIdsQuery,
  QueueIdsQuery,
  ReassignRequest,
  RelocateRequest,
  SendAgainRequest,
  SentAgain,
  Standing,
  UploadPage,
  UploadQuery,
} from "./engine-api";
import { Failure, toFailure } from "./failure";
import type { SpoolKeeper } from "./files/spool-keeper";
import type { Hosting } from "./host/profile-host";
import type { Intake } from "./intake";
import type { NetworkWatch } from "./network/network-watch";
import type { Actions } from "./queue/actions";
import { makeContext } from "./queue/context";
import type { DeliveryDesk, ThumbnailSize } from "./queue/delivery-desk";
import type { HistoryKeeper } from "./queue/history-keeper";
import type { Pauses } from "./queue/pauses";
import type { Reassignment } from "./queue/reassignment";
import { relocate } from "./queue/relocation";
import type { Scheduler, SchedulerPorts } from "./queue/scheduler";
import { sendAgain } from "./queue/send-again";
import type { SignIns } from "./queue/sign-ins";
import { withinLimit } from "./queue/time-limit";
import type { Waits } from "./queue/waits";
import { adapterFor, listServices } from "./services/index";
import { settingsProblems } from "./services/settings";
import { isStoreFailure } from "./store/sqlite-failure";
import type { BulkStore } from "./store/stores";
import type { WatchDesk } from "./watch/watch-desk";
import type { Watcher } from "./watch/watcher";

/** A wait that was stored is never longer than this after a restart, milliseconds, whatever the clock says now. */
const longestWaitMs = 6 * 3_600_000;
/** A destination's test ends after this long, milliseconds. */
const testLimitMs = 20_000;

/** The parts of an engine, made in `open-engine.ts`. */
export interface EngineParts extends SchedulerPorts {
  readonly waits: Waits;
  readonly bulk: BulkStore;
  readonly desk: DeliveryDesk;
  readonly network: NetworkWatch;
  readonly pauses: Pauses;
  readonly scheduler: Scheduler;
  readonly actions: Actions;
  readonly reassignment: Reassignment;
  readonly intake: Intake;
  readonly signIns: SignIns;
  readonly spoolKeeper: SpoolKeeper;
  readonly watchDesk: WatchDesk;
  readonly watcher: Watcher;
  /** Whether watched folders are watched: not by a command that ends with its own uploads. */
  readonly watches: boolean;
  readonly historyKeeper: HistoryKeeper;
  /** Ends with the first step of closing, so that nobody asks an engine that is going. */
  readonly hosting: Pick<Hosting, "stopListening">;
  /** Called last when the engine closes. */
  readonly release: () => Promise<void>;
}

/** The engine of a profile: takes files, delivers them, remembers what became of each. */
export class UploadEngine implements EngineApi, EngineConnection {
  readonly api: EngineApi = this;
  readonly #parts: EngineParts;
  #started: Promise<void> | null = null;
  #recovering: Promise<unknown> = Promise.resolve();

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Repairs what a crash left behind, then works the queue. Until then an engine only looks; adding starts it too. */
  async start(): Promise<void> {
    this.#started ??= this.#start();
    try {
      await this.#parts.keeper.whileWritable(this.#started);
    } catch (thrown) {
      // It starts as soon as the records can be written; until then questions are answered all the same.
      if (!isStoreFailure(thrown)) throw thrown;
    }
  }

  async #start(): Promise<void> {
    const { store, book, keeper, gates, pauses, waits, clock, network, scheduler } = this.#parts;
    const { spoolKeeper, historyKeeper } = this.#parts;
    const nowMs = clock.now();
    const unanswered = await keeper.write(() => {
      // New credentials may have come with the restart (a variable, a file): parked uploads are tried again too.
      store.waiting.wakeDue(nowMs);
      store.removed.forget();
      return store.requeueInterrupted();
    });
    const left = (untilMs: number) => Math.min(untilMs - nowMs, longestWaitMs);
    for (const { id, untilMs } of store.waiting.wakes()) waits.set(id, left(untilMs));
    for (const { id } of book.list()) {
      const pause = pauses.of(id, nowMs);
      if (pause !== null) gates.close(id, { reason: "rate-limit", error: pause.error }, left(pause.until));
    }
    this.#recovering = Promise.all(unanswered.map((upload) => this.#recover(upload)));
    network.start();
    scheduler.start();
    spoolKeeper.start();
    if (this.#parts.watches) this.#parts.watcher.start();
    historyKeeper.start();
  }

  /** In the background: a server that does not answer must not hold up the start. */
  async #recover(upload: Upload): Promise<void> {
    try {
      await this.#parts.outcomes.recover(upload);
    } catch (error) {
      this.#parts.logger.error("an unanswered upload could not be recorded", {
        id: upload.id,
        error: String(error),
      });
    }
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    return this.#parts.announcer.subscribe(listener);
  }

  /** Stops in order within 3 seconds; what is queued stays queued. */
  async close(): Promise<void> {
    const parts = this.#parts;
    await parts.hosting.stopListening();
    parts.spoolKeeper.stop();
    parts.historyKeeper.stop();
    await parts.watcher.stop();
    parts.network.stop();
    await parts.scheduler.stop();
    parts.desk.stop();
    parts.actions.stop();
    await this.#recovering;
    parts.announcer.flush();
    parts.announcer.close();
    parts.progress.close();
    parts.bandwidth.close();
    parts.gates.stop();
    parts.waits.close();
    parts.http.close();
    await parts.release();
  }

  async settings(): Promise<AppSettings> {
    return this.#parts.settings.current;
  }

  async saveSettings(patch: AppSettingsPatch): Promise<AppSettings> {
    const settings = this.#parts.settings.save(patch);
    this.#parts.announcer.settingsChanged(settings);
    return settings;
  }

  async services(): Promise<readonly ServiceInfo[]> {
    return listServices();
  }

  async destinations(): Promise<readonly Destination[]> {
    return this.#parts.book.list();
  }

  /** Saves a destination. New credentials let its parked uploads go, and send again those that failed for the old ones. */
  async saveDestination(draft: DestinationDraft): Promise<Destination> {
    const { book, sessions, signIns, scheduler, announcer, watcher } = this.#parts;
    const saved = book.save(draft);
    sessions.forget(saved.id);
    announcer.destinationsChanged();
    // All of them are back before the first one goes, so that they go in their order.
    const goOn = scheduler.hold();
    await signIns.tryAgain(saved.id).finally(goOn);
    await watcher.destinationChanged(saved.id);
    return saved;
  }

  async signIns(): Promise<readonly SignIn[]> {
    return await this.#parts.signIns.list();
  }

  async removeDestination(args: { readonly id: string }): Promise<void> {
    const { book, store, announcer, sessions } = this.#parts;
    const { name } = book.get(args.id);
    const unfinished = store.unfinished(args.id);
    if (unfinished > 0) {
      throw new Failure("permanent", "config", {
        message: `${unfinished} ${unfinished === 1 ? "upload is" : "uploads are"} not finished for "${name}".`,
        hint: "Let them finish, cancel them, or give them another destination; then remove this one.",
      });
    }
    book.remove(args.id);
    sessions.forget(args.id);
    announcer.destinationsChanged();
  }

  async unfinishedUploads(args: { readonly id: string }): Promise<number> {
    return this.#parts.store.unfinished(args.id);
  }

  async checkSettings(args: { readonly service: string; readonly settings: Settings }) {
    return settingsProblems(adapterFor(args.service).info, args.settings);
  }

  async duplicateDestination(args: { readonly id: string; readonly name: string }): Promise<Destination> {
    const copy = this.#parts.book.duplicate(args.id, args.name);
    this.#parts.announcer.destinationsChanged();
    return copy;
  }

  async orderDestinations(args: { readonly ids: readonly string[] }): Promise<void> {
    this.#parts.book.order(args.ids);
    this.#parts.announcer.destinationsChanged();
  }

  async testDestination(draft: DestinationDraft): Promise<DestinationTest> {
    const { book, clock } = this.#parts;
    try {
      const destination = await book.resolveDraft(draft);
      return await withinLimit(clock, testLimitMs, (signal) =>
        adapterFor(destination.service).test(makeContext(this.#parts, destination, signal)),
      );
    } catch (thrown) {
      const { error, field } = toFailure(thrown, "permanent", "bad-response");
      return { ok: false, field, message: error.message, hint: error.hint };
    }
  }

  /** Takes files and folders: each is stored durably before this answers. */
  async add(request: AddRequest): Promise<Added> {
    await this.start();
    return await this.#parts.intake.add(request);
  }

  async uploads(query: UploadQuery): Promise<UploadPage> {
    const page = this.#parts.store.page(query);
    return { ...page, rows: page.rows.map((row) => this.#told(row)) };
  }

  async queueIds(query: QueueIdsQuery): Promise<readonly string[]> {
    return this.#parts.store.queueIds(query);
  }

  async historyIds(query: HistoryIdsQuery): Promise<HistoryIds> {
    return this.#parts.store.historyIds(query);
  }

  async upload(args: { readonly id: string }): Promise<Upload | null> {
    const upload = this.#parts.store.get(args.id);
    return upload === null ? null : this.#told(upload);
  }

  async attempts(args: { readonly id: string }): Promise<readonly Attempt[]> {
    return this.#parts.store.attempts(args.id);
  }

  async act(args: { readonly ids: UploadSelection; readonly action: UploadAction }): Promise<void> {
    await this.#parts.actions.act(args.ids, args.action);
  }

  async undoRemoval(): Promise<number> {
    return await this.#parts.actions.undoRemoval();
  }

  async move(args: { readonly ids: readonly string[]; readonly to: NewPlace }): Promise<void> {
    await this.#parts.actions.move(args.ids, args.to);
  }

  async reassign(request: ReassignRequest): Promise<Reassigned> {
    return await this.#parts.reassignment.reassign(request);
  }

  async relocate(request: RelocateRequest): Promise<Relocated> {
    return await relocate(this.#parts, request);
  }

  async sendAgain(request: SendAgainRequest): Promise<SentAgain> {
    await this.start();
    const sent = await sendAgain(this.#parts, request);
    this.#parts.scheduler.kick();
    return sent;
  }

  async receiptSecrets(args: { readonly id: string }): Promise<Readonly<Record<string, string>>> {
    return this.#parts.store.receiptSecrets(args.id);
  }

  async links(args: { readonly id: string }): Promise<readonly Link[]> {
    return await this.#parts.desk.links(args.id);
  }

  async download(args: {
    readonly id: string;
    readonly outputPath: string;
    readonly thumbnail: ThumbnailSize | null;
  }): Promise<{ readonly size: number }> {
    return await this.#parts.desk.download(args.id, args.outputPath, args.thumbnail);
  }

  async removeAtService(args: { readonly id: string }): Promise<Upload> {
    return await this.#parts.desk.remove(args.id);
  }

  async standing(args: { readonly batchId: string | null }): Promise<Standing> {
    const { store, keeper, desk, progress } = this.#parts;
    const { batchId } = args;
    const counts = store.counts(batchId);
    const waiting = counts.waiting === 0 ? 0 : counts.waiting - store.waiting.parked(batchId);
    // What is not parked yet behind refused credentials counts: whoever waits is to learn why it rests.
    const moving = counts.queued + counts.preparing + counts.uploading + waiting + desk.announcingIn(batchId);
    return { counts, moving, quietMs: progress.quietMs(), trouble: keeper.trouble };
  }

  async watchFolders(): Promise<readonly WatchFolderView[]> {
    return this.#parts.watchDesk.list();
  }

  async watchFolder(
    args: ({ readonly path: string } | { readonly id: string }) & { readonly rules: WatchRules },
  ): Promise<void> {
    const { watchDesk } = this.#parts;
    if ("id" in args) await watchDesk.change(args.id, args.rules);
    else await watchDesk.add(args.path, args.rules);
  }

  async unwatchFolder(args: { readonly id: string }): Promise<void> {
    await this.#parts.watchDesk.remove(args.id);
  }

  /** The row, with what holds its destination back. */
  #told(upload: Upload): Upload {
    const gate = upload.state.kind === "queued" ? this.#parts.gates.of(upload.destinationId) : null;
    if (gate === null) return upload;
    const { reason, until, error } = gate;
    return { ...upload, heldBy: { reason, until, error } };
  }
}
