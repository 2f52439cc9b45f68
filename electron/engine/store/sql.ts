import type { Logger } from "../ports";

/** A value as SQLite knows it. */
export type SqlValue = string | number | null | Uint8Array;

/** A row of a result, by column. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/**
 * An open SQLite file. All methods but `flushed` are synchronous; what they wrote is on the disk (`synchronous=FULL`) when
 * they return, save within `soon`.
 * Errors of SQLite arrive as `Failure`, `storage-full` or `config`.
 */
export interface Database {
  readonly path: string;
  readonly logger: Logger;
  /** Runs statements that answer nothing, several at once if need be; for the schema and pragmas. */
  execute(sql: string): void;
  /** Runs a statement that changes rows and answers how many. */
  run(sql: string, ...values: readonly SqlValue[]): number;
  /** The first row of a result, or undefined. */
  get(sql: string, ...values: readonly SqlValue[]): SqlRow | undefined;
  /** All rows of a result. */
  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[];
  /** A number asked for by a statement with one row and one column; 0 when there is none. */
  number(sql: string, ...values: readonly SqlValue[]): number;
  /**
   * Does all or nothing of `work`. A transaction within a transaction belongs to the outer one, so that a caller can
   * bundle many small changes into one write to the disk.
   */
  transaction<T>(work: () => T): T;
  /**
   * A transaction that reaches the disk when the system likes: the end of the program, however it comes, loses nothing of it,
   * a power cut may, until `flushed`. Nothing of it holds up the event loop.
   */
  soon<T>(work: () => T): T;
  /** Resolves when all that was written before the call is on the disk. Throws `Failure`. Many who ask share one flush. */
  flushed(): Promise<void>;
  /** Resolves when more may be written. Whoever writes a lot waits for it now and then, so that nobody else has to. */
  caughtUp(): Promise<void>;
  /** Closes the file; the last connection also empties the write-ahead log. */
  close(): void;
}

/** Opens a file as it is. */
export type Connect = (
  path: string,
  options: { readonly logger: Logger; readonly readOnly: boolean },
) => Database;

/** The file whose presence says that damage was met while running, so that the next start looks closely. */
export function damageMark(path: string): string {
  return `${path}.look-closely`;
}

/** A column that holds a text. Throws for anything else, which only a program of another version can have written. */
export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`Column ${column} holds no text.`);
  return value;
}

/** A column that holds a text or nothing. */
export function textOrNull(row: SqlRow, column: string): string | null {
  return row[column] === null || row[column] === undefined ? null : textOf(row, column);
}

/** A column that holds a number. */
export function numberOf(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`Column ${column} holds no number.`);
  return value;
}
