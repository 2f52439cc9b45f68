import type { Upload, WaitReason } from "../../shared/upload";
import type { UploadErrorData } from "../../shared/upload-error";
import type { Announcer } from "../announcer";
import { Failure } from "../failure";
import type { Clock, Logger } from "../ports";
import type { UploadStore } from "../store/stores";
import type { DeliveryDesk } from "./delivery-desk";
import type { Gates } from "./gates";
import { type Decision, decideAfter } from "./retry-policy";
import { parkedFor } from "./sign-ins";
import type { StopReason, Verdict } from "./upload-task";
import type { Waits } from "./waits";

/** What else is known when a try ends. */
export interface TryEnd {
  readonly stopReason: StopReason | null;
  readonly mayHaveArrived: boolean;
}

/** What outcomes are written with. */
export interface OutcomePorts {
  readonly store: UploadStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly announcer: Announcer;
  readonly gates: Gates;
  readonly waits: Waits;
  readonly desk: DeliveryDesk;
  readonly random: () => number;
}

/** Writes down how a try ended and what follows from it. */
export class Outcomes {
  readonly #ports: OutcomePorts;

  constructor(ports: OutcomePorts) {
    this.#ports = ports;
  }

  /** Records the end of a try: delivered, stopped, or failed with what the retry policy says. */
  async settle(upload: Upload, verdict: Verdict, end: TryEnd): Promise<void> {
    const { desk, store } = this.#ports;
    if (verdict.kind === "completed") return desk.completed(verdict.upload);
    if (end.stopReason !== null) return this.#stopped(upload, end);
    const { failures } = store.step(upload.id);
    const facts = { failures, repeatable: verdict.repeatable, random: this.#ports.random() };
    await this.#apply(upload, decideAfter(verdict.failure, facts), failures);
  }

  /** What a crash left behind: sent whole and unanswered is looked up, everything else goes back to the queue. */
  async recover(upload: Upload): Promise<void> {
    const step = this.#ports.store.step(upload.id);
    if (step.phase === "body-sent" && !step.repeatable) {
      const { error } = new Failure("unknown", "outcome-unknown", {
        message:
          "Waybill ended after the whole file was sent and before the answer came: it may have arrived.",
      });
      return await this.#unconfirmed(upload, error);
    }
    this.#requeue(upload.id);
  }

  #stopped(upload: Upload, end: TryEnd): void {
    const { store, announcer } = this.#ports;
    if (end.stopReason === "cancel") {
      announcer.settled(store.setState(upload.id, { kind: "canceled" }));
    } else if (end.stopReason === "pause") {
      this.#idle(upload.id, store.step(upload.id).failures);
      store.setState(upload.id, { kind: "paused" });
      announcer.changed(upload.id);
    } else if (!end.mayHaveArrived) {
      this.#requeue(upload.id);
    }
  }

  async #apply(upload: Upload, decision: Decision, failures: number): Promise<void> {
    const { store, announcer, gates } = this.#ports;
    switch (decision.kind) {
      case "unconfirmed":
        return await this.#unconfirmed(upload, decision.error);
      case "wait":
        this.#idle(upload.id, decision.failures);
        return this.#wait(upload, "back-off", decision.delayMs, decision.error);
      case "pace":
        this.#idle(upload.id, failures);
        gates.close(upload.destinationId, { reason: "rate-limit", error: decision.error }, decision.delayMs);
        return this.#wait(upload, "rate-limit", decision.delayMs, decision.error);
      case "park":
        return this.#park(upload, decision);
      case "fail":
        this.#idle(upload.id, 0);
        return announcer.settled(store.setState(upload.id, { kind: "failed", error: decision.error }));
    }
  }

  /** The first upload that meets the refusal fails; the others wait, also those that were on their way meanwhile. */
  #park(upload: Upload, { error, field }: Extract<Decision, { kind: "park" }>): void {
    const { store, announcer, gates } = this.#ports;
    this.#idle(upload.id, 0);
    const isKnown = gates.of(upload.destinationId)?.reason === "auth";
    gates.close(upload.destinationId, { reason: "auth", error, field }, null);
    if (store.moveAll(upload.destinationId, "queued", parkedFor(error)) > 0) announcer.changedMany();
    if (isKnown) {
      store.setState(upload.id, parkedFor(error));
      announcer.changed(upload.id);
    } else announcer.settled(store.setState(upload.id, { kind: "failed", error }));
    announcer.destinationsChanged();
  }

  /** Asks the server where the adapter can; otherwise the user decides. */
  async #unconfirmed(upload: Upload, error: UploadErrorData): Promise<void> {
    const { store, announcer, desk, logger } = this.#ports;
    const found = await desk.reconcile(upload);
    if (found.kind === "present") {
      logger.info("an unanswered upload was found at the server", { id: upload.id });
      return desk.completed(store.complete(upload.id, found.receipt, {}));
    }
    // "Not listed" a moment after the loss may only mean "not listed yet", so even then the word is the user's.
    const hint = "The service does not list it: sending it again is most likely right.";
    const told = found.kind === "absent" ? { ...error, hint } : error;
    announcer.settled(store.setState(upload.id, { kind: "unconfirmed", error: told }));
  }

  #wait(upload: Upload, reason: WaitReason, delayMs: number, error: UploadErrorData): void {
    const until = this.#ports.clock.now() + delayMs;
    this.#ports.store.setState(upload.id, { kind: "waiting", reason, until, error });
    this.#ports.waits.set(upload.id, delayMs);
    this.#ports.announcer.changed(upload.id);
  }

  #requeue(id: string): void {
    this.#idle(id, this.#ports.store.step(id).failures);
    this.#ports.store.setState(id, { kind: "queued" });
    this.#ports.announcer.changed(id);
  }

  /** Ends the step: it was answered, or provably not applied. What an adapter kept between steps stays. */
  #idle(id: string, failures: number): void {
    const { store } = this.#ports;
    store.endStep(id, { resume: store.step(id).resume, failures });
  }
}
