import { createHash, type Hash } from "node:crypto";
import { chunkBytes, giveBackChunk, shareChunk } from "./chunk-pool";
import { ThreadedHash } from "./hash-thread";

/** Smaller files are hashed before a thread is asked: MD5 of 1 MiB takes 1.6 ms, the way there and back a tenth of it. */
const threadedFromBytes = 4 * chunkBytes;
/** Chunks that may wait for the hash while later ones are sent already. */
const chunksAhead = 4;

/** The hash of a file that is computed while it is read. */
export interface FileHash {
  /** Adds a chunk; resolves when the next one may come. */
  update(chunk: Buffer): Promise<void>;
  digestHex(): Promise<string>;
  /** Lets go of it; nothing may follow. */
  forget(): void;
}

/** Begins the hash of a file of this many bytes, in a thread of its own where that pays. */
export function beginFileHash(algorithm: "md5" | "sha1" | "sha256", fileBytes: number): FileHash {
  return fileBytes < threadedFromBytes ? new HashAtOnce(algorithm) : new HashBeside(algorithm);
}

class HashAtOnce implements FileHash {
  readonly #hash: Hash;

  constructor(algorithm: string) {
    this.#hash = createHash(algorithm);
  }

  async update(chunk: Buffer): Promise<void> {
    this.#hash.update(chunk);
  }

  async digestHex(): Promise<string> {
    return this.#hash.digest("hex");
  }

  forget(): void {}
}

/** Sending does not wait for the hash, save when it is some chunks ahead. */
class HashBeside implements FileHash {
  readonly #hash: ThreadedHash;
  readonly #underWay: Promise<void>[] = [];

  constructor(algorithm: string) {
    this.#hash = new ThreadedHash(algorithm);
  }

  async update(chunk: Buffer): Promise<void> {
    shareChunk(chunk);
    const hashed = this.#hash.update(chunk).then(() => giveBackChunk(chunk));
    // Whoever waits for it, or for the digest, learns of a thread that has ended.
    hashed.catch(() => {});
    this.#underWay.push(hashed);
    if (this.#underWay.length > chunksAhead) await this.#underWay.shift();
  }

  digestHex(): Promise<string> {
    return this.#hash.digestHex();
  }

  forget(): void {
    this.#hash.forget();
  }
}
