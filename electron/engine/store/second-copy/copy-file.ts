import { crc32 } from "node:zlib";
import { systemCode } from "../../files/file-failure";
import type { FilePieces } from "./file-pieces";
import { pageBytes } from "./page";

/** What stands in the copy for each page: the page and a checksum over its number and content. */
const recordBytes = pageBytes + 4;
/** The first record is no page: it says what the file is, and whether every page is in it. */
const headerText = "Waybill, second copy of the records, version 1\n";
const wholeAt = 64;

/** A page of the records. */
export interface Page {
  /** Counted from 1, as SQLite does. */
  readonly page: number;
  readonly content: Buffer;
}

/** The file beside the records that has each of their pages once more. Throws what the file system throws. */
export class CopyFile {
  readonly #pieces: FilePieces;

  constructor(pieces: FilePieces) {
    this.#pieces = pieces;
  }

  /** Whether every page is in it. */
  isWhole(): boolean {
    const header = this.read(0, 1)[0];
    return header?.toString("latin1", 0, headerText.length) === headerText && header[wholeAt] === 1;
  }

  /** Empties the file; it is not whole from then on. */
  begin(): void {
    this.#pieces.cut(0);
    this.#writeHeader(0);
  }

  /** Says, on the disk, that every page is in it. */
  finish(): void {
    this.#writeHeader(1);
    this.flush();
  }

  /** Some pages in a row; null for each that is missing, can't be read, or is not as it was written. */
  read(first: number, count: number): readonly (Buffer | null)[] {
    let bytes: Buffer;
    try {
      bytes = this.#pieces.read(first * recordBytes, count * recordBytes);
    } catch (thrown) {
      if (systemCode(thrown) !== "EIO") throw thrown;
      if (count === 1) return [null];
      return Array.from({ length: count }, (_, index) => this.read(first + index, 1)[0] ?? null);
    }
    return Array.from({ length: count }, (_, index) => {
      const record = bytes.subarray(index * recordBytes, (index + 1) * recordBytes);
      if (record.length < recordBytes) return null;
      const content = record.subarray(0, pageBytes);
      return record.readUInt32LE(pageBytes) === crc32(content, first + index) ? content : null;
    });
  }

  /** Writes pages; those in a row with one write. */
  write(pages: readonly Page[]): void {
    const sorted = pages.toSorted((one, other) => one.page - other.page);
    for (let from = 0; from < sorted.length; ) {
      const first = sorted[from]?.page ?? 0;
      let to = from + 1;
      while (sorted[to]?.page === first + to - from) to += 1;
      const bytes = Buffer.allocUnsafe((to - from) * recordBytes);
      sorted.slice(from, to).forEach(({ page, content }, index) => {
        bytes.set(content, index * recordBytes);
        bytes.writeUInt32LE(crc32(content, page), index * recordBytes + pageBytes);
      });
      this.#pieces.write(bytes, first * recordBytes);
      from = to;
    }
  }

  /** Lets go of what stands behind the last page. */
  cut(pages: number): void {
    const length = (pages + 1) * recordBytes;
    if (this.#pieces.size() > length) this.#pieces.cut(length);
  }

  flush(): void {
    this.#pieces.flush();
  }

  async flushLater(): Promise<void> {
    await this.#pieces.flushLater();
  }

  close(): void {
    this.#pieces.close();
  }

  #writeHeader(whole: 0 | 1): void {
    const content = Buffer.alloc(pageBytes);
    content.write(headerText, "latin1");
    content[wholeAt] = whole;
    this.write([{ page: 0, content }]);
  }
}
