import type { Clock, Logger } from "../ports";
import type { UploadStore } from "../store/stores";
import type { Spool } from "./spool";

/** What is done stays this long, so that "try again" and thumbnails find it, milliseconds. */
const keptAfterEndMs = 24 * 3_600_000;
/** Data without uploads may just be on its way into the queue, from another process even, milliseconds. */
const orphanAgeMs = 10 * 60_000;
/** How often the spool is looked through, milliseconds. */
const sweepEveryMs = 3_600_000;

/** What the keeper works with. */
export interface SpoolKeeperPorts {
  readonly spool: Spool;
  readonly store: Pick<UploadStore, "page" | "sendsFrom">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Removes spooled data that nobody needs any more: a day after its uploads were completed or canceled, or when a crash
 * left it without uploads. Data of an upload in the queue is never touched.
 */
export class SpoolKeeper {
  readonly #ports: SpoolKeeperPorts;
  #callOff = () => {};
  #stopped = false;

  constructor(ports: SpoolKeeperPorts) {
    this.#ports = ports;
  }

  /** Looks through the spool now, and again every hour. */
  start(): void {
    this.sweep()
      .catch((error: unknown) =>
        this.#ports.logger.warn("the spool could not be looked through", { error: String(error) }),
      )
      .finally(() => {
        if (!this.#stopped) this.#callOff = this.#ports.clock.after(sweepEveryMs, () => this.start());
      });
  }

  /** Looks no more. */
  stop(): void {
    this.#stopped = true;
    this.#callOff();
  }

  /** Removes what is not needed; answers how many batches went. */
  async sweep(): Promise<number> {
    const { spool, logger } = this.#ports;
    let removed = 0;
    for (const { batchId, changedAtMs } of await spool.batches()) {
      if (this.#stopped || this.#isNeeded(batchId, changedAtMs)) continue;
      await spool.drop(batchId);
      removed += 1;
    }
    if (removed > 0) logger.info("spooled data that is not needed any more was removed", { removed });
    return removed;
  }

  #isNeeded(batchId: string, changedAtMs: number): boolean {
    const { spool, store, clock } = this.#ports;
    const { rows } = store.page({ list: "batch", batchId, search: "", offset: 0, limit: 500 });
    const nowMs = clock.now();
    if (rows.length === 0 && nowMs - changedAtMs < orphanAgeMs) return true;
    const recent = rows.some(
      ({ completedAt }) => completedAt === null || nowMs - Date.parse(completedAt) < keptAfterEndMs,
    );
    // The file may have been added again, from the history say, in a batch of another name.
    return recent || store.sendsFrom(spool.prefixOf(batchId));
  }
}
