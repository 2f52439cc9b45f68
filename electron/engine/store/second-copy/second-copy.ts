import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { Failure } from "../../failure";
import type { Logger } from "../../ports";
import type { Database } from "../sql";
import { CopyFile, type Page } from "./copy-file";
import type { FilePieces, OpenPieces } from "./file-pieces";
import { LogPages } from "./log-pages";
import { pageBytes } from "./page";
import { copyPath } from "./restore-pages";

/** Frames of the log from which on its pages are brought into both files; SQLite's own measure is 1,000. */
const manyFrames = 2_000;
/** A log that grew to this while nobody could look is brought in at once, bytes. */
const urgentBytes = 32 * 1024 * 1024;
/** Pages that are copied, and frames that are read, before others may go on: a millisecond or two. */
const stepPages = 256;
const stepFrames = 512;
/** Records up to this length get their copy at once, pages. */
const shortPages = 1_024;
/** From a write to the first look at the log, milliseconds. */
const lookDelayMs = 50;
/** From a failure of the copy's disk to the next attempt to make a copy, milliseconds. */
const retryDelayMs = 5 * 60_000;

/** SQLite makes no checkpoint of its own: only what is in the copy may leave the log. To be said before the first change. */
export const ownCheckpoints = "PRAGMA wal_autocheckpoint = 0";

/** What a second copy works with. */
export interface SecondCopyPorts {
  readonly database: Database;
  readonly open: OpenPieces;
  readonly logger: Logger;
}

/**
 * Keeps the second copy of open records. SQLite's own checkpoints are off: what was committed goes from the log into the
 * copy, is flushed, and only then goes from the log into the records, so that at any moment each page is in two of the
 * three. Works in small steps between other things. When the copy can't be written, the records go on without one, and it is
 * made anew later; nothing here ever fails for whoever writes to the records.
 */
export class SecondCopy {
  readonly #ports: SecondCopyPorts;
  #copy: CopyFile | null = null;
  #log: LogPages | null = null;
  /** The records' own file. It stays open: closing it would drop SQLite's locks on it (POSIX). */
  #main: FilePieces | null = null;
  /** Pages of the records' file that are in a copy which is being made; null when it is whole. */
  #made: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isBringingIn = false;
  /** Writes to the copy so far, and how many of them are on the disk. */
  #writes = 0;
  #flushed = 0;
  #isFlushing = false;
  #isRenewed = false;
  /** Whether a copy was given up that the records still call theirs. */
  #mustDisown = false;
  #isClosed = false;

  constructor(ports: SecondCopyPorts) {
    this.#ports = ports;
  }

  /** Begins, once the records are open: takes in what an earlier process left in the log, and makes a copy where there is none. */
  begin(copyIsWhole: boolean): void {
    this.#attempt(() => {
      this.#openCopy(copyIsWhole);
      this.#bringIn();
      if (this.#made !== null && this.#mainPages() <= shortPages) this.#makeAll();
    });
    if (this.#made !== null) this.#lookAfter(0);
  }

  /** Something was committed. */
  written(): void {
    if (this.#isClosed) return;
    this.#attempt(() => {
      if (this.#log !== null && this.#log.size > urgentBytes) this.#bringIn();
    });
    this.#lookAfter(lookDelayMs);
  }

  /** Brings both files to the same state. To be called before the records are closed. */
  finish(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#attempt(() => {
      this.#disown();
      this.#bringIn();
    });
    this.#closeCopy();
  }

  /** To be called when the records are closed. */
  release(): void {
    this.#main?.close();
    this.#main = null;
  }

  #openCopy(isWhole: boolean): void {
    const { database, open } = this.#ports;
    database.execute(ownCheckpoints);
    const log = open(`${database.path}-wal`, "read");
    const pieces = open(copyPath(database.path), "make");
    if (log === null || pieces === null) throw new Error("There is no log beside the records.");
    this.#log = new LogPages(log);
    this.#copy = new CopyFile(pieces);
    this.#made = isWhole ? null : 0;
    if (!isWhole) this.#copy.begin();
  }

  #lookAfter(delayMs: number): void {
    if (this.#timer !== null || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#attempt(() => this.#step());
    }, delayMs);
    this.#timer.unref();
  }

  /** A failure of the records' own is met again by whoever writes next, and said there; one of the copy ends it. */
  #attempt(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      if (!(thrown instanceof Failure)) this.#giveUp(thrown);
      else this.#ports.logger.warn("The log could not be brought into the records", thrown.error);
    }
  }

  /** One small piece of what there is to do. */
  #step(): void {
    if (this.#isFlushing) return;
    const log = this.#log;
    if (log === null) this.#tryAgain();
    else if (log.follow(stepFrames)) this.#lookAfter(0);
    else if (this.#isBringingIn || log.frames >= manyFrames) this.#bringInSome(log);
    else if (this.#made !== null) this.#makeMore();
  }

  /** The last few pages are copied with those that came in during the flush, in one go with the checkpoint. */
  #bringInSome(log: LogPages): void {
    this.#isBringingIn = true;
    if (log.waiting > stepPages) {
      this.#copySome();
      this.#lookAfter(0);
      return;
    }
    this.#flushThen(() => {
      this.#bringIn();
      this.#isBringingIn = false;
    });
  }

  #makeMore(): void {
    if (this.#makeSome()) this.#flushThen(() => this.#finishMaking());
    else this.#lookAfter(0);
  }

  #flushThen(next: () => void): void {
    const copy = this.#copy;
    if (copy === null) return;
    const writes = this.#writes;
    this.#isFlushing = true;
    const over = (result: () => void) => {
      this.#isFlushing = false;
      if (this.#copy !== copy) return;
      this.#attempt(result);
      this.#lookAfter(0);
    };
    copy.flushLater().then(
      () =>
        over(() => {
          this.#flushed = Math.max(this.#flushed, writes);
          next();
        }),
      (error: unknown) => over(() => this.#giveUp(error)),
    );
  }

  #copySome(): void {
    const pages = this.#log?.take(stepPages) ?? [];
    this.#write(pages);
  }

  #write(pages: readonly Page[]): void {
    this.#writes += 1;
    this.#copy?.write(pages);
  }

  #flush(): void {
    if (this.#flushed < this.#writes) this.#copy?.flush();
    this.#flushed = this.#writes;
  }

  /** Brings all that was committed into the copy, then into the records. */
  #bringIn(): void {
    const log = this.#log;
    const copy = this.#copy;
    if (log === null || copy === null) return;
    log.followToEnd();
    if (log.waiting > 0) this.#renew();
    while (log.waiting > 0) this.#copySome();
    if (log.databasePages > 0) copy.cut(log.databasePages);
    this.#flush();
    const [result] = this.#ports.database.all("PRAGMA wal_checkpoint(PASSIVE)");
    if (result !== undefined && result["log"] === result["checkpointed"]) log.checkpointed();
  }

  /**
   * Gives the records a new number before they are changed for the first time, so that a file from a backup is never
   * taken for them. It matters little enough not to stop anything.
   */
  #renew(): void {
    if (this.#isRenewed) return;
    this.#isRenewed = true;
    this.#attempt(() => this.#giveNumber());
    this.#log?.followToEnd();
  }

  #giveNumber(): void {
    this.#ports.database.execute(`PRAGMA application_id = ${randomInt(1, 2 ** 31)}`);
  }

  #mainPages(): number {
    this.#main ??= this.#ports.open(this.#ports.database.path, "read");
    return Math.floor((this.#main?.size() ?? 0) / pageBytes);
  }

  /** Copies some pages of the records' file; true when there are no more. What is in the log comes from there. */
  #makeSome(): boolean {
    const pages = this.#mainPages();
    const made = this.#made ?? pages;
    const bytes = this.#main?.read(made * pageBytes, stepPages * pageBytes) ?? Buffer.alloc(0);
    const count = Math.min(Math.floor(bytes.length / pageBytes), pages - made);
    const some = Array.from({ length: count }, (_, index) => ({
      page: made + index + 1,
      content: bytes.subarray(index * pageBytes, (index + 1) * pageBytes),
    }));
    this.#write(some);
    this.#made = made + count;
    return this.#made >= pages;
  }

  #makeAll(): void {
    while (!this.#makeSome());
    this.#flush();
    this.#finishMaking();
  }

  #finishMaking(): void {
    this.#copy?.finish();
    this.#made = null;
  }

  /** Goes on without a copy, until a later attempt to make one. */
  #giveUp(reason: unknown): void {
    const { database, logger } = this.#ports;
    logger.warn("The second copy of the records can't be kept; it is made anew later", {
      reason: String(reason),
    });
    this.#closeCopy();
    this.#isBringingIn = false;
    this.#mustDisown = true;
    try {
      rmSync(copyPath(database.path), { force: true });
    } catch (thrown) {
      logger.warn("The second copy of the records can't be removed", { reason: String(thrown) });
    }
    this.#attempt(() => this.#disown());
    this.#lookAfter(retryDelayMs);
  }

  #closeCopy(): void {
    for (const file of [this.#copy, this.#log]) {
      try {
        file?.close();
      } catch (thrown) {
        this.#ports.logger.warn("A file of the records could not be closed", { reason: String(thrown) });
      }
    }
    this.#copy = null;
    this.#log = null;
  }

  /**
   * Only records with another number than the copy's may change without it: the copy may come back, after a power cut say,
   * and must not be taken for theirs.
   */
  #disown(): void {
    if (!this.#mustDisown) return;
    this.#giveNumber();
    this.#ports.database.execute("PRAGMA wal_autocheckpoint = 1000");
    this.#mustDisown = false;
  }

  #tryAgain(): void {
    this.#disown();
    this.#openCopy(false);
    this.#lookAfter(0);
  }
}
