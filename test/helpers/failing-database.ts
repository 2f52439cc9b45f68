import { connectSqlite } from "../../electron/engine/store/database";
import type { Connect, Database, SqlRow, SqlValue } from "../../electron/engine/store/sql";
import { storeFailure } from "../../electron/engine/store/sqlite-failure";

/** What SQLite throws when the disk is full. */
export function fullDisk(): unknown {
  return storeFailure(Object.assign(new Error("database or disk is full"), { errcode: 13 }));
}

/**
 * Stands between the stores and a real database. Counts what writes, the commit of a transaction included, and is asked
 * before each: a plan that answers true lets it fail as on a full disk, with nothing of it done.
 */
export class WriteGate {
  /** Writes that were asked for so far, failed ones included. */
  writes = 0;
  /** Whether the write of this number, counted from 1, fails; `statement` is its SQL or `COMMIT`. */
  fails: (write: number, statement: string) => boolean = () => false;
  /** Called after a write is on the disk, or the transaction it is part of; not for failed ones. */
  wrote: (statement: string) => void = () => {};

  /** For `EngineOptions.connect` and `openDatabase`. */
  readonly connect: Connect = (path, options) => {
    const database = connectSqlite(path, options);
    return options.readOnly ? database : new GatedDatabase(database, this);
  };

  /** Lets a write pass or throws. */
  ask(statement: string): void {
    this.writes += 1;
    if (this.fails(this.writes, statement)) throw fullDisk();
  }
}

class GatedDatabase implements Database {
  readonly #inner: Database;
  readonly #gate: WriteGate;
  #pending: string[] | null = null;

  constructor(inner: Database, gate: WriteGate) {
    this.#inner = inner;
    this.#gate = gate;
  }

  get path() {
    return this.#inner.path;
  }

  get logger() {
    return this.#inner.logger;
  }

  execute(sql: string): void {
    this.#gate.ask(sql);
    this.#inner.execute(sql);
    this.#done(sql);
  }

  run(sql: string, ...values: readonly SqlValue[]): number {
    this.#gate.ask(sql);
    const changed = this.#inner.run(sql, ...values);
    this.#done(sql);
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
    return this.#gated(work, (gated) => this.#inner.transaction(gated));
  }

  soon<T>(work: () => T): T {
    return this.#gated(work, (gated) => this.#inner.soon(gated));
  }

  async flushed(): Promise<void> {
    this.#gate.ask("FLUSH");
    await this.#inner.flushed();
    this.#gate.wrote("FLUSH");
  }

  async caughtUp(): Promise<void> {
    await this.#inner.caughtUp();
  }

  #gated<T>(work: () => T, transact: (gated: () => T) => T): T {
    if (this.#pending !== null) return work();
    const statements: string[] = [];
    this.#pending = statements;
    try {
      const result = transact(() => {
        const done = work();
        if (statements.length > 0) this.#gate.ask("COMMIT");
        return done;
      });
      // What changed nothing writes nothing.
      if (statements.length > 0)
        for (const statement of [...statements, "COMMIT"]) this.#gate.wrote(statement);
      return result;
    } finally {
      this.#pending = null;
    }
  }

  close(): void {
    this.#inner.close();
  }

  #done(statement: string): void {
    if (this.#pending === null) this.#gate.wrote(statement);
    else this.#pending.push(statement);
  }
}
