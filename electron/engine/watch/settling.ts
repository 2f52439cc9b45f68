import type { Clock } from "../ports";

/** What tells one state of a file from another without reading it. */
export interface FileMark {
  /** Bytes. */
  readonly size: number;
  /** Whole epoch milliseconds. */
  readonly modifiedAtMs: number;
}

interface Settling {
  readonly mark: FileMark;
  /** On the clock that never jumps, milliseconds. */
  readonly quietSinceMs: number;
}

/**
 * Files that may still be written. One counts as settled when size and time have not changed for a while: a copy under
 * way is never sent half. Knows no file system; whoever looks at the files tells what was seen.
 */
export class SettlingFiles {
  readonly #files = new Map<string, Settling>();
  readonly #clock: Clock;
  readonly #settleMs: number;

  constructor(clock: Clock, settleMs: number) {
    this.#clock = clock;
    this.#settleMs = settleMs;
  }

  /** How many files are not settled yet. */
  get size(): number {
    return this.#files.size;
  }

  /** Notes what a file looks like now; a change begins its wait anew. */
  note(path: string, mark: FileMark): void {
    const known = this.#files.get(path);
    if (known !== undefined && isSame(known.mark, mark)) return;
    this.#files.set(path, { mark, quietSinceMs: this.#clock.monotonicMs() });
  }

  /** Begins a file's wait anew, because it could not be handed on. */
  postpone(path: string): void {
    const known = this.#files.get(path);
    if (known !== undefined) this.#files.set(path, { ...known, quietSinceMs: this.#clock.monotonicMs() });
  }

  /** Forgets a file: it is gone, or it was handed on. */
  forget(path: string): void {
    this.#files.delete(path);
  }

  /** Files that were quiet for long enough, oldest first; they stay until they are forgotten or change. */
  due(): readonly string[] {
    const before = this.#clock.monotonicMs() - this.#settleMs;
    return [...this.#files].filter(([, file]) => file.quietSinceMs <= before).map(([path]) => path);
  }

  /** Milliseconds until the next file may be settled; null when none is waited for. */
  nextDueInMs(): number | null {
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const { quietSinceMs } of this.#files.values()) earliestMs = Math.min(earliestMs, quietSinceMs);
    if (this.#files.size === 0) return null;
    return Math.max(0, earliestMs + this.#settleMs - this.#clock.monotonicMs());
  }

  /** Whether a file still looks as it did when its wait began. */
  isUnchanged(path: string, mark: FileMark): boolean {
    const known = this.#files.get(path);
    return known !== undefined && isSame(known.mark, mark);
  }
}

/** Whether two marks are of the same state of a file. */
export function isSame(a: FileMark, b: FileMark): boolean {
  return a.size === b.size && a.modifiedAtMs === b.modifiedAtMs;
}
