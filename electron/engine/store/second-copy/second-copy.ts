import { rmSync } from "node:fs";
import { Failure } from "../../failure";
import type { Logger } from "../../ports";
import type { Database } from "../sql";
import { CopyFile, type Page } from "./copy-file";
import { made, type OpenPieces } from "./file-pieces";
import { LogPages } from "./log-pages";
import { MainPages } from "./main-pages";
import { OwnNumber } from "./own-number";
import { copyPath } from "./restore-pages";

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
  readonly #main: MainPages;
  /** Whether the copy is being made from the records' file. */
  #isMaking = false;
  #timer: NodeJS.Timeout | null = null;
  #isBringingIn = false;
  /** Writes to the copy so far, and how many of them are on the disk. */
  #writes = 0;
  #flushed = 0;
  #isFlushing = false;
  readonly #number: OwnNumber;
  #isClosed = false;
  /** Those who wait until the log is brought in. */
  #waiting: (() => void)[] = [];

  constructor(ports: SecondCopyPorts) {
    this.#ports = ports;
    this.#number = new OwnNumber(ports.database);
    this.#main = new MainPages(ports.database.path, ports.open);
  }

  /** Begins, once the records are open: takes in what an earlier process left in the log, and makes a copy where there is none. */
  begin(copyIsWhole: boolean): void {
    this.#attempt(() => {
      this.#openCopy(copyIsWhole);
      this.#bringIn();
      if (this.#isMaking && this.#main.count <= shortPages) this.#makeAll();
    });
    if (this.#isMaking) this.#lookAfter(0);
  }

  /** Something was committed. */
  written(): void {
    if (this.#isClosed) return;
    this.#attempt(() => {
      if (this.#log !== null && this.#log.size > urgentBytes) this.#bringIn();
    });
    this.#lookAfter(lookDelayMs);
  }

  /** Resolves when the log is not long. Who writes a lot waits here: else it outgrows small steps, and all wait for a large one. */
  async caughtUp(): Promise<void> {
    const log = this.#log;
    if (log === null || this.#isClosed) return;
    if (!this.#isBringingIn && !this.#isFlushing) {
      this.#attempt(() => log.followToEnd());
      if (!log.isLong) return;
      this.#callOff();
      this.#lookAfter(0);
    }
    if (this.#log !== null) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Brings both files to the same state. To be called before the records are closed. */
  finish(): void {
    this.#isClosed = true;
    this.#callOff();
    this.#attempt(() => {
      this.#number.disown();
      this.#bringIn();
    });
    this.#closeCopy();
  }

  /** To be called when the records are closed. */
  release(): void {
    this.#main.close();
  }

  #openCopy(isWhole: boolean): void {
    const { database, open } = this.#ports;
    database.execute(ownCheckpoints);
    this.#log = new LogPages(made(open, `${database.path}-wal`));
    this.#copy = new CopyFile(made(open, copyPath(database.path)));
    this.#isMaking = !isWhole;
    if (isWhole) return;
    this.#main.rewind();
    this.#copy.begin();
  }

  #lookAfter(delayMs: number): void {
    if (this.#timer !== null || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#attempt(() => this.#step());
    }, delayMs);
    this.#timer.unref();
  }

  #callOff(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #letGoOn(): void {
    for (const goOn of this.#waiting.splice(0)) goOn();
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
    else if (this.#isBringingIn) this.#bringInSome(log);
    else if (log.follow(stepFrames)) this.#lookAfter(0);
    else if (log.isLong) this.#beginBringingIn(log);
    else {
      // A large write may have brought everything in at once.
      this.#letGoOn();
      if (this.#isMaking) this.#makeMore();
    }
  }

  /** What was committed in a hurry is on the disk before it goes into the copy; until it is there, the log is not followed. */
  #beginBringingIn(log: LogPages): void {
    this.#waitFor(log.flushLater(), () => {
      this.#isBringingIn = true;
    });
  }

  /** The last few pages are copied with those that came in during the flush, in one go with the checkpoint. */
  #bringInSome(log: LogPages): void {
    if (log.waiting > stepPages) {
      this.#copySome();
      this.#lookAfter(0);
      return;
    }
    this.#isBringingIn = false;
    this.#flushThen(() => this.#bringIn());
  }

  #makeMore(): void {
    this.#makeSome();
    if (this.#main.isAtEnd) this.#flushThen(() => this.#finishMaking());
    else this.#lookAfter(0);
  }

  #flushThen(next: () => void): void {
    const writes = this.#writes;
    if (this.#copy === null) return;
    this.#waitFor(this.#copy.flushLater(), () => {
      this.#flushed = Math.max(this.#flushed, writes);
      next();
    });
  }

  /** No step is taken until a flush is over; then `next`, unless the copy was closed meanwhile. */
  #waitFor(flush: Promise<void>, next: () => void): void {
    const copy = this.#copy;
    this.#isFlushing = true;
    const over = (result: () => void) => {
      this.#isFlushing = false;
      if (this.#copy !== copy) return;
      this.#attempt(result);
      if (!this.#isBringingIn && !this.#isFlushing) this.#letGoOn();
      this.#lookAfter(0);
    };
    flush.then(
      () => over(next),
      (error: unknown) => over(() => this.#giveUp(error)),
    );
  }

  #copySome(): void {
    this.#write(this.#log?.take(stepPages) ?? []);
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
    if (log.waiting > 0) {
      this.#attempt(() => this.#number.renew());
      log.followToEnd();
      log.flush();
    }
    while (log.waiting > 0) this.#copySome();
    if (log.databasePages > 0) copy.cut(log.databasePages);
    this.#flush();
    // Counted from here even if there is no room in the records: tried again with the next ones, not at once.
    log.countAnew();
    this.#ports.database.all("PRAGMA wal_checkpoint(PASSIVE)");
  }

  /** Copies some pages of the records' file; what is in the log comes from there. */
  #makeSome(): void {
    this.#write(this.#main.next(stepPages));
  }

  #makeAll(): void {
    while (!this.#main.isAtEnd) this.#makeSome();
    this.#flush();
    this.#finishMaking();
  }

  #finishMaking(): void {
    this.#copy?.finish();
    this.#isMaking = false;
  }

  /** Goes on without a copy, until a later attempt to make one. */
  #giveUp(reason: unknown): void {
    const { database, logger } = this.#ports;
    logger.warn("The second copy of the records can't be kept; it is made anew later", {
      reason: String(reason),
    });
    this.#closeCopy();
    this.#isBringingIn = false;
    this.#number.copyIsGone();
    this.#tidy(() => rmSync(copyPath(database.path), { force: true }));
    this.#attempt(() => this.#number.disown());
    this.#lookAfter(retryDelayMs);
  }

  #closeCopy(): void {
    this.#letGoOn();
    this.#tidy(() => this.#copy?.close());
    this.#tidy(() => this.#log?.close());
    this.#copy = null;
    this.#log = null;
  }

  #tidy(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.#ports.logger.warn("A second copy could not be put away", { reason: String(thrown) });
    }
  }

  #tryAgain(): void {
    this.#number.disown();
    this.#openCopy(false);
    this.#lookAfter(0);
  }
}
