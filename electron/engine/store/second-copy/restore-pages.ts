import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { systemCode } from "../../files/file-failure";
import type { Logger } from "../../ports";
import { CopyFile, type Page } from "./copy-file";
import type { FilePieces, OpenPieces } from "./file-pieces";
import { LogPages } from "./log-pages";
import { databaseIdOf, isFirstPage, pageBytes, pageCountOf } from "./page";

/** Pages that are read at once. */
const piecePages = 256;
/** Of records up to this length every page is compared at each start (64 MiB: 100 ms); pages. */
const alwaysPages = 16_384;
/** Of longer ones so many at each end, where damage mostly is, and a stretch somewhere; the rest only when damage was met. */
const endPages = 64;
const stretchPages = 128;

/** Stands for a page that neither file has: the log has it, or SQLite meets the damage. */
const missingPage = Buffer.alloc(pageBytes);

/** Where the second copy of records lies. */
export function copyPath(records: string): string {
  return records.replace(/(\.db)?$/, ".copy.db");
}

/** What a look at the records and their second copy found. */
export interface Comparison {
  /** Whether the copy has every page of these records; otherwise it is to be made anew. */
  readonly copyIsWhole: boolean;
  /** Pages that were damaged and are whole again. */
  readonly restored: number;
}

/** What restoring needs. */
export interface RestoreOptions {
  readonly open: OpenPieces;
  readonly logger: Logger;
  /** Compare every page, however many there are. */
  readonly everything: boolean;
  /** Puts a file in the place of the damaged one, which is kept elsewhere. */
  readonly replace: (fresh: string) => void;
}

/**
 * Compares records that nobody has open with their second copy and puts every damaged page right. A page is in the log, or
 * it is the same in both files: the log's pages go into the copy first and into the records then, each flushed before the
 * next step. So a page that is in no log and differs is damaged in one of them, and the copy's checksum says in which.
 * Throws what the file system throws; of a copy that can't be opened nothing is said, for the records may be well.
 */
export function restorePages(records: string, options: RestoreOptions): Comparison {
  const nothing = { copyIsWhole: false, restored: 0 };
  const opened: FilePieces[] = [];
  const open = (path: string) => {
    const pieces = options.open(path, "read");
    if (pieces !== null) opened.push(pieces);
    return pieces;
  };
  let found: Comparison & { readonly fresh: string | null };
  try {
    const copyPieces = orNull(() => open(copyPath(records)));
    if (copyPieces === null) return nothing;
    const copy = new CopyFile(copyPieces);
    if (!copy.isWhole()) return nothing;
    const logPieces = open(`${records}-wal`);
    const log = logPieces === null ? null : new LogPages(logPieces);
    log?.followToEnd();
    found = new Restoring(copy, log, open(records)).run(records, options);
  } finally {
    for (const file of opened) file.close();
  }
  if (found.fresh !== null) options.replace(found.fresh);
  return found;
}

function orNull<T>(open: () => T | null): T | null {
  try {
    return open();
  } catch {
    return null;
  }
}

/** Reads pages in a row; null for each that is missing or stands on a place of the disk that can't be read. */
function readPages(file: FilePieces | null, first: number, count: number): readonly (Buffer | null)[] {
  let bytes: Buffer;
  try {
    bytes = file?.read((first - 1) * pageBytes, count * pageBytes) ?? Buffer.alloc(0);
  } catch (thrown) {
    if (systemCode(thrown) !== "EIO") throw thrown;
    if (count === 1) return [null];
    return Array.from({ length: count }, (_, index) => readPages(file, first + index, 1)[0] ?? null);
  }
  return Array.from({ length: count }, (_, index) => {
    const page = bytes.subarray(index * pageBytes, (index + 1) * pageBytes);
    return page.length < pageBytes ? null : page;
  });
}

class Restoring {
  readonly #copy: CopyFile;
  readonly #log: LogPages | null;
  readonly #main: FilePieces | null;
  #copyIsWhole = true;

  constructor(copy: CopyFile, log: LogPages | null, main: FilePieces | null) {
    this.#copy = copy;
    this.#log = log;
    this.#main = main;
  }

  run(records: string, options: RestoreOptions): Comparison & { readonly fresh: string | null } {
    const own = readPages(this.#main, 1, 1)[0] ?? Buffer.alloc(0);
    const copied = this.#copy.read(1, 1)[0] ?? null;
    const logged = this.#log?.content(1) ?? null;
    if (!belongs(own, copied, logged)) {
      options.logger.info("The second copy is of other records and is made anew");
      return { copyIsWhole: false, restored: 0, fresh: null };
    }
    const count = pageCountOf(logged ?? copied ?? own);
    const isShort = options.everything || count <= alwaysPages;
    let damaged = isShort ? this.#compare(1, count) : this.#compareParts(count);
    if (damaged.size > 0 && !isShort) damaged = this.#compare(1, count);
    const fresh = damaged.size === 0 ? null : `${records}.new`;
    if (fresh !== null) this.#build(fresh, count, damaged, options.open);
    return { copyIsWhole: this.#copyIsWhole, restored: damaged.size, fresh };
  }

  /** Both ends and another stretch at each start, so that in time all pages are looked at, and no start takes long. */
  #compareParts(count: number): ReadonlySet<number> {
    const stretch = randomInt(endPages, count - endPages - stretchPages);
    return new Set([
      ...this.#compare(1, endPages),
      ...this.#compare(stretch + 1, stretch + stretchPages),
      ...this.#compare(count - endPages + 1, count),
    ]);
  }

  /** Numbers of the damaged pages that the copy has. */
  #compare(first: number, last: number): ReadonlySet<number> {
    const damaged = new Set<number>();
    for (let from = first; from <= last; from += piecePages) {
      const count = Math.min(piecePages, last - from + 1);
      const own = readPages(this.#main, from, count);
      const copied = this.#copy.read(from, count);
      for (let index = 0; index < count; index += 1) {
        if (this.#log?.has(from + index) === true) continue;
        const page = copied[index] ?? null;
        if (page === null) this.#copyIsWhole = false;
        else if (own[index]?.equals(page) !== true) damaged.add(from + index);
      }
    }
    return damaged;
  }

  /** Writes whole records beside the damaged ones, whose disk may have places that no longer take anything. */
  #build(path: string, pages: number, damaged: ReadonlySet<number>, open: OpenPieces): void {
    const target = open(path, "make");
    if (target === null) return;
    try {
      target.cut(0);
      for (let from = 1; from <= pages; from += piecePages) {
        const count = Math.min(piecePages, pages - from + 1);
        const copied = this.#copy.read(from, count);
        const own = readPages(this.#main, from, count).map((page, index) =>
          damaged.has(from + index) ? (copied[index] ?? null) : page,
        );
        target.write(Buffer.concat(own.map((page) => page ?? missingPage)), (from - 1) * pageBytes);
      }
      target.flush();
    } catch (thrown) {
      rmSync(path, { force: true });
      throw thrown;
    } finally {
      target.close();
    }
  }
}

/**
 * Whether a copy is one of these records. Both carry the number that Waybill renews (`databaseIdOf`); where the records'
 * own first page is no longer one, the copy beside them counts.
 */
function belongs(own: Buffer, copied: Page["content"] | null, logged: Buffer | null): boolean {
  if (copied === null) return logged !== null;
  if (!isFirstPage(own)) return true;
  const id = databaseIdOf(copied);
  return id === databaseIdOf(own) || (logged !== null && id === databaseIdOf(logged));
}
