import { Failure } from "../failure";
import type { Database } from "../store/sql";
import { afterTurns } from "./after-turns";

/** What became of a write: what it answered, and when the disk has it. */
export interface Written<T> {
  readonly result: T;
  /** Resolves when it is on the disk; throws `Failure` when it may not be. */
  readonly flushed: Promise<void>;
}

/** A write that waits for its turn. */
interface Member {
  readonly signal: AbortSignal | undefined;
  readonly isToBeFlushed: boolean;
  /** Does the work; answers what tells the one who waits that it is committed. */
  readonly work: () => (flushed: Promise<void>) => void;
  readonly failed: (thrown: unknown) => void;
}

/**
 * Makes one transaction of what many uploads want to write in the same turn of the event loop, and one flush of the disk
 * for those of them that need it: a commit costs many times what a row does. What waits for the disk anyway is gathered
 * while an earlier flush is under way. What fails together is done again one by one, so that nobody suffers for another
 * one's fault.
 */
export class WriteGroup {
  readonly #records: Pick<Database, "soon" | "flushed">;
  #members: Member[] = [];
  #isDue = false;
  #isFlushing = false;

  constructor(records: Pick<Database, "soon" | "flushed">) {
    this.#records = records;
  }

  /**
   * Resolves when `work` is committed as `Database.soon` commits. Throws what `work` throws, and `Failure` `canceled` when
   * the signal is aborted before its turn. `work` may be done a second time, after the first was rolled back.
   */
  write<T>(work: () => T, signal?: AbortSignal): Promise<T> {
    return this.#add(work, false, signal).then(({ result }) => result);
  }

  /** Like `write`, and is flushed as soon as can be. */
  writeAndFlush<T>(work: () => T): Promise<Written<T>> {
    return this.#add(work, true);
  }

  /**
   * Like `write`; `committed` or `failed` is called in the very turn of the event loop in which it is committed or not, so that
   * nobody finds in the records what its owner does not know of yet.
   */
  join<T>(
    work: () => T,
    committed: (result: T) => void,
    failed: (thrown: unknown) => void,
    signal: AbortSignal,
  ): void {
    const workOnce = () => {
      const result = work();
      return () => committed(result);
    };
    this.#push({ signal, isToBeFlushed: false, work: workOnce, failed });
  }

  #add<T>(work: () => T, isToBeFlushed: boolean, signal?: AbortSignal): Promise<Written<T>> {
    return new Promise((written, failed) => {
      const workOnce = () => {
        const result = work();
        return (flushed: Promise<void>) => written({ result, flushed });
      };
      this.#push({ signal, isToBeFlushed, work: workOnce, failed });
    });
  }

  #push(member: Member): void {
    this.#members.push(member);
    if (!member.isToBeFlushed || !this.#isFlushing) this.#becomeDue();
  }

  #becomeDue(): void {
    if (this.#isDue || this.#members.length === 0) return;
    this.#isDue = true;
    afterTurns(() => {
      this.#isDue = false;
      this.#writeAll();
    });
  }

  #writeAll(): void {
    const members = this.#members.filter(({ signal, failed }) => {
      if (signal?.aborted === true) failed(new Failure("canceled", "canceled"));
      return signal?.aborted !== true;
    });
    this.#members = [];
    if (members.length === 0) return;
    if (!this.#commit(members) && members.length > 1) for (const member of members) this.#commit([member]);
  }

  /** Answers false when nothing of it was written; a single member is told why. */
  #commit(members: readonly Member[]): boolean {
    let tell: readonly ((flushed: Promise<void>) => void)[];
    try {
      tell = this.#records.soon(() => members.map(({ work }) => work()));
    } catch (thrown) {
      if (members.length === 1) members[0]?.failed(thrown);
      return false;
    }
    const flushed = members.some(({ isToBeFlushed }) => isToBeFlushed) ? this.#flush() : Promise.resolve();
    for (const written of tell) written(flushed);
    return true;
  }

  /** All that was committed up to now. */
  #flush(): Promise<void> {
    this.#isFlushing = true;
    const flushed = this.#records.flushed();
    const over = () => {
      this.#isFlushing = false;
      this.#becomeDue();
    };
    flushed.then(over, over);
    return flushed;
  }
}
