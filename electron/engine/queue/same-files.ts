import type { Clock } from "../ports";
import type { NewUpload, QueuedFile, UploadStore } from "../store/stores";

/** A second drop, click or paste of the same files within this time is a slip of the hand, milliseconds. */
const slipMs = 2_000;

/** What makes two uploads one: the same file as it is now, to the same place in the same way. */
function keyOf(row: QueuedFile): string {
  return JSON.stringify([row.destinationId, row.path, row.size, row.modifiedAtMs, row.options]);
}

/**
 * Tells files that are on their way already from new ones, for a window where the hand slips (U6): what is in the queue
 * and not failed, and what was added a moment ago, even if it has arrived since.
 */
export class SameFiles {
  readonly #store: UploadStore;
  readonly #clock: Clock;
  readonly #recent = new Map<string, number>();

  constructor(store: UploadStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Sorts rows that are about to be added, and remembers the new ones for a moment. */
  sort(rows: readonly NewUpload[]): { fresh: readonly NewUpload[]; known: readonly NewUpload[] } {
    const nowMs = this.#clock.monotonicMs();
    for (const [key, untilMs] of this.#recent) {
      if (untilMs > nowMs) break;
      this.#recent.delete(key);
    }
    const queued = new Set(this.#store.sameFiles(rows.map((row) => row.path)).map(keyOf));
    const fresh: NewUpload[] = [];
    const known: NewUpload[] = [];
    for (const row of rows) {
      const key = keyOf(row);
      if (queued.has(key) || this.#recent.has(key)) {
        known.push(row);
        continue;
      }
      this.#recent.set(key, nowMs + slipMs);
      fresh.push(row);
    }
    return { fresh, known };
  }
}
