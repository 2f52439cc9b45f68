import { createHash } from "node:crypto";
import { beginThreadedHash } from "./hash-thread";

/** Smaller files are hashed in turn with sending: MD5 of a chunk of 1 MiB takes 1.6 ms, and a thread has to be woken. */
const threadedFromBytes = 16 * 1024 * 1024;

/** The hash of a file that is computed while it is read; its methods are called one after the other. */
export interface FileHash {
  /** Adds a chunk; resolves when the next one may come. The chunk is not looked at after that. */
  update(chunk: Uint8Array): void | Promise<void>;
  digestHex(): string | Promise<string>;
  /** Lets go of it, finished or not; may be called twice. */
  release(): void;
}

/** Begins the hash of a file of this many bytes: beside the sending where it is large and a thread is to be had. */
export function beginFileHash(algorithm: "md5" | "sha1" | "sha256", fileBytes: number): FileHash {
  const threaded = fileBytes < threadedFromBytes ? null : beginThreadedHash(algorithm);
  if (threaded !== null) return threaded;
  const hash = createHash(algorithm);
  return {
    update: (chunk) => void hash.update(chunk),
    digestHex: () => hash.digest("hex"),
    release: () => {},
  };
}
