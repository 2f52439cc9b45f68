import type { Page } from "./copy-file";
import type { FilePieces, OpenPieces } from "./file-pieces";
import { pageBytes } from "./page";

/**
 * Reads along the records' own file while SQLite has it open, for a copy that is being made. The file stays open until
 * `close`, which must come after SQLite's: closing any descriptor of it drops SQLite's locks (POSIX).
 */
export class MainPages {
  readonly #path: string;
  readonly #open: OpenPieces;
  #file: FilePieces | null = null;
  #read = 0;

  constructor(path: string, open: OpenPieces) {
    this.#path = path;
    this.#open = open;
  }

  /** How many there are. */
  get count(): number {
    this.#file ??= this.#open(this.#path, "read");
    return Math.floor((this.#file?.size() ?? 0) / pageBytes);
  }

  get isAtEnd(): boolean {
    return this.#read >= this.count;
  }

  /** Begins at the first page again. */
  rewind(): void {
    this.#read = 0;
  }

  /** The next pages; none at the end. */
  next(most: number): readonly Page[] {
    const count = Math.min(most, this.count - this.#read);
    const bytes = this.#file?.read(this.#read * pageBytes, count * pageBytes) ?? Buffer.alloc(0);
    const pages = Array.from({ length: Math.floor(bytes.length / pageBytes) }, (_, index) => ({
      page: this.#read + index + 1,
      content: bytes.subarray(index * pageBytes, (index + 1) * pageBytes),
    }));
    this.#read += pages.length;
    return pages;
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }
}
