import type { UploadAction } from "../../shared/ipc";
import type { NewPlace, UploadSelection } from "../../shared/queue-control";
import {
  canceledState,
  emptyReceipt,
  type Upload,
  type UploadState,
  type UploadStateKind,
} from "../../shared/upload";
import type { Announcer } from "../announcer";
import type { Clock, Logger } from "../ports";
import type { BulkStore, ChangedRow, UploadStore } from "../store/stores";
import { noteFilesAsTheyAre } from "./file-notes";
import type { Gates } from "./gates";
import type { Outcomes } from "./outcomes";
import type { Scheduler } from "./scheduler";
import { destinationOf, idsOf, isIds, rowsAtATime, turn } from "./selection";
import type { SignIns } from "./sign-ins";
import type { StopReason } from "./upload-task";
import type { Waits } from "./waits";

/** Ends of more rows than these are not announced one by one. */
const settledOneByOne = 100;

/** What was removed last can be brought back for so long, milliseconds; all of it goes for good together. */
const undoTimeMs = 10 * 60_000;

/** What actions work with. */
export interface ActionPorts {
  readonly store: UploadStore;
  readonly bulk: BulkStore;
  readonly scheduler: Scheduler;
  readonly announcer: Announcer;
  readonly gates: Gates;
  readonly signIns: SignIns;
  readonly outcomes: Pick<Outcomes, "check">;
  readonly waits: Waits;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** From which states an action leads on, and whether it does so too for rows that were not named one by one. */
interface Suits {
  readonly named: readonly UploadStateKind[];
  readonly queue: readonly UploadStateKind[];
}

const suits: Readonly<Record<UploadAction, Suits>> = {
  pause: { named: ["queued", "waiting"], queue: ["queued", "waiting"] },
  resume: { named: ["paused"], queue: ["paused"] },
  // A row that is queued already is tried now too, where its destination is held back.
  retry: { named: ["failed", "canceled", "waiting"], queue: ["failed", "waiting"] },
  cancel: {
    named: ["queued", "waiting", "paused", "failed", "unconfirmed"],
    queue: ["queued", "waiting", "paused"],
  },
  remove: {
    named: ["queued", "waiting", "paused", "failed", "unconfirmed"],
    queue: ["queued", "waiting", "paused", "failed"],
  },
  "resolve-arrived": { named: ["unconfirmed"], queue: ["unconfirmed"] },
  "resolve-resend": { named: ["unconfirmed"], queue: ["unconfirmed"] },
  check: { named: ["unconfirmed"], queue: ["unconfirmed"] },
  "resolve-removed": { named: ["unconfirmed"], queue: ["unconfirmed"] },
};

/**
 * What the user does with rows, one or a hundred thousand: some at a time, so that nothing else is held up. An action
 * that does not suit a row's state leaves the row alone. Nothing new is started until all of them are done.
 */
export class Actions {
  readonly #ports: ActionPorts;
  #callOffForgetting = () => {};

  constructor(ports: ActionPorts) {
    this.#ports = ports;
  }

  /** Does one thing to the rows that are meant. */
  async act(selection: UploadSelection, action: UploadAction): Promise<void> {
    if (action === "check") return await this.#check(selection);
    const release = this.#ports.scheduler.hold();
    try {
      await this.#act(selection, action);
    } finally {
      release();
    }
  }

  /** Brings back what was removed last, as it was; answers how many rows, 0 when there is nothing to bring back. */
  async undoRemoval(): Promise<number> {
    const { store, waits, clock, announcer, scheduler } = this.#ports;
    const removal = store.removed.newest();
    const release = scheduler.hold();
    let rows = 0;
    try {
      for (let back = rowsAtATime; back === rowsAtATime; await turn()) {
        back = store.removed.bringBack(removal, rowsAtATime);
        rows += back;
      }
    } finally {
      for (const { id, untilMs } of store.waiting.wakes()) {
        if (!waits.has(id)) waits.set(id, Math.max(0, untilMs - clock.now()));
      }
      announcer.changedMany();
      release();
    }
    return rows;
  }

  /** Lets go of timers. */
  stop(): void {
    this.#callOffForgetting();
  }

  /** Moves rows of the queue to another place, in the order given. */
  async move(ids: readonly string[], to: NewPlace): Promise<void> {
    const { bulk, announcer, scheduler } = this.#ports;
    // Each part goes behind the one before it; at the top, the last part first.
    const parts: (readonly string[])[] = [];
    for (let start = 0; start < ids.length; start += rowsAtATime)
      parts.push(ids.slice(start, start + rowsAtATime));
    const backwards = to.kind === "top" || to.kind === "after";
    for (const part of backwards ? parts.reverse() : parts) {
      bulk.move(part, to);
      await turn();
    }
    announcer.changedMany();
    scheduler.kick();
  }

  async #act(selection: UploadSelection, action: UploadAction): Promise<void> {
    const { bulk, announcer } = this.#ports;
    const stop = stopReasonOf(action);
    const halted = stop === null ? [] : await this.#halt(selection, stop);
    if (action === "retry" && selection === "queue") await this.#openAll();
    const from = isIds(selection) ? suits[action].named : suits[action].queue;
    const ends = new Ends();
    const removal = action === "remove" ? this.#ports.store.removed.newest() + 1 : null;
    for await (const ids of idsOf(bulk, selection, from)) {
      const refused = bulk.refusedDestinations(ids);
      if (action === "resolve-arrived") this.#complete(ids);
      else if (action === "retry" || action === "resolve-resend")
        await this.#sendAgain(ids, from, action, refused);
      else {
        const others = without(ids, action === "cancel" ? halted : []);
        const gone = removal === null ? [] : this.#keep(removal, others);
        this.#end(others, from, action, ends);
        if (gone.length > 0) this.#ports.store.remove(gone);
      }
      this.#announce(ids);
      // How many a refusal holds up is told with the destination.
      if (refused.length > 0) announcer.destinationsChanged();
    }
    // Those that were not named one by one and ran until now are not in the queue any more.
    if (removal !== null && !isIds(selection)) this.#ports.store.remove(this.#keep(removal, halted));
    for (const upload of ends.uploads) this.#ports.announcer.settled(upload);
  }

  /** Stops those that run, and answers which: sockets and files are closed when this is done. */
  async #halt(selection: UploadSelection, reason: StopReason): Promise<readonly string[]> {
    const { scheduler } = this.#ports;
    const meant = isIds(selection) ? new Set(selection) : null;
    const running = scheduler.runningIds(destinationOf(selection));
    const stopped = running.filter((id) => meant === null || meant.has(id));
    await Promise.all(stopped.map((id) => scheduler.halt(id, reason)));
    return stopped;
  }

  #end(ids: readonly string[], from: readonly UploadStateKind[], action: UploadAction, ends: Ends): void {
    const changed = this.#change(ids, from, action);
    if (isEnd(action)) for (const row of changed) ends.note(row, this.#ports.store);
  }

  /** Keeps rows that are about to be removed; answers which: what could not be stopped is still on its way and stays. */
  #keep(removal: number, ids: readonly string[]): readonly string[] {
    const { store, scheduler, clock } = this.#ports;
    const gone = ids.filter((id) => !scheduler.isRunning(id));
    store.removed.keep(removal, gone);
    this.#callOffForgetting();
    this.#callOffForgetting = clock.after(undoTimeMs, () => this.#forgetRemoved());
    return gone;
  }

  /** What can't be forgotten now is at the next start. */
  #forgetRemoved(): void {
    try {
      this.#ports.store.removed.forget();
    } catch (error) {
      this.#ports.logger.warn("removed uploads could not be forgotten", { error: String(error) });
    }
  }

  #change(
    ids: readonly string[],
    from: readonly UploadStateKind[],
    action: UploadAction,
  ): readonly ChangedRow[] {
    const { bulk } = this.#ports;
    // Of what may have arrived the word "canceled" alone would say that nothing is there.
    const mayHaveArrived = from.includes("unconfirmed") && isEnd(action);
    const others = mayHaveArrived ? from.filter((kind) => kind !== "unconfirmed") : from;
    const changed = [
      ...(mayHaveArrived ? bulk.change(ids, ["unconfirmed"], canceledState(true)) : []),
      ...(others.length > 0 ? bulk.change(ids, others, stateAfter(action)) : []),
    ];
    for (const { id } of changed) this.#ports.waits.delete(id);
    return changed;
  }

  async #sendAgain(
    ids: readonly string[],
    from: readonly UploadStateKind[],
    action: "retry" | "resolve-resend",
    refused: readonly string[],
  ): Promise<void> {
    const { bulk, gates, signIns, waits } = this.#ports;
    if (action === "retry") {
      await noteFilesAsTheyAre(bulk, ids);
      // A refusal concerned the whole destination, and so does another try.
      const held = bulk.destinationsOf(ids, ["queued", "waiting"]);
      const refusedNow = held.filter((id) => gates.of(id)?.reason === "auth");
      for (const id of new Set([...refused, ...refusedNow])) await signIns.tryAgain(id);
      for (const id of held) gates.open(id);
    }
    // What comes back from the history joins the queue at its end: its old place means nothing any more.
    const back = from.includes("canceled") ? bulk.change(ids, ["canceled"], { kind: "queued" }) : [];
    if (back.length > 0)
      bulk.move(
        back.map((row) => row.id),
        { kind: "bottom" },
      );
    const others = from.filter((kind) => kind !== "canceled");
    const known = [...back, ...bulk.change(ids, others, { kind: "queued" })];
    bulk.forgetFailures(known.map((row) => row.id));
    for (const { id } of known) waits.delete(id);
  }

  async #openAll(): Promise<void> {
    await this.#ports.signIns.tryAllAgain();
    this.#ports.gates.openAll();
  }

  /** Asks the services, one upload after the other; the queue goes on meanwhile. */
  async #check(selection: UploadSelection): Promise<void> {
    const { bulk, store, outcomes } = this.#ports;
    for await (const ids of idsOf(bulk, selection, ["unconfirmed"])) {
      for (const id of ids) {
        const upload = store.get(id);
        if (upload !== null) await outcomes.check(upload);
      }
    }
  }

  #complete(ids: readonly string[]): void {
    const { store, bulk, announcer } = this.#ports;
    const unconfirmed = bulk.kinds(ids).filter((row) => row.state === "unconfirmed");
    // The user says that they have arrived, not the server: it has told nothing.
    for (const { id } of unconfirmed) announcer.settled(store.complete(id, emptyReceipt, {}));
  }

  #announce(ids: readonly string[]): void {
    const { announcer } = this.#ports;
    if (ids.length < rowsAtATime) announcer.changed(...ids);
    else announcer.changedMany();
  }
}

/**
 * The uploads that came to an end. Of more than a hundred only one of each batch is told, after all of them: whoever
 * waits for a batch looks at it then.
 */
class Ends {
  readonly #uploads = new Map<string, Upload>();

  get uploads(): readonly Upload[] {
    return [...this.#uploads.values()];
  }

  note(row: ChangedRow, store: UploadStore): void {
    const key = this.#uploads.size < settledOneByOne ? row.id : row.batchId;
    const upload = this.#uploads.has(key) ? null : store.get(row.id);
    if (upload !== null) this.#uploads.set(key, upload);
  }
}

function without(ids: readonly string[], others: readonly string[]): readonly string[] {
  return others.length === 0 ? ids : ids.filter((id) => !others.includes(id));
}

/** Whether an action takes rows out of the queue. */
function isEnd(action: UploadAction): boolean {
  return action !== "pause" && action !== "resume";
}

function stateAfter(action: UploadAction): UploadState {
  if (action === "pause") return { kind: "paused" };
  return action === "resume" ? { kind: "queued" } : canceledState(false);
}

function stopReasonOf(action: UploadAction): StopReason | null {
  if (action === "pause") return "pause";
  return action === "cancel" || action === "remove" ? "cancel" : null;
}
