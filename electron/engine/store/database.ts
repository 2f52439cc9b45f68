import { chmodSync, closeSync, fsyncSync, openSync } from "node:fs";
import { DatabaseSync, type StatementSyncInstance } from "@photostructure/sqlite";
import type { Logger } from "../ports";
import { LogFlush } from "./log-flush";
import { type OpenedDatabase, openRecords } from "./open-records";
import { type OpenPieces, openPieces } from "./second-copy/file-pieces";
import { type Connect, type Database, damageMark, type SqlRow, type SqlValue } from "./sql";
import { isBusy, mayBeDamage, storeFailure } from "./sqlite-failure";

export type { OpenedDatabase } from "./open-records";
export type { Database } from "./sql";

/** How long a statement waits for a lock, milliseconds; only a foreign tool can hold one. */
const busyTimeoutMs = 5000;

/** An open SQLite file: statements are prepared once, and every error of SQLite leaves here as a `Failure`. */
class SqliteDatabase implements Database {
  readonly path: string;
  readonly logger: Logger;
  readonly #connection: InstanceType<typeof DatabaseSync>;
  readonly #statements = new Map<string, StatementSyncInstance>();
  readonly #readOnly: boolean;
  readonly #log: LogFlush;
  #inTransaction = false;
  /** Whether a commit waits until it is on the disk; null while it is not known. */
  #isSure: boolean | null = null;

  constructor(path: string, options: { readonly logger: Logger; readonly readOnly: boolean }) {
    this.path = path;
    this.logger = options.logger;
    this.#readOnly = options.readOnly;
    this.#log = new LogFlush(path);
    this.#connection = this.#guarded(
      () =>
        new DatabaseSync(path, {
          readOnly: options.readOnly,
          timeout: busyTimeoutMs,
          enableForeignKeyConstraints: true,
          defensive: !options.readOnly,
        }),
    );
  }

  execute(sql: string): void {
    this.#beSure(true);
    this.#guarded(() => this.#connection.exec(sql));
  }

  run(sql: string, ...values: readonly SqlValue[]): number {
    this.#beSure(true);
    return this.#guarded(() => this.#prepared(sql).run(...values).changes);
  }

  get(sql: string, ...values: readonly SqlValue[]): SqlRow | undefined {
    return this.#guarded((): SqlRow | undefined => this.#prepared(sql).get(...values));
  }

  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[] {
    return this.#guarded((): readonly SqlRow[] => this.#prepared(sql).all(...values));
  }

  number(sql: string, ...values: readonly SqlValue[]): number {
    const row = this.get(sql, ...values);
    return Number(row === undefined ? 0 : (Object.values(row)[0] ?? 0));
  }

  transaction<T>(work: () => T): T {
    return this.#transact(work, true);
  }

  soon<T>(work: () => T): T {
    return this.#transact(work, false);
  }

  #transact<T>(work: () => T, isSure: boolean): T {
    if (this.#inTransaction) return work();
    this.#beSure(isSure);
    this.#step("BEGIN IMMEDIATE");
    this.#inTransaction = true;
    let result: T;
    try {
      result = work();
      this.#step("COMMIT");
    } catch (thrown) {
      this.#rollBack();
      throw thrown;
    } finally {
      this.#inTransaction = false;
    }
    return result;
  }

  /** Said only when it changes: most commits in a row are of one kind, and SQLite reads each such word anew. */
  #beSure(isSure: boolean): void {
    if (this.#inTransaction || this.#readOnly || this.#isSure === isSure) return;
    this.#guarded(() => this.#connection.exec(`PRAGMA synchronous = ${isSure ? "FULL" : "NORMAL"}`));
    this.#isSure = isSure;
  }

  #step(sql: string): void {
    this.#guarded(() => this.#prepared(sql).run());
  }

  flushed(): Promise<void> {
    return this.#log.flushed();
  }

  async caughtUp(): Promise<void> {}

  close(): void {
    this.#log.close();
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }

  /** SQLite ends a transaction by itself after some errors (full disk), so there may be nothing to roll back. */
  #rollBack(): void {
    if (!this.#connection.isTransaction) return;
    try {
      this.#connection.exec("ROLLBACK");
    } catch (thrown) {
      this.logger.error("A transaction could not be rolled back", { reason: String(thrown) });
    }
  }

  #prepared(sql: string): StatementSyncInstance {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guarded<T>(operation: () => T): T {
    try {
      return operation();
    } catch (thrown) {
      if (!this.#readOnly && mayBeDamage(thrown)) this.#markDamage();
      throw storeFailure(thrown);
    }
  }

  #markDamage(): void {
    try {
      const file = openSync(damageMark(this.path), "w", 0o600);
      fsyncSync(file);
      closeSync(file);
    } catch (thrown) {
      this.logger.warn("The damage of the records could not be marked", { reason: String(thrown) });
    }
  }
}

/**
 * Opens the profile's records (`PROFILE/waybill.db`), creating folder (0700) and files (0600) as needed.
 * Only the owner of the profile may do so (`host/`). A damaged file is kept aside as `waybill.damaged-TIME.db`; its pages are
 * put right from the second copy (`waybill.copy.db`), or else what can be read of it goes into a new one. The answer says
 * so, so that the user is told.
 * Throws `Failure` `config` for a newer version or a file that can't be opened, `storage-full` for a full disk.
 */
export function openDatabase(
  path: string,
  options: { readonly logger: Logger; readonly connect?: Connect; readonly openPieces?: OpenPieces },
): OpenedDatabase {
  return openRecords(path, { connect: connectSqlite, openPieces, ...options });
}

/** Opens a SQLite file as it is; throws `Failure`. Tests put themselves between this and the stores. */
export const connectSqlite: Connect = (path, options) => new SqliteDatabase(path, options);

/** A lock that ends with the process, however it ends. */
export interface FileLock {
  /** Lets go; a second time does nothing. */
  release(): void;
}

/**
 * Takes an exclusive lock on a file of its own, or answers null while somebody else has it.
 * It is an open SQLite transaction: the operating system's lock of the file, the same on all platforms, which no crash
 * can leave behind. The file must never be opened in another way by this process: closing any descriptor of it would
 * drop the lock (POSIX). Several takers at the same instant may all be refused; whoever wants it asks again.
 */
export function lockFile(path: string): FileLock | null {
  let connection: InstanceType<typeof DatabaseSync>;
  try {
    connection = new DatabaseSync(path, { timeout: 0 });
  } catch (thrown) {
    throw storeFailure(thrown);
  }
  try {
    connection.exec("BEGIN EXCLUSIVE");
  } catch (thrown) {
    connection.close();
    if (isBusy(thrown)) return null;
    throw storeFailure(thrown);
  }
  chmodSync(path, 0o600);
  return {
    release: () => {
      if (connection.isOpen) connection.close();
    },
  };
}
