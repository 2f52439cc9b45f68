import type { Hash } from "node:crypto";
import { createHash } from "node:crypto";
import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { Failure } from "../failure";
import type { FileBody } from "../http/http-client";
import { type Clock, systemClock } from "../ports";
import { borrowChunk, chunkBytes } from "./chunk-pool";
import { fileFailure } from "./file-failure";

/** How often a file is looked at while it is read (reliability.md A.2). */
const checkEveryBytes = 64 * 1024 * 1024;
/** A read that takes longer has lost its disk or network share (reliability.md F13). */
const readLimitMs = 30_000;

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
}

/** An upload's file, opened once, which notices every change. */
export interface FileSource extends FileBody {
  /** Throws `file-changed` when the open file is not what it was when it was opened. */
  verifyUnchanged(): Promise<void>;
  /** The hash of the last stream that was read to its end; null before, and when none was asked for. */
  hashHex(): string | null;
  /** Ends all streams and closes the file; may be called twice. */
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
  let handle: FileHandle;
  try {
    // A pipe without a writer would block a thread for ever; Windows has neither such pipes nor the flag.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (thrown) {
    throw fileFailure(thrown);
  }
  try {
    return new OpenFileSource(handle, await checkedStats(handle, expected), options);
  } catch (thrown) {
    await handle.close();
    throw fileFailure(thrown);
  }
}

async function checkedStats(handle: FileHandle, expected: ExpectedFile): Promise<BigIntStats> {
  const stats = await handle.stat({ bigint: true });
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
  readonly #handle: FileHandle;
  readonly #opened: BigIntStats;
  readonly #options: FileSourceOptions;
  readonly #streams = new Set<FileStream>();
  #lastHash: string | null = null;
  #closing: Promise<void> | null = null;

  constructor(handle: FileHandle, opened: BigIntStats, options: FileSourceOptions) {
    this.#handle = handle;
    this.#opened = opened;
    this.#options = options;
    this.size = Number(opened.size);
  }

  stream(): Readable {
    this.#lastHash = null;
    const stream = new FileStream(this.#handle, this.size, this.#options, {
      verify: () => this.verifyUnchanged(),
      hashed: (hex) => {
        this.#lastHash = hex;
      },
    });
    this.#streams.add(stream);
    stream.once("close", () => this.#streams.delete(stream));
    return stream;
  }

  async verifyUnchanged(): Promise<void> {
    const now = await this.#handle.stat({ bigint: true });
    const before = this.#opened;
    const same =
      now.dev === before.dev &&
      now.ino === before.ino &&
      now.size === before.size &&
      now.mtimeNs === before.mtimeNs;
    if (!same) throw new Failure("local", "file-changed");
  }

  hashHex(): string | null {
    return this.#lastHash;
  }

  close(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    this.#closing ??= this.#handle.close();
    return this.#closing;
  }
}

/** What a stream tells and asks the source it belongs to. */
interface StreamOwner {
  verify(): Promise<void>;
  hashed(hex: string): void;
}

/** Reads by position, so that several streams can share one open file one after the other. */
class FileStream extends Readable {
  readonly #handle: FileHandle;
  readonly #size: number;
  readonly #clock: Clock;
  readonly #owner: StreamOwner;
  readonly #hash: Hash | null;
  #position = 0;
  #checkedAt = 0;

  constructor(handle: FileHandle, size: number, options: FileSourceOptions, owner: StreamOwner) {
    // Chunk by chunk, never glued together; one is read ahead while another one is being sent.
    super({ objectMode: true, highWaterMark: 1 });
    this.#handle = handle;
    this.#size = size;
    this.#clock = options.clock ?? systemClock;
    this.#owner = owner;
    this.#hash = options.hash === null ? null : createHash(options.hash);
  }

  override _read(): void {
    this.#next().then(
      (chunk) => this.push(chunk),
      (thrown: unknown) => this.destroy(fileFailure(thrown)),
    );
  }

  /** The next chunk. The last one is held back until the file is known to be unchanged: nobody completes a changed file. */
  async #next(): Promise<Buffer | null> {
    if (this.#position >= this.#size) {
      if (this.#size === 0) await this.#finish();
      return null;
    }
    const chunk = await this.#readChunk();
    this.#position += chunk.length;
    this.#hash?.update(chunk);
    if (this.#position >= this.#size) await this.#finish();
    else if (this.#position - this.#checkedAt >= checkEveryBytes) {
      this.#checkedAt = this.#position;
      await this.#owner.verify();
    }
    return chunk;
  }

  async #finish(): Promise<void> {
    await this.#owner.verify();
    if (this.#hash !== null) this.#owner.hashed(this.#hash.digest("hex"));
  }

  async #readChunk(): Promise<Buffer> {
    const wanted = Math.min(chunkBytes, this.#size - this.#position);
    const buffer = borrowChunk();
    const { bytesRead } = await this.#withinLimit(this.#handle.read(buffer, 0, wanted, this.#position));
    if (bytesRead === 0) throw new Failure("local", "file-changed");
    return bytesRead === chunkBytes ? buffer : buffer.subarray(0, bytesRead);
  }

  #withinLimit<T>(reading: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const callOff = this.#clock.after(readLimitMs, () =>
        reject(
          new Failure("local", "file-unreadable", {
            message: "The disk has not delivered any of this file for half a minute.",
          }),
        ),
      );
      reading.then(resolve, reject).finally(callOff);
    });
  }
}
