import type { HeldBy } from "../../shared/upload";
import type { Clock } from "../ports";
import { Waits } from "./waits";

/** What holds a destination back. */
export interface Gate extends HeldBy {
  /** The setting that a refusal of the credentials named. */
  readonly field?: string | null;
}

/** What happens when gates close and open. */
export interface GateEvents {
  /** The time of a gate has come: its uploads may go. */
  readonly opened: () => void;
  /** What the rows of a destination wait for has changed: this now, or nothing any more. */
  readonly changed: (destinationId: string, gate: Gate | null) => void;
}

/**
 * Holds whole destinations back: until a time (a rate limit, a network that is not there) or until something happens
 * (new credentials). The rows of a closed gate stay `queued`; whoever shows them says what holds them.
 */
export class Gates {
  readonly #gates = new Map<string, Gate>();
  readonly #waits: Waits;
  readonly #clock: Clock;
  readonly #events: GateEvents;

  constructor(clock: Clock, events: GateEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#waits = new Waits(clock, (destinationIds) => {
      for (const destinationId of destinationIds) {
        this.#gates.delete(destinationId);
        events.changed(destinationId, null);
      }
      events.opened();
    });
  }

  /** The gate of a destination, or null when its uploads may go. */
  of(destinationId: string): Gate | null {
    return this.#gates.get(destinationId) ?? null;
  }

  /** The destinations that are held back for a reason. */
  closed(reason: HeldBy["reason"]): readonly string[] {
    return [...this.#gates].filter(([, gate]) => gate.reason === reason).map(([id]) => id);
  }

  /**
   * Holds a destination back; with a delay until then, otherwise until `open`. Refused credentials outrank the rest, and
   * of two times the later one counts. Answers the gate that holds now.
   */
  close(destinationId: string, gate: Omit<Gate, "until">, delayMs: number | null): Gate {
    const present = this.#gates.get(destinationId);
    const until = delayMs === null ? null : this.#clock.now() + delayMs;
    if (present !== undefined && outlasts(present, gate.reason, until)) return present;
    const closed: Gate = { ...gate, until };
    this.#gates.set(destinationId, closed);
    if (delayMs === null) this.#waits.delete(destinationId);
    else this.#waits.set(destinationId, delayMs);
    this.#events.changed(destinationId, closed);
    return closed;
  }

  /** Lets a destination's uploads go. */
  open(destinationId: string): void {
    if (!this.#gates.delete(destinationId)) return;
    this.#waits.delete(destinationId);
    this.#events.changed(destinationId, null);
  }

  /** Lets the uploads of all destinations go. */
  openAll(): void {
    for (const destinationId of [...this.#gates.keys()]) this.open(destinationId);
  }

  /** So much time has passed without the clock's notice: waits are that much nearer to their end. */
  skip(passedMs: number): void {
    this.#waits.skip(passedMs);
  }

  /** Forgets everything. */
  stop(): void {
    this.#gates.clear();
    this.#waits.close();
  }
}

/** Whether a gate stays as it is though another one is to be closed. */
function outlasts(present: Gate, reason: HeldBy["reason"], until: number | null): boolean {
  if (present.reason === "auth" || reason === "auth") return present.reason === "auth";
  if (present.reason === "rate-limit" && reason === "offline") return true;
  if (present.until === null) return reason === "offline";
  return until !== null && present.until >= until;
}
