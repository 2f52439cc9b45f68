import type { Database, SqlRow, SqlValue } from "../sql";
import type { OpenPieces } from "./file-pieces";
import { SecondCopy } from "./second-copy";

/** Those that are open. */
const openOnes = new Set<Database>();

/**
 * Closes what a program leaves open on its way out (a window that is closed while it starts, an end that took too long). Otherwise
 * SQLite itself would be closed with the process and bring the log into the records alone, past their copy, which would pass
 * for the truth at the next start.
 */
export function closeOpenRecords(): void {
  for (const database of openOnes) database.close();
}

process.on("exit", closeOpenRecords);

/** An open database whose pages are kept a second time. */
export class CopiedDatabase implements Database {
  readonly #inner: Database;
  readonly #copy: SecondCopy;
  #depth = 0;

  constructor(inner: Database, open: OpenPieces) {
    this.#inner = inner;
    this.#copy = new SecondCopy({ database: inner, open, logger: inner.logger });
    openOnes.add(this);
  }

  /** Begins to keep the copy, once the schema is as it should be. */
  begin(copyIsWhole: boolean): void {
    this.#copy.begin(copyIsWhole);
  }

  get path() {
    return this.#inner.path;
  }

  get logger() {
    return this.#inner.logger;
  }

  execute(sql: string): void {
    this.#inner.execute(sql);
    this.#written();
  }

  run(sql: string, ...values: readonly SqlValue[]): number {
    const changed = this.#inner.run(sql, ...values);
    this.#written();
    return changed;
  }

  get(sql: string, ...values: readonly SqlValue[]): SqlRow | undefined {
    return this.#inner.get(sql, ...values);
  }

  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[] {
    return this.#inner.all(sql, ...values);
  }

  number(sql: string, ...values: readonly SqlValue[]): number {
    return this.#inner.number(sql, ...values);
  }

  transaction<T>(work: () => T): T {
    return this.#followed(() => this.#inner.transaction(work));
  }

  soon<T>(work: () => T): T {
    return this.#followed(() => this.#inner.soon(work));
  }

  async flushed(): Promise<void> {
    await this.#inner.flushed();
  }

  async caughtUp(): Promise<void> {
    await this.#copy.caughtUp();
  }

  close(): void {
    openOnes.delete(this);
    this.#copy.finish();
    this.#inner.close();
    this.#copy.release();
  }

  #followed<T>(transact: () => T): T {
    this.#depth += 1;
    try {
      return transact();
    } finally {
      this.#depth -= 1;
      this.#written();
    }
  }

  #written(): void {
    if (this.#depth === 0) this.#copy.written();
  }
}
