import type { Clock } from "../ports";

/** A key and when it is due; out of date when the key's time was changed since. */
interface Due {
  readonly key: string;
  readonly dueMs: number;
}

/** Calls back once for each key when its time has come; one timer for all, and 100,000 keys cost no more than a few. */
export class Waits {
  readonly #due = new Map<string, number>();
  /** A heap: the earliest first, entries of keys that were changed since among them. */
  readonly #heap: Due[] = [];
  readonly #clock: Clock;
  readonly #arrived: (keys: readonly string[]) => void;
  #cancelTimer: (() => void) | null = null;
  #armedForMs = Number.POSITIVE_INFINITY;
  #skippedMs = 0;

  /** `arrived` is called with all keys that are due at a time. */
  constructor(clock: Clock, arrived: (keys: readonly string[]) => void) {
    this.#clock = clock;
    this.#arrived = arrived;
  }

  /** Waits `delayMs` for a key; replaces an earlier wait of the same key. */
  set(key: string, delayMs: number): void {
    const dueMs = this.#nowMs() + Math.max(0, delayMs);
    this.#due.set(key, dueMs);
    this.#push({ key, dueMs });
    this.#arm();
  }

  /** Calls a wait off. */
  delete(key: string): void {
    this.#due.delete(key);
    this.#arm();
  }

  /** Whether a key is waited for. */
  has(key: string): boolean {
    return this.#due.has(key);
  }

  /** How many keys are waited for. */
  get size(): number {
    return this.#due.size;
  }

  /** So much time has passed without the clock's notice, as in sleep: all waits are that much nearer to their end. */
  skip(passedMs: number): void {
    this.#skippedMs += passedMs;
    this.#armedForMs = Number.NaN;
    this.#arm();
  }

  /** Calls all waits off. */
  close(): void {
    this.#due.clear();
    this.#heap.length = 0;
    this.#arm();
  }

  #nowMs(): number {
    return this.#clock.monotonicMs() + this.#skippedMs;
  }

  #arm(): void {
    const next = this.#first()?.dueMs ?? Number.POSITIVE_INFINITY;
    if (next === this.#armedForMs) return;
    this.#cancelTimer?.();
    this.#armedForMs = next;
    this.#cancelTimer =
      next === Number.POSITIVE_INFINITY
        ? null
        : this.#clock.after(Math.max(0, next - this.#nowMs()), () => this.#ring());
  }

  #ring(): void {
    const nowMs = this.#nowMs();
    const arrived: string[] = [];
    for (let first = this.#first(); first !== undefined && first.dueMs <= nowMs + 1; first = this.#first()) {
      this.#due.delete(first.key);
      arrived.push(first.key);
    }
    this.#armedForMs = Number.POSITIVE_INFINITY;
    this.#cancelTimer = null;
    this.#arm();
    if (arrived.length > 0) this.#arrived(arrived);
  }

  /** The earliest entry that still counts; what was changed or called off since is dropped on the way. */
  #first(): Due | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#due.get(first.key) === first.dueMs) return first;
      this.#pop();
    }
    return undefined;
  }

  #push(entry: Due): void {
    this.#heap.push(entry);
    let at = this.#heap.length - 1;
    for (let above = (at - 1) >> 1; at > 0 && this.#isBefore(at, above); above = (at - 1) >> 1) {
      this.#swap(at, above);
      at = above;
    }
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) if (this.#isBefore(below, least)) least = below;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const dueMs = this.#heap[one]?.dueMs;
    return dueMs !== undefined && dueMs < (this.#heap[other]?.dueMs ?? Number.POSITIVE_INFINITY);
  }

  #swap(one: number, other: number): void {
    const [first, second] = [this.#heap[one], this.#heap[other]];
    if (first === undefined || second === undefined) return;
    this.#heap[one] = second;
    this.#heap[other] = first;
  }
}
