import { type BigIntStats, constants } from "node:fs";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { Failure } from "../failure";
import type { FileBody } from "../http/http-client";
import { type Clock, systemClock } from "../ports";
import { borrowChunk, chunkBytes } from "./chunk-pool";
import { type DiskWait, withinDiskLimit } from "./disk-limit";
import { diskTurns } from "./disk-turns";
import { fileFailure, readFailure, systemCode } from "./file-failure";
import { beginFileHash } from "./file-hash";
import type { FileHash } from "./hash-thread";
import { lookAtOpened, type OpenFile, openFile } from "./open-file";

/** How often a file is looked at while it is read (reliability.md A.2). */
const checkEveryBytes = 64 * 1024 * 1024;
/** Closing is waited for this long, milliseconds: a file with an unanswered read can't be closed. */
const closeLimitMs = 300;

/** What the file was when it was added; a difference is `file-changed`. */
export interface ExpectedFile {
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modifiedAtMs: number;
}

/** How to open a file. */
export interface FileSourceOptions {
  /** Computed while streaming; null for none. */
  readonly hash: "md5" | "sha1" | "sha256" | null;
  /** The computer's clock when absent. */
  readonly clock?: Clock;
  /** Ends the waiting for a disk that does not answer. */
  readonly signal?: AbortSignal;
  /** The file system's own when absent. */
  readonly open?: (path: string, flags: number) => Promise<OpenFile>;
}

/** What became of a file's name while the file was sent: another file has it now, or none. */
export type LocalFile = "replaced" | "deleted";

/** An upload's file, opened once, which notices every change. */
export interface FileSource extends FileBody {
  /** Throws `file-changed` when the open file is not what it was when it was opened. */
  verifyUnchanged(): Promise<void>;
  /** The hash of the last stream that was read to its end; null before, and when none was asked for. */
  hashHex(): string | null;
  /** What the name led to when the last stream came to its end; null for the file that was sent. */
  localFile(): LocalFile | null;
  /** Ends all streams and closes the file; may be called twice. Never waits for a disk that does not answer. */
  close(): Promise<void>;
}

/**
 * Opens the file of an upload. Never blocks, not even on a pipe. Throws `Failure` (class `local`): `file-missing`,
 * `not-a-file`, `file-unreadable`, or `file-changed` when it is not what was added.
 */
export async function openFileSource(
  path: string,
  expected: ExpectedFile,
  options: FileSourceOptions,
): Promise<FileSource> {
  const wait = { clock: options.clock ?? systemClock, ...(options.signal && { signal: options.signal }) };
  let handle: OpenFile;
  try {
    handle = await withinDiskLimit(wait, openInTurn(path, options), closeLate);
  } catch (thrown) {
    throw fileFailure(thrown);
  }
  try {
    return new OpenFileSource(path, handle, await checkedStats(handle, expected, wait), options);
  } catch (thrown) {
    closeLate(handle);
    throw fileFailure(thrown);
  }
}

function openInTurn(path: string, options: FileSourceOptions): Promise<OpenFile> {
  // A pipe without a writer would block a thread for ever; Windows has neither such pipes nor the flag.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  return diskTurns.take(dirname(path), () => (options.open ?? openFile)(path, flags));
}

/** Nobody waits for it, and nothing was written to it. */
function closeLate(handle: OpenFile): void {
  handle.close().catch(() => {});
}

async function checkedStats(handle: OpenFile, expected: ExpectedFile, wait: DiskWait): Promise<BigIntStats> {
  const stats = await withinDiskLimit(wait, handle.stat({ bigint: true }));
  if (!stats.isFile()) throw new Failure("local", "not-a-file");
  // Stored times may be cut or rounded to whole milliseconds.
  const differenceMs = Math.abs(Number(stats.mtimeNs) / 1e6 - expected.modifiedAtMs);
  if (Number(stats.size) !== expected.size || differenceMs > 1.01) throw new Failure("local", "file-changed");
  return stats;
}

/** The time of a file's last change in whole epoch milliseconds, as it is stored with an upload. */
export function modifiedAtMs(stats: BigIntStats): number {
  return Number(stats.mtimeNs / 1_000_000n);
}

class OpenFileSource implements FileSource {
  readonly size: number;
  readonly #path: string;
  readonly #handle: OpenFile;
  readonly #opened: BigIntStats;
  readonly #options: FileSourceOptions;
  readonly #wait: DiskWait;
  readonly #streams = new Set<FileStream>();
  #lastHash: string | null = null;
  #localFile: LocalFile | null = null;
  #closing: Promise<void> | null = null;

  constructor(path: string, handle: OpenFile, opened: BigIntStats, options: FileSourceOptions) {
    this.#path = path;
    this.#handle = handle;
    this.#opened = opened;
    this.#options = options;
    this.#wait = { clock: options.clock ?? systemClock };
    this.size = Number(opened.size);
  }

  stream(): Readable {
    this.#lastHash = null;
    this.#localFile = null;
    const disk = String(this.#opened.dev);
    const stream = new FileStream(this.#handle, this.size, this.#options.hash, {
      inTime: (operation) => withinDiskLimit(this.#wait, diskTurns.take(disk, operation)),
      verify: () => this.#verifyWhileSending(),
      ended: async (hex) => {
        this.#localFile = await this.#lookAtEnd();
        this.#lastHash = hex;
      },
    });
    this.#streams.add(stream);
    stream.once("close", () => this.#streams.delete(stream));
    return stream;
  }

  async verifyUnchanged(): Promise<void> {
    const now = await withinDiskLimit(this.#wait, this.#handle.stat({ bigint: true }));
    if (!isSame(now, this.#opened)) throw new Failure("local", "file-changed");
  }

  hashHex(): string | null {
    return this.#lastHash;
  }

  localFile(): LocalFile | null {
    return this.#localFile;
  }

  close(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    let callOff = () => {};
    const patience = new Promise<void>((ended) => {
      callOff = this.#wait.clock.after(closeLimitMs, ended);
    });
    // The bytes were read already, or are not wanted any more: that closing fails (a lost disk) changes nothing.
    const closed = this.#handle.close().catch(() => {});
    await Promise.race([closed, patience]);
    callOff();
  }

  async #verifyWhileSending(): Promise<void> {
    const now = await withinDiskLimit(this.#wait, this.#handle.stat({ bigint: true }));
    if (!isSame(now, this.#opened)) throw changedWhileSending();
  }

  /** Throws when the file was changed; answers what became of its name: editors save by giving it to another file. */
  async #lookAtEnd(): Promise<LocalFile | null> {
    let localFile: LocalFile | null = null;
    try {
      const now = await withinDiskLimit(this.#wait, lookAtOpened(this.#path));
      // Then the open file is unchanged, too: it is this one.
      if (isSame(now, this.#opened)) return null;
      localFile = "replaced";
    } catch (thrown) {
      // Whatever else hides the file says nothing about what was sent.
      if (["ENOENT", "ENOTDIR"].includes(systemCode(thrown))) localFile = "deleted";
    }
    await this.#verifyWhileSending();
    return localFile;
  }
}

function isSame(now: BigIntStats, before: BigIntStats): boolean {
  return (
    now.dev === before.dev &&
    now.ino === before.ino &&
    now.size === before.size &&
    now.mtimeNs === before.mtimeNs
  );
}

function changedWhileSending(): Failure {
  return new Failure("local", "file-changed", {
    message: "The file was changed while it was being sent, so sending was stopped before its end.",
    hint: "What the service may have kept is neither the old file nor the new one. Send it again when nobody writes to it, or send a copy.",
  });
}

/** What a stream tells and asks the source it belongs to. */
interface StreamOwner {
  inTime<T>(operation: () => Promise<T>): Promise<T>;
  verify(): Promise<void>;
  /** All was read. Throws when the file was changed meanwhile. */
  ended(hex: string | null): Promise<void>;
}

/** Reads by position, so that several streams can share one open file one after the other. */
class FileStream extends Readable {
  readonly #handle: OpenFile;
  readonly #size: number;
  readonly #owner: StreamOwner;
  readonly #hash: FileHash | null;
  #position = 0;
  #checkedAt = 0;

  constructor(handle: OpenFile, size: number, hash: FileSourceOptions["hash"], owner: StreamOwner) {
    // Chunk by chunk, never glued together; one is read ahead while another one is being sent.
    super({ objectMode: true, highWaterMark: 1 });
    this.#handle = handle;
    this.#size = size;
    this.#owner = owner;
    this.#hash = hash === null ? null : beginFileHash(hash, size);
  }

  override _read(): void {
    this.#next().then(
      (chunk) => this.push(chunk),
      (thrown: unknown) => this.destroy(readFailure(thrown, this.#position)),
    );
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#hash?.release();
    done(error);
  }

  /** The next chunk. The last one is held back until the file is known to be unchanged: nobody completes a changed file. */
  async #next(): Promise<Buffer | null> {
    if (this.#position >= this.#size) {
      if (this.#size === 0) await this.#finish();
      return null;
    }
    const chunk = await this.#readChunk();
    this.#position += chunk.length;
    await this.#hash?.update(chunk);
    if (this.#position >= this.#size) await this.#finish();
    else if (this.#position - this.#checkedAt >= checkEveryBytes) {
      this.#checkedAt = this.#position;
      await this.#owner.verify();
    }
    return chunk;
  }

  async #finish(): Promise<void> {
    await this.#owner.ended((await this.#hash?.digestHex()) ?? null);
  }

  async #readChunk(): Promise<Buffer> {
    const wanted = Math.min(chunkBytes, this.#size - this.#position);
    const buffer = borrowChunk();
    const { bytesRead } = await this.#owner.inTime(() =>
      this.#handle.read(buffer, 0, wanted, this.#position),
    );
    if (bytesRead === 0) throw changedWhileSending();
    return bytesRead === chunkBytes ? buffer : buffer.subarray(0, bytesRead);
  }
}
