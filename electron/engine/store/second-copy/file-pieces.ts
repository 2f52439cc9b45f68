import {
  closeSync,
  constants,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { promisify } from "node:util";

/** An open file that is read and written by places. Throws what the file system throws. */
export interface FilePieces {
  /** Its length, bytes. */
  size(): number;
  /** What stands at a place; shorter at the end of the file. Aligned for numbers of four bytes. */
  read(offset: number, length: number): Buffer;
  write(bytes: Uint8Array, offset: number): void;
  /** Sets the file's length, bytes. */
  cut(length: number): void;
  /** Returns when all that was written is on the disk. */
  flush(): void;
  /** Like `flush`, without holding up anything else. */
  flushLater(): Promise<void>;
  close(): void;
}

/**
 * Opens a file for reading, for reading and changing, or makes it (0600) where it is missing. Null when there is none.
 * Tests put themselves between this and the disk.
 */
export type OpenPieces = (path: string, use: "read" | "make") => FilePieces | null;

/** A file that is made where it is missing. */
export function made(open: OpenPieces, path: string): FilePieces {
  const file = open(path, "make");
  if (file === null) throw new Error("A file beside the records can't be made.");
  return file;
}

const flushSoon = promisify(fsync);
const flags = { read: constants.O_RDONLY, make: constants.O_RDWR | constants.O_CREAT } as const;

/** Opens a file of the file system. */
export const openPieces: OpenPieces = (path, use) => {
  let file: number;
  try {
    file = openSync(path, flags[use], 0o600);
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return null;
    throw thrown;
  }
  return {
    size: () => fstatSync(file).size,
    read: (offset, length) => readAll(file, offset, length),
    write: (bytes, offset) => {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(file, bytes, written, bytes.length - written, offset + written);
      }
    },
    cut: (length) => ftruncateSync(file, length),
    flush: () => fsyncSync(file),
    flushLater: () => flushSoon(file),
    close: () => closeSync(file),
  };
};

function readAll(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.from(new ArrayBuffer(length));
  let filled = 0;
  while (filled < length) {
    const read = readSync(file, bytes, filled, length - filled, offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
