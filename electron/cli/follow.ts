import type { EngineConnection, EngineEvent, Standing } from "../engine/engine-api";
import type { Upload } from "../shared/upload";
import type { CommandContext } from "./context";
import { asUsageError, type ExitCode, exitCodeOf } from "./exit";
import { LiveProgress } from "./live-progress";
import { asWaiting, isEnd, isMoving, rowsOf } from "./rows";
import { countOf, formatDuration, printable } from "./text";
import { UploadReport } from "./upload-report";
import { waitUntilStill } from "./wait";

/** How results are printed and how long silence is borne. */
export interface FollowOptions {
  readonly json: boolean;
  /** Milliseconds without any byte or answer. */
  readonly timeoutMs: number;
}

/**
 * Watches uploads from before they are added or sent again until they stand still, and tells what became of them.
 * Begin it before the deed, so that no announcement is missed.
 */
export class Follower {
  readonly #context: CommandContext;
  readonly #connection: EngineConnection;
  readonly #options: FollowOptions;
  readonly #report: UploadReport;
  readonly #live: LiveProgress;
  readonly #stopListening: () => void;
  #isAwaited: (upload: Upload) => boolean = () => false;

  constructor(
    context: CommandContext,
    connection: EngineConnection,
    options: FollowOptions & { readonly ordered: boolean },
  ) {
    this.#context = context;
    this.#connection = connection;
    this.#options = options;
    this.#report = new UploadReport(context, options);
    this.#live = new LiveProgress(context.output, context.environment.clock);
    this.#stopListening = connection.subscribe((event) => this.#take(event));
  }

  /** How many uploads were told to be completed. */
  get completed(): number {
    return this.#report.completed;
  }

  /** Follows all uploads of one command, in the order they were given; answers the exit code. */
  async batch(batchId: string): Promise<ExitCode> {
    this.#isAwaited = (upload) => upload.batchId === batchId;
    const order: string[] = [];
    for await (const upload of rowsOf(this.#connection.api, { list: "batch", batchId, search: "" })) {
      order.push(upload.id);
      this.#live.expect(upload);
      this.#report.tell(upload);
    }
    this.#report.expect(order);
    await this.#wait(() => this.#connection.api.standing({ batchId }), { list: "batch", batchId });
    const final: Upload[] = [];
    for await (const upload of rowsOf(this.#connection.api, { list: "batch", batchId, search: "" })) {
      this.#report.tell(upload);
      final.push(upload);
    }
    this.#conclude(final);
    return exitCodeOf(final.map(({ state }) => state.kind));
  }

  /** Follows one upload that was sent again; answers the exit code. */
  async one(begun: Upload): Promise<ExitCode> {
    const { api } = this.#connection;
    this.#isAwaited = (upload) => upload.id === begun.id;
    this.#report.expect([begun.id]);
    this.#live.expect(begun);
    let latest = begun;
    await this.#wait(
      async () => {
        latest = (await api.upload({ id: begun.id })) ?? latest;
        const standing = await api.standing({ batchId: begun.batchId });
        return { ...standing, moving: isMoving(latest.state) ? 1 : 0 };
      },
      { list: "batch", batchId: begun.batchId },
    );
    latest = (await api.upload({ id: begun.id })) ?? latest;
    this.#report.tell(latest);
    this.#conclude([latest]);
    return exitCodeOf([latest.state.kind]);
  }

  /**
   * Follows the whole queue of the profile, uploads that others add meanwhile included; answers the exit code.
   * What failed earlier, is paused or gets canceled is the user's business and not counted; what is unconfirmed is.
   */
  async queue(): Promise<ExitCode> {
    const { api } = this.#connection;
    this.#isAwaited = () => true;
    const begun: string[] = [];
    for await (const upload of rowsOf(api, { list: "queue", search: "" })) {
      if (!isMoving(upload.state)) continue;
      begun.push(upload.id);
      this.#live.expect(upload);
    }
    await this.#wait(() => api.standing({ batchId: null }), { list: "queue" });
    for (const id of begun) {
      const upload = this.#report.hasTold(id) ? null : await api.upload({ id });
      if (upload !== null) this.#report.tell(upload);
    }
    const left: Upload[] = [];
    for await (const upload of rowsOf(api, { list: "queue", search: "" })) left.push(upload);
    this.#conclude(left);
    const kinds = left
      .map(({ state }) => state.kind)
      .filter((kind) => kind !== "failed" && kind !== "paused");
    const ends = [...this.#report.ends].filter((kind) => kind !== "canceled");
    return exitCodeOf([...kinds, ...ends]);
  }

  /** Ends the watch. */
  end(): void {
    this.#stopListening();
    this.#context.output.live(null);
  }

  #take(event: EngineEvent): void {
    this.#live.take(event);
    if (event.kind === "upload-settled" && this.#isAwaited(event.upload)) this.#report.tell(event.upload);
  }

  async #wait(
    standing: () => Promise<Standing>,
    list: { readonly list: "batch" | "queue"; readonly batchId?: string },
  ): Promise<void> {
    const { clock, interrupt } = this.#context.environment;
    const { timeoutMs } = this.#options;
    const connection = this.#connection;
    const onStanding = ({ counts }: Standing) => this.#showWait(counts.uploading + counts.preparing, list);
    const end = await waitUntilStill({ connection, clock, interrupt, timeoutMs, standing, onStanding });
    this.#context.output.live(null);
    if (end === "silent") {
      this.#context.output.note(`Nothing was heard for ${formatDuration(timeoutMs)}: no byte, no answer.`);
    }
  }

  /** On a terminal, while nothing is on its way: looks among the first rows for the wait that ends first. */
  async #showWait(
    activeCount: number,
    list: { readonly list: "batch" | "queue"; readonly batchId?: string },
  ): Promise<void> {
    if (!this.#context.output.isLive || activeCount > 0) return;
    const page = await this.#connection.api.uploads({ ...list, search: "", offset: 0, limit: 500 });
    const waiting = page.rows
      .map(asWaiting)
      .filter(({ state }) => state.kind === "waiting" && isMoving(state));
    if (waiting.length > 0) this.#live.showWait(waiting);
  }

  /** Prints what is outstanding and says what is left behind. */
  #conclude(uploads: readonly Upload[]): void {
    const { output } = this.#context;
    this.#report.finish();
    const left = uploads.filter((upload) => !isEnd(upload.state));
    const parked = left.filter(({ state }) => state.kind === "waiting" && state.reason === "auth");
    const paused = left.filter(({ state }) => state.kind === "paused");
    const others = left.length - parked.length - paused.length;
    if (parked.length > 0) {
      const names = [...new Set(parked.map((upload) => printable(upload.destinationName)))].join(", ");
      output.note(`${countOf(parked.length, "upload")} waiting for valid credentials of ${names}.`);
    }
    if (paused.length > 0) output.note(`${countOf(paused.length, "upload")} paused.`);
    if (others > 0) output.note(`${countOf(others, "upload")} still in the queue.`);
    if (left.length > paused.length) {
      output.note(`Nothing is lost; go on with: ${this.#context.commandText("run")}`);
    }
    const undecided = uploads.filter(
      ({ id, state }) => ["failed", "unconfirmed"].includes(state.kind) && !this.#report.hasTold(id),
    );
    if (undecided.length === 0) return;
    const list = this.#context.commandText("queue");
    output.note(`${countOf(undecided.length, "earlier upload")} to decide about, listed by: ${list}`);
  }
}

/** Makes a follower for some work and ends its watch afterwards. */
export async function following(
  context: CommandContext,
  connection: EngineConnection,
  options: FollowOptions & { readonly ordered: boolean },
  work: (follower: Follower) => Promise<ExitCode>,
): Promise<ExitCode> {
  const follower = new Follower(context, connection, options);
  try {
    return await work(follower);
  } finally {
    follower.end();
  }
}

/** Does what may be refused before anything is sent: a refusal ends the command with 2. */
export async function beforeSending<T>(deed: Promise<T>): Promise<T> {
  try {
    return await deed;
  } catch (thrown) {
    throw asUsageError(thrown);
  }
}
