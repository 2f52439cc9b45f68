import type { Clock } from "../ports";

/**
 * Barks when nothing has happened for too long. Signs of life cost nothing: the timer looks at them only when it ends.
 */
export class Watchdog {
  readonly #clock: Clock;
  #lastMs = 0;
  #callOff: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Watches from now on, in place of what was watched before. */
  watch(limitMs: number, onExpired: () => void): void {
    this.stop();
    this.touch();
    const arm = (delayMs: number) => {
      this.#callOff = this.#clock.after(delayMs, () => {
        const leftMs = this.#lastMs + limitMs - this.#clock.monotonicMs();
        if (leftMs >= 1) return arm(leftMs);
        this.#callOff = null;
        onExpired();
      });
    };
    arm(limitMs);
  }

  /** Something happened. */
  touch(): void {
    this.#lastMs = this.#clock.monotonicMs();
  }

  /** Ends watching; does nothing when it does not watch. */
  stop(): void {
    this.#callOff?.();
    this.#callOff = null;
  }
}
