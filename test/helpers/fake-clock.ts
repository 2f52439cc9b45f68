import type { Clock } from "../../electron/engine/ports";

/** A clock that moves only when a test says so. */
export class FakeClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  #timers: { dueMs: number; callback: () => void }[] = [];

  constructor(nowMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#monotonicMs + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass, ringing every timer that comes due, in order. */
  advance(byMs: number): void {
    const endMs = this.#monotonicMs + byMs;
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined || next.dueMs > endMs) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#move(next.dueMs - this.#monotonicMs);
      next.callback();
    }
    this.#move(endMs - this.#monotonicMs);
  }

  /** Jumps the wall clock alone, as a user or NTP does. */
  jump(byMs: number): void {
    this.#nowMs += byMs;
  }

  /** How many timers are armed. */
  get armed(): number {
    return this.#timers.length;
  }

  #move(byMs: number): void {
    this.#monotonicMs += byMs;
    this.#nowMs += byMs;
  }
}
