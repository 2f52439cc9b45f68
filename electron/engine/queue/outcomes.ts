import {
  canceledState,
  isSettled,
  type Upload,
  type UploadState,
  type WaitReason,
} from "../../shared/upload";

import type { UploadErrorData } from "../../shared/upload-error";
import type { Announcer } from "../announcer";
import { Failure } from "../failure";
import type { Clock, Logger } from "../ports";
import { isStoreFailure } from "../store/sqlite-failure";
import type { UploadStore } from "../store/stores";
import { CutPlaces } from "./cut-places";
import type { DeliveryDesk } from "./delivery-desk";
import type { Gates } from "./gates";
import { type Parking, parkedFor } from "./parking";
import type { RecordKeeper } from "./record-keeper";
import { type Decision, decideAfter } from "./retry-policy";
import type { StopReason, Verdict } from "./upload-task";
import type { Waits } from "./waits";

/** What else is known when a try ends. */
export interface TryEnd {
  readonly stopReason: StopReason | null;
  readonly mayHaveArrived: boolean;
  /** Whether the destination was saved after it began, perhaps with new credentials. */
  readonly isOutdated: boolean;
}

/** What outcomes are written with. */
export interface OutcomePorts {
  readonly store: UploadStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keeper: RecordKeeper;
  readonly announcer: Announcer;
  readonly gates: Gates;
  readonly parking: Parking;
  readonly waits: Waits;
  readonly desk: DeliveryDesk;
  readonly random: () => number;
  /** Whether this computer says that there is no way to a destination. */
  readonly isOffline: (destinationId: string) => boolean;
}

/** Writes down how a try ended and what follows from it. */
export class Outcomes {
  readonly #cutPlaces = new CutPlaces();
  readonly #ports: OutcomePorts;

  constructor(ports: OutcomePorts) {
    this.#ports = ports;
  }

  /** Records the end of a try: delivered, stopped, or failed with what the retry policy says. Waits for a full disk. */
  async settle(upload: Upload, verdict: Verdict, end: TryEnd): Promise<void> {
    const { desk, store, keeper, announcer, random } = this.#ports;
    if (verdict.kind === "completed") {
      const { receipt, secrets } = verdict;
      const noted = keeper.writeAside(() => store.complete(upload.id, receipt, secrets));
      return await desk.completed(upload, noted);
    }
    if (end.stopReason !== null) return await this.#stopped(upload.id, end);
    // The refusal was for credentials that are replaced: the new ones have not been tried.
    if (verdict.failure.class === "auth" && end.isOutdated)
      return await this.#end(upload.id, null, { kind: "queued" });
    // A step that could not be put on record was not taken, so that nothing can have arrived.
    if (isStoreFailure(verdict.failure)) {
      const { failure } = verdict;
      await keeper.writeLater(failure, () => store.endTry(upload.id, null, { kind: "queued" }));
      return announcer.changed(upload.id);
    }
    const { failures } = store.step(upload.id);
    const isOffline = this.#ports.isOffline(upload.destinationId);
    const { repeatable, delivers } = verdict;
    const facts = { failures, repeatable, delivers, isOffline, random: random() };
    const failure = this.#cutPlaces.note(upload.id, verdict.failure, verdict.sentBytes);
    await this.#apply(upload, decideAfter(failure, facts), failures);
  }

  /** What a crash left sent whole and unanswered: the server is asked where it can be, otherwise the user decides. */
  async recover(upload: Upload): Promise<void> {
    const { error } = new Failure("unknown", "outcome-unknown", {
      message: "Waybill ended after the whole file was sent and before the answer came: it may have arrived.",
    });
    await this.#unconfirmed(upload, error);
  }

  /** Asks the server once more about an upload whose outcome is not known, because the user wants to know. */
  async check(upload: Upload): Promise<void> {
    if (upload.state.kind === "unconfirmed") await this.#unconfirmed(upload, upload.state.error);
  }

  /** Lets uploads go on whose time has come. */
  async wake(ids: readonly string[]): Promise<void> {
    const { store, keeper, announcer } = this.#ports;
    await keeper.write(() => store.waiting.wake(ids));
    announcer.changed(...ids);
  }

  async #stopped(id: string, end: TryEnd): Promise<void> {
    if (end.stopReason === "cancel") await this.#end(id, null, canceledState(end.mayHaveArrived));
    else if (end.stopReason === "pause") await this.#end(id, null, { kind: "paused" });
    else if (!end.mayHaveArrived) await this.#end(id, null, { kind: "queued" });
  }

  async #apply(upload: Upload, decision: Decision, failures: number): Promise<void> {
    switch (decision.kind) {
      case "unconfirmed":
        return await this.#unconfirmed(upload, decision.error);
      case "wait":
        if (decision.isNamed) this.#pauseAll(upload.destinationId, decision);
        return await this.#wait(upload.id, "back-off", decision);
      case "pace":
        return await this.#hold(upload, "rate-limit", decision, failures);
      case "offline":
        return await this.#hold(upload, "offline", decision, failures);
      case "park":
        return await this.#park(upload, decision);
      case "fail":
        return await this.#end(upload.id, 0, { kind: "failed", error: decision.error });
    }
  }

  /** A busy server that says when to come again means everybody. */
  #pauseAll(
    destinationId: string,
    wait: { readonly delayMs: number; readonly error: UploadErrorData },
  ): void {
    this.#ports.gates.close(destinationId, { reason: "rate-limit", error: wait.error }, wait.delayMs);
  }

  /** The whole destination waits, this upload as long as all others; the try counts for nothing. */
  async #hold(
    upload: Upload,
    reason: "rate-limit" | "offline",
    { delayMs, error }: { readonly delayMs: number | null; readonly error: UploadErrorData },
    failures: number,
  ): Promise<void> {
    const gate = this.#ports.gates.close(upload.destinationId, { reason, error }, delayMs);
    const { clock, waits } = this.#ports;
    const until = delayMs === null ? null : (gate.until ?? clock.now() + delayMs);
    await this.#end(upload.id, failures, { kind: "waiting", reason, until, error }, false);
    if (until !== null) waits.set(upload.id, until - clock.now());
  }

  /** The first upload that meets the refusal fails; the others wait, also those that were on their way meanwhile. */
  async #park(upload: Upload, { error, field }: Extract<Decision, { kind: "park" }>): Promise<void> {
    const { announcer, gates, parking } = this.#ports;
    const isKnown = gates.of(upload.destinationId)?.reason === "auth";
    const gate = gates.close(upload.destinationId, { reason: "auth", error, field }, null);
    await this.#end(upload.id, 0, isKnown ? parkedFor(error) : { kind: "failed", error });
    await parking.park(upload.destinationId, gate);
    announcer.destinationsChanged();
  }

  /** Asks the server where the adapter can; otherwise the user decides. An engine that stops leaves it to the next start. */
  async #unconfirmed(upload: Upload, error: UploadErrorData): Promise<void> {
    const { store, keeper, announcer, desk, logger } = this.#ports;
    const before = store.get(upload.id)?.state.kind;
    const found = await desk.reconcile(upload);
    // Somebody may have decided meanwhile.
    if (desk.isStopped || store.get(upload.id)?.state.kind !== before) return;
    if (found.kind === "present") {
      logger.info("an unanswered upload was found at the server", { id: upload.id });
      const noted = keeper.writeAside(() => store.complete(upload.id, found.receipt, {}));
      return await desk.completed(upload, noted);
    }
    // "Not listed" a moment after the loss may only mean "not listed yet", so even then the word is the user's.
    const hint = "The service does not list it: sending it again is most likely right.";
    const told = found.kind === "absent" ? { ...error, hint } : error;
    announcer.settled(
      await keeper.write(() => store.setState(upload.id, { kind: "unconfirmed", error: told })),
    );
  }

  async #wait(
    id: string,
    reason: WaitReason,
    wait: { readonly delayMs: number; readonly failures: number; readonly error: UploadErrorData },
  ): Promise<void> {
    const { clock, waits } = this.#ports;
    const until = clock.now() + wait.delayMs;
    await this.#end(id, wait.failures, { kind: "waiting", reason, until, error: wait.error });
    waits.set(id, wait.delayMs);
  }

  /** Ends the try: it was answered, or provably not applied. What an adapter kept between steps stays. */
  async #end(id: string, failures: number | null, state: UploadState, counts = true): Promise<void> {
    const { store, keeper, announcer } = this.#ports;
    const upload = await keeper.write(() => store.endTry(id, failures, state, counts));
    if (isSettled(state) && state.kind !== "paused") announcer.settled(upload);
    else announcer.changed(id);
  }
}
