import { basename } from "node:path";
import {
  type FilePieces,
  type OpenPieces,
  openPieces,
} from "../../electron/engine/store/second-copy/file-pieces";

/** What the file system throws when the disk is full. */
export function fullDiskError(): Error {
  return Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
}

/** An `OpenPieces` that is asked before each change of the copy; `bytes` are what is to be written. */
export function watched(
  before: (kind: "write" | "cut" | "flush", file: FilePieces, bytes?: Uint8Array) => void,
) {
  let changes = 0;
  const around: OpenPieces = (path, use) => {
    const file = openPieces(path, use);
    if (file === null || basename(path) !== "waybill.copy.db" || use === "read") return file;
    const ask = (kind: "write" | "cut" | "flush", bytes?: Uint8Array) => {
      changes += 1;
      before(kind, file, bytes);
    };
    return {
      ...file,
      write: (bytes, offset) => {
        ask("write", bytes);
        file.write(bytes, offset);
      },
      cut: (length) => {
        ask("cut");
        file.cut(length);
      },
      flush: () => {
        ask("flush");
        file.flush();
      },
      flushLater: async () => {
        ask("flush");
        await file.flushLater();
      },
    };
  };
  return { around, changes: () => changes };
}
