import { createHash } from "node:crypto";
import { beginThreadedHash, type FileHash } from "./hash-thread";

/** Smaller files are hashed in turn with sending: MD5 of a chunk of 1 MiB takes 1.6 ms, and a thread has to be woken. */
const threadedFromBytes = 16 * 1024 * 1024;

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
