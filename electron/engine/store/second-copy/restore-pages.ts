import type { Logger } from "../../ports";
import { CopyFile, type Page } from "./copy-file";
import type { FilePieces, OpenPieces } from "./file-pieces";
import { LogPages } from "./log-pages";
import { databaseIdOf, isFirstPage, pageBytes, pageCountOf } from "./page";

/** Pages that are read at once. */
const piecePages = 256;
/** Of records up to this length every page is compared at each start (64 MiB: 100 ms); pages. */
const alwaysPages = 16_384;
/** Of longer ones so many at each end; the rest only when damage was met. */
const endPages = 1024;

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
  /** Called once before the first page is changed. */
  readonly keepAside: () => void;
}

/**
 * Compares records that nobody has open with their second copy and puts every damaged page right. A page is in the log, or
 * it is the same in both files: the log's pages go into the copy first and into the records then, each flushed before the
 * next step. So a page that is in no log and differs is damaged in one of them, and the copy's checksum says in which.
 * Throws what the file system throws.
 */
export function restorePages(records: string, options: RestoreOptions): Comparison {
  const nothing = { copyIsWhole: false, restored: 0 };
  const copyPieces = options.open(copyPath(records), "read");
  if (copyPieces === null) return nothing;
  const opened: { close(): void }[] = [copyPieces];
  const keep = <T extends { close(): void } | null>(file: T): T => {
    if (file !== null) opened.push(file);
    return file;
  };
  try {
    const copy = new CopyFile(copyPieces);
    if (!copy.isWhole()) return nothing;
    const logPieces = keep(options.open(`${records}-wal`, "read"));
    const log = logPieces === null ? null : new LogPages(logPieces);
    log?.followToEnd();
    const main = keep(options.open(records, "read"));
    return new Restoring(copy, log, main).run(records, options);
  } finally {
    for (const file of opened) file.close();
  }
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

  run(records: string, options: RestoreOptions): Comparison {
    const own = this.#readMain(1, 1)[0] ?? Buffer.alloc(0);
    const copied = this.#copy.read(1, 1)[0] ?? null;
    const logged = this.#log?.content(1) ?? null;
    if (!belongs(own, copied, logged)) {
      options.logger.info("The second copy is of other records and is made anew");
      return { copyIsWhole: false, restored: 0 };
    }
    const count = pageCountOf(logged ?? copied ?? own);
    const isShort = options.everything || count <= alwaysPages;
    let damaged = isShort ? this.#compare(1, count) : this.#compareEnds(count);
    if (damaged.length > 0 && !isShort) damaged = this.#compare(1, count);
    if (damaged.length > 0) {
      options.keepAside();
      this.#repair(records, damaged, options.open);
    }
    return { copyIsWhole: this.#copyIsWhole, restored: damaged.length };
  }

  #readMain(first: number, count: number): readonly (Buffer | null)[] {
    const bytes = this.#main?.read((first - 1) * pageBytes, count * pageBytes) ?? Buffer.alloc(0);
    return Array.from({ length: count }, (_, index) => {
      const page = bytes.subarray(index * pageBytes, (index + 1) * pageBytes);
      return page.length < pageBytes ? null : page;
    });
  }

  #compareEnds(count: number): number[] {
    return [...this.#compare(1, endPages), ...this.#compare(count - endPages + 1, count)];
  }

  /** Numbers of the damaged pages that the copy has. */
  #compare(first: number, last: number): number[] {
    const damaged: number[] = [];
    for (let from = first; from <= last; from += piecePages) {
      const count = Math.min(piecePages, last - from + 1);
      const own = this.#readMain(from, count);
      const copied = this.#copy.read(from, count);
      for (let index = 0; index < count; index += 1) {
        if (this.#log?.has(from + index) === true) continue;
        const page = copied[index] ?? null;
        if (page === null) this.#copyIsWhole = false;
        else if (own[index]?.equals(page) !== true) damaged.push(from + index);
      }
    }
    return damaged;
  }

  #repair(records: string, damaged: readonly number[], open: OpenPieces): void {
    const target = open(records, "make");
    if (target === null) return;
    try {
      for (const page of damaged) {
        const [content] = this.#copy.read(page, 1);
        if (content) target.write(content, (page - 1) * pageBytes);
      }
      target.flush();
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
