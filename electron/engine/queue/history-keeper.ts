import type { AppSettings } from "../../shared/settings";
import type { Announcer } from "../announcer";
import type { Clock, Logger } from "../ports";
import type { FinishedUploads } from "../store/finished-uploads";
import type { UploadStore } from "../store/stores";

const dayMs = 24 * 3_600_000;
/** How often the old end of the history is looked at, milliseconds. */
const sweepEveryMs = 3_600_000;
/** Rows removed in one transaction: some 10 ms, so that uploads and the window go on beside it. */
const batchSize = 500;
/** Between two batches, milliseconds. */
const pauseMs = 100;

/** What the keeper works with. */
export interface HistoryKeeperPorts {
  readonly store: Pick<UploadStore, "remove">;
  readonly finished: Pick<FinishedUploads, "oldest">;
  readonly settings: {
    readonly current: Pick<AppSettings, "historyDays">;
    onChange(listener: () => void): void;
  };
  readonly announcer: Pick<Announcer, "changedMany">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Removes what ended longer ago than the user wants to keep: rows, receipts and what was remembered of them. What is in
 * the queue is never touched, nor is anything at a service or on the disk.
 */
export class HistoryKeeper {
  readonly #ports: HistoryKeeperPorts;
  #callOff = () => {};
  #running = false;

  constructor(ports: HistoryKeeperPorts) {
    this.#ports = ports;
    ports.settings.onChange(() => {
      if (this.#running) this.#next(0);
    });
  }

  /** Looks now, each hour, and when the setting changes. */
  start(): void {
    this.#running = true;
    this.#next(0);
  }

  /** Looks no more. */
  stop(): void {
    this.#running = false;
    this.#callOff();
  }

  #next(delayMs: number): void {
    this.#callOff();
    this.#callOff = this.#ports.clock.after(delayMs, () => {
      const removed = this.#removeBatch();
      if (this.#running) this.#next(removed === batchSize ? pauseMs : sweepEveryMs);
    });
  }

  /** Removes one batch; answers how many rows it had. Records that can't be written now are tried again in an hour. */
  #removeBatch(): number {
    const { store, finished, settings, announcer, clock, logger } = this.#ports;
    const days = settings.current.historyDays;
    if (days === null) return 0;
    try {
      const keptFromMs = clock.now() - days * dayMs;
      const old = finished.oldest(batchSize).filter(({ endedAtMs }) => endedAtMs < keptFromMs);
      if (old.length === 0) return 0;
      store.remove(old.map(({ id }) => id));
      announcer.changedMany();
      logger.info("old uploads were removed from the history", { removed: old.length, days });
      return old.length;
    } catch (error) {
      logger.warn("old uploads could not be removed from the history", { error: String(error) });
      return 0;
    }
  }
}
