import type { FilePieces } from "./file-pieces";
import { pageBytes } from "./page";

/** The log's header and what stands before each of its pages, bytes (sqlite.org/fileformat2.html, 4.1 and 4.2). */
const headerBytes = 32;
const frameHeaderBytes = 24;
const frameBytes = frameHeaderBytes + pageBytes;
/** Frames from which on the log's pages are brought into both files; SQLite's own measure is 1,000. */
const manyFrames = 2_000;
/** While fewer pages than these were changed, time and again, twice as many frames are waited for. */
const manyPages = 1_000;
/** Frames that are read at once: mostly a few are new, and the file is longer than what is of account. */
const pieceFrames = 16;
/** The log's first number when its sums are of little-endian numbers, as on every computer Waybill runs on. */
const littleEndianMagic = 0x377f0682;

/** The running sum over a log, as two numbers of 32 bits. */
type Sum = readonly [number, number];

function add([first, second]: Sum, bytes: Buffer): Sum {
  const numbers = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let a = first;
  let b = second;
  for (let index = 0; index < numbers.length; index += 2) {
    a = (a + (numbers[index] ?? 0) + b) >>> 0;
    b = (b + (numbers[index + 1] ?? 0) + a) >>> 0;
  }
  return [a, b];
}

/** How far a log was read. */
interface Place {
  readonly offset: number;
  readonly sum: Sum;
}

/**
 * Reads along SQLite's write-ahead log and knows which pages were committed since. SQLite writes the log from the start
 * again after a complete checkpoint; what then stands behind is of no account, as is a transaction that was not committed.
 */
export class LogPages {
  /** Where in the log the newest content of each committed page is that nobody has taken yet. */
  readonly #pages = new Map<number, number>();
  readonly #pieces: FilePieces;
  #header: Buffer | null = null;
  /** Behind the last commit. */
  #committed: Place = { offset: headerBytes, sum: [0, 0] };
  /** Behind the last frame that was read; what lies between is of a transaction whose commit has not been reached. */
  #read: Place = this.#committed;
  #uncommitted: [page: number, offset: number][] = [];
  #databasePages = 0;
  #countedFrom = headerBytes;

  constructor(pieces: FilePieces) {
    this.#pieces = pieces;
  }

  /** Length of the file, bytes; what is of account may be shorter. */
  get size(): number {
    return this.#pieces.size();
  }

  /** Committed pages, in the order of the log, that were not taken yet. */
  get waiting(): number {
    return this.#pages.size;
  }

  /** Whether so much was committed since the last `countAnew` that it should be brought in. */
  get isLong(): boolean {
    const frames = (this.#committed.offset - this.#countedFrom) / frameBytes;
    return frames >= manyFrames && (this.waiting >= manyPages || frames >= 2 * manyFrames);
  }

  /** Pages of the whole database after the last commit, or 0 as long as there was none. */
  get databasePages(): number {
    return this.#databasePages;
  }

  has(page: number): boolean {
    return this.#pages.has(page);
  }

  /** Reads so many frames on. Answers whether there may be more. */
  follow(frames: number): boolean {
    if (!this.#isSameLog()) return false;
    for (let left = frames; left > 0; left -= pieceFrames) {
      if (!this.#followPiece(Math.min(left, pieceFrames))) return false;
    }
    return true;
  }

  #followPiece(frames: number): boolean {
    const bytes = this.#pieces.read(this.#read.offset, frames * frameBytes);
    const count = Math.floor(bytes.length / frameBytes);
    for (let index = 0; index < count; index += 1) {
      if (!this.#take(bytes.subarray(index * frameBytes, (index + 1) * frameBytes))) return this.#stop();
    }
    return count === frames || this.#stop();
  }

  /** Reads to the last commit. */
  followToEnd(): void {
    while (this.follow(256));
  }

  /** The newest content of a committed page that was not taken yet. */
  content(page: number): Buffer | null {
    const offset = this.#pages.get(page);
    return offset === undefined ? null : this.#pieces.read(offset, pageBytes);
  }

  /** Takes some pages: they are no longer waiting. */
  take(most: number): readonly { readonly page: number; readonly content: Buffer }[] {
    const taken: { page: number; content: Buffer }[] = [];
    for (const [page, offset] of this.#pages) {
      if (taken.length === most) break;
      taken.push({ page, content: this.#pieces.read(offset, pageBytes) });
      this.#pages.delete(page);
    }
    return taken;
  }

  countAnew(): void {
    this.#countedFrom = this.#committed.offset;
  }

  /** Returns when all of the log is on the disk. Only then its pages may go anywhere else. */
  flush(): void {
    this.#pieces.flush();
  }

  /** Like `flush`, without holding up anything else. */
  async flushLater(): Promise<void> {
    await this.#pieces.flushLater();
  }

  close(): void {
    this.#pieces.close();
  }

  /** Looks whether the log was begun anew; false when there is nothing in it. */
  #isSameLog(): boolean {
    const header = this.#pieces.read(0, headerBytes);
    if (header.length < headerBytes) return false;
    if (this.#header?.equals(header) === true) return true;
    if (header.readUInt32BE(0) !== littleEndianMagic) return false;
    if (header.readUInt32BE(8) !== pageBytes) return false;
    const sum = add([0, 0], header.subarray(0, 24));
    if (header.readUInt32BE(24) !== sum[0] || header.readUInt32BE(28) !== sum[1]) return false;
    this.#header = header;
    this.#pages.clear();
    this.#committed = { offset: headerBytes, sum };
    this.#countedFrom = headerBytes;
    this.#stop();
    return true;
  }

  /** Takes in one frame; false when it is none of this log. */
  #take(frame: Buffer): boolean {
    const salts = this.#header?.subarray(16, 24);
    if (salts === undefined || !frame.subarray(8, 16).equals(salts)) return false;
    const sum = add(add(this.#read.sum, frame.subarray(0, 8)), frame.subarray(frameHeaderBytes));
    if (frame.readUInt32BE(16) !== sum[0] || frame.readUInt32BE(20) !== sum[1]) return false;
    this.#uncommitted.push([frame.readUInt32BE(0), this.#read.offset + frameHeaderBytes]);
    this.#read = { offset: this.#read.offset + frameBytes, sum };
    const databasePages = frame.readUInt32BE(4);
    if (databasePages === 0) return true;
    for (const [page, offset] of this.#uncommitted) this.#pages.set(page, offset);
    this.#uncommitted = [];
    this.#committed = this.#read;
    this.#databasePages = databasePages;
    return true;
  }

  /** Goes back behind the last commit: what comes after it may yet be overwritten. */
  #stop(): false {
    this.#read = this.#committed;
    this.#uncommitted = [];
    return false;
  }
}
