import type { UploadErrorData } from "../../shared/upload-error";
import { Failure } from "../failure";
import type { Clock, Logger } from "../ports";
import type { Database } from "../store/sql";
import { isStoreFailure } from "../store/sqlite-failure";
import { WriteGroup, type Written } from "./write-group";

/** The first look whether the records can be written again comes after this, milliseconds; then twice as late each time. */
const firstLookMs = 500;
/** Looks are never further apart, milliseconds: so long the queue may rest after space was made. */
const lastLookMs = 10_000;

/** What the keeper of the records works with. */
export interface RecordKeeperPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The records themselves, for what need not hold up the event loop. */
  readonly records: Pick<Database, "soon" | "flushed">;
  /** A small write that changes nothing, to see whether writing is possible. */
  readonly probe: () => void;
  /** Says what is wrong with the records, or null when all is well again. */
  readonly announce: (trouble: UploadErrorData | null) => void;
  /** Called when the records can be written again. */
  readonly recovered: () => void;
}

/** A write that waits: tries again, and answers whether it is over, one way or the other. */
type Waiter = () => boolean;

/**
 * Writes what must not be lost although the disk may be full just now. Whoever writes here waits until it is on record, so
 * that no dangerous step is taken and nothing is announced before. While nothing can be written, looks at growing
 * intervals; all that waits is written, in order, as soon as there is space.
 */
export class RecordKeeper {
  readonly #ports: RecordKeeperPorts;
  readonly #group: WriteGroup;
  readonly #waiting = new Set<Waiter>();
  readonly #refusals = new Set<(failure: Failure) => void>();
  #trouble: Failure | null = null;
  #cancelTimer: (() => void) | null = null;
  #delayMs = firstLookMs;
  #stopped = false;

  constructor(ports: RecordKeeperPorts) {
    this.#ports = ports;
    this.#group = new WriteGroup(ports.records);
  }

  /** What keeps the records from being written, or null. */
  get trouble(): UploadErrorData | null {
    return this.#trouble?.error ?? null;
  }

  /**
   * Resolves when `work` is on record. Throws what `work` throws, save that the records can't be written; that too once
   * the engine stops. With a signal, the wait ends with `Failure` `canceled` when it is aborted.
   */
  write<T>(work: () => T, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((written, failed) => {
      const waiter: Waiter = () => {
        if (signal?.aborted === true) return over(() => failed(new Failure("canceled", "canceled")));
        let result: T;
        try {
          result = work();
        } catch (thrown) {
          if (isStoreFailure(thrown) && !this.#stopped) {
            this.#note(thrown);
            return false;
          }
          return over(() => failed(thrown));
        }
        return over(() => written(result));
      };
      const giveUp = () => waiter() && this.#waiting.delete(waiter);
      const over = (tell: () => void) => {
        signal?.removeEventListener("abort", giveUp);
        tell();
        return true;
      };
      if (waiter()) {
        this.#wrote();
      } else {
        this.#waiting.add(waiter);
        signal?.addEventListener("abort", giveUp, { once: true });
      }
    });
  }

  /**
   * Writes what only a power cut may undo, and that without harm: it may leave the upload a step behind. Whatever must be
   * certain is flushed later, and this with it.
   */
  soon<T>(work: () => T): T {
    return this.#ports.records.soon(work);
  }

  /** Writes like `write`, and what only a power cut may undo, as `soon` does; with all that others write in the same turn. */
  async writeTogether<T>(work: () => T, signal?: AbortSignal): Promise<T> {
    try {
      const result = await this.#group.write(work, signal);
      this.#wrote();
      return result;
    } catch (thrown) {
      return await this.#writeOrThrow(thrown, work, signal);
    }
  }

  /**
   * Writes like `soon`, with all that others write in the same turn, and calls `settled` in the same turn, with null where
   * nothing was written: because the signal was aborted before, or because the records can't be written, which is noted;
   * `recovered` tells when to try again.
   */
  attempt<T>(work: () => T, settled: (result: T | null) => void, signal: AbortSignal): void {
    const failed = (thrown: unknown) => {
      settled(null);
      if (signal.aborted) return;
      if (isStoreFailure(thrown)) this.#note(thrown);
      else this.#ports.logger.error("what was to be done with the records failed", { error: String(thrown) });
    };
    this.#group.join(work, settled, failed, signal);
  }

  /** Resolves when `work`, and all that was written before it, is on the disk. Throws at once when it can't be. */
  async flush(work: () => void): Promise<void> {
    const { flushed } = await this.#group.writeAndFlush(work);
    await flushed;
  }

  /** Writes like `write`, without holding up the event loop for the disk: while it is flushed, everything else has its turn. */
  async writeAside<T>(work: () => T): Promise<T> {
    const { result, flushed } = await this.#written(work);
    try {
      await flushed;
    } catch (thrown) {
      if (!isStoreFailure(thrown)) throw thrown;
      // It is written but not certain: a write that is takes it along.
      await this.writeLater(thrown, this.#ports.probe);
    }
    return result;
  }

  async #written<T>(work: () => T): Promise<Written<T>> {
    try {
      const written = await this.#group.writeAndFlush(work);
      this.#wrote();
      return written;
    } catch (thrown) {
      const result = await this.#writeOrThrow(thrown, work);
      return { result, flushed: this.#ports.records.flushed() };
    }
  }

  /** Waits with what could just not be written; throws what is no failure of the records. */
  async #writeOrThrow<T>(thrown: unknown, work: () => T, signal?: AbortSignal): Promise<T> {
    if (!isStoreFailure(thrown) || this.#stopped) throw thrown;
    return await this.writeLater(thrown, () => this.soon(work), signal);
  }

  /** A write went through: what waits may go through as well. */
  #wrote(): void {
    if (this.#trouble !== null && !this.#stopped) this.#look();
  }

  /** Writes like `write`, but not before the next look: something else could just not be written because of `failure`. */
  writeLater<T>(failure: Failure, work: () => T, signal?: AbortSignal): Promise<T> {
    let isFirst = true;
    return this.write(() => {
      const met = isFirst && !this.#stopped;
      isFirst = false;
      if (met) throw failure;
      return work();
    }, signal);
  }

  /** Waits for what itself waits for the records, but not longer than they can be written. Throws the trouble then. */
  whileWritable<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#trouble !== null) {
        reject(this.#trouble);
        return;
      }
      this.#refusals.add(reject);
      work.then(resolve, reject).finally(() => this.#refusals.delete(reject));
    });
  }

  /** From now on nothing waits: what can't be written now is left to the next start. */
  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    for (const waiter of this.#waiting) waiter();
    this.#waiting.clear();
  }

  #note(failure: Failure): void {
    if (this.#trouble === null) {
      this.#ports.logger.error("The records can't be written; uploads rest until they can", failure.error);
      this.#ports.announce(failure.error);
    }
    this.#trouble = failure;
    for (const refuse of this.#refusals) refuse(failure);
    this.#refusals.clear();
    if (this.#cancelTimer !== null) return;
    this.#cancelTimer = this.#ports.clock.after(this.#delayMs, () => {
      this.#cancelTimer = null;
      this.#delayMs = Math.min(lastLookMs, this.#delayMs * 2);
      this.#look();
    });
  }

  /** Writes what waits, in order, up to the first that still can't be written. */
  #look(): void {
    for (const waiter of this.#waiting) {
      if (!waiter()) return;
      this.#waiting.delete(waiter);
    }
    try {
      this.#ports.probe();
    } catch (thrown) {
      if (!isStoreFailure(thrown)) throw thrown;
      this.#note(thrown);
      return;
    }
    this.#recover();
  }

  #recover(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#delayMs = firstLookMs;
    this.#trouble = null;
    this.#ports.logger.info("The records can be written again");
    this.#ports.announce(null);
    this.#ports.recovered();
  }
}
