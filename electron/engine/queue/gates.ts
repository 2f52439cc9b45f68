import type { UploadErrorData } from "../../shared/upload-error";
import type { Clock } from "../ports";
import { Waits } from "./waits";

/** Why a destination's uploads are held back. */
export interface Gate {
  readonly reason: "auth" | "rate-limit";
  readonly error: UploadErrorData;
  /** The setting that a refusal of the credentials named. */
  readonly field?: string | null;
}

/** Holds whole destinations back: until a time (rate limit) or until the user's word (refused credentials). */
export class Gates {
  readonly #gates = new Map<string, Gate>();
  readonly #waits: Waits;

  constructor(clock: Clock, opened: () => void) {
    this.#waits = new Waits(clock, (destinationIds) => {
      for (const destinationId of destinationIds) this.#gates.delete(destinationId);
      opened();
    });
  }

  /** The gate of a destination, or null when its uploads may go. */
  of(destinationId: string): Gate | null {
    return this.#gates.get(destinationId) ?? null;
  }

  /** Holds a destination back; with a delay until then, otherwise until `open`. A refusal outranks a rate limit. */
  close(destinationId: string, gate: Gate, delayMs: number | null): void {
    if (this.#gates.get(destinationId)?.reason === "auth") return;
    this.#gates.set(destinationId, gate);
    if (delayMs === null) this.#waits.delete(destinationId);
    else this.#waits.set(destinationId, delayMs);
  }

  /** Lets a destination's uploads go. */
  open(destinationId: string): void {
    this.#gates.delete(destinationId);
    this.#waits.delete(destinationId);
  }

  /** Forgets everything. */
  stop(): void {
    this.#gates.clear();
    this.#waits.close();
  }
}
