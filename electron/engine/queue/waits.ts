import type { Clock } from "../ports";

/** Calls back once for each key when its time has come; one timer for all. */
export class Waits {
  readonly #due = new Map<string, number>();
  readonly #clock: Clock;
  readonly #arrived: (key: string) => void;
  #cancelTimer: (() => void) | null = null;

  constructor(clock: Clock, arrived: (key: string) => void) {
    this.#clock = clock;
    this.#arrived = arrived;
  }

  /** Waits `delayMs` for a key; replaces an earlier wait of the same key. */
  set(key: string, delayMs: number): void {
    this.#due.set(key, this.#clock.monotonicMs() + Math.max(0, delayMs));
    this.#arm();
  }

  /** Calls a wait off. */
  delete(key: string): void {
    this.#due.delete(key);
  }

  /** Whether a key is waited for. */
  has(key: string): boolean {
    return this.#due.has(key);
  }

  /** The keys that are waited for. */
  keys(): IterableIterator<string> {
    return this.#due.keys();
  }

  /** Calls all waits off. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#due.clear();
  }

  #arm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#due.size === 0) return;
    let next = Number.POSITIVE_INFINITY;
    for (const dueMs of this.#due.values()) next = Math.min(next, dueMs);
    this.#cancelTimer = this.#clock.after(Math.max(0, next - this.#clock.monotonicMs()), () => this.#ring());
  }

  #ring(): void {
    const nowMs = this.#clock.monotonicMs();
    const arrived = [...this.#due].filter(([, dueMs]) => dueMs <= nowMs + 1).map(([key]) => key);
    for (const key of arrived) this.#due.delete(key);
    this.#arm();
    for (const key of arrived) this.#arrived(key);
  }
}
