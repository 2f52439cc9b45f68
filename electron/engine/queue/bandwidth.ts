import type { Clock } from "../ports";

/** One turn is this much of the line's time at the most, milliseconds, so that a share is never late by more. */
const turnMs = 50;
/** A turn is never smaller, bytes: a header more or less must not count. */
const smallestTurnBytes = 1_024;
/** Time that nobody used may be made up for, milliseconds: timers ring late. More would be a burst. */
const madeUpMs = 200;

interface Waiting {
  readonly wantedBytes: number;
  readonly grant: (bytes: number) => void;
}

/**
 * Shares a limit of bytes per second between all uploads that are being sent. Who wants to send waits for his turn; turns
 * go round, so that each upload gets the same however many there are and however large its files. The limit may change at
 * any time. Without one, nobody waits and nothing is counted.
 */
export class Bandwidth {
  readonly #waiting: Waiting[] = [];
  readonly #clock: Clock;
  #bytesPerSecond: number | null = null;
  /** When the line is free for the next turn, milliseconds of the monotonic clock. */
  #freeAtMs = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sets the limit, or none; those that wait already are under the new one at once. */
  limit(bytesPerSecond: number | null): void {
    if (bytesPerSecond === this.#bytesPerSecond) return;
    this.#bytesPerSecond = bytesPerSecond;
    this.#freeAtMs = Math.min(this.#freeAtMs, this.#clock.monotonicMs());
    this.#go();
  }

  /** How many of the wanted bytes may be sent: at once without a limit, otherwise when it is the asker's turn; 0 when aborted. */
  take(wantedBytes: number, signal: AbortSignal): number | Promise<number> {
    if (this.#bytesPerSecond === null) return wantedBytes;
    if (signal.aborted) return 0;
    return new Promise((resolve) => {
      const waiting: Waiting = {
        wantedBytes,
        grant: (bytes) => {
          signal.removeEventListener("abort", leave);
          resolve(bytes);
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        resolve(0);
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.push(waiting);
      this.#go();
    });
  }

  /** Lets nobody wait any more. */
  close(): void {
    this.limit(null);
  }

  #go(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const nowMs = this.#clock.monotonicMs();
      if (this.#bytesPerSecond !== null && this.#freeAtMs > nowMs) {
        this.#cancelTimer = this.#clock.after(this.#freeAtMs - nowMs, () => this.#go());
        return;
      }
      this.#waiting.shift();
      next.grant(this.#spend(next.wantedBytes, nowMs));
    }
  }

  #spend(wantedBytes: number, nowMs: number): number {
    if (this.#bytesPerSecond === null) return wantedBytes;
    const turnBytes = Math.max(smallestTurnBytes, Math.round((this.#bytesPerSecond * turnMs) / 1_000));
    const bytes = Math.min(wantedBytes, turnBytes);
    const fromMs = Math.max(this.#freeAtMs, nowMs - madeUpMs);
    this.#freeAtMs = fromMs + (bytes * 1_000) / this.#bytesPerSecond;
    return bytes;
  }
}
