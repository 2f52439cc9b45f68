import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { chunkBytes } from "../../../../electron/engine/files/chunk-pool";
import { beginFileHash } from "../../../../electron/engine/files/file-hash";
import { beginThreadedHash, type FileHash } from "../../../../electron/engine/files/hash-thread";

const large = 64 * chunkBytes;

/** Hashes as a file is read: chunk by chunk, in memory that is used again at once. */
async function hashInChunks(hash: FileHash, bytes: Buffer): Promise<string> {
  const chunk = Buffer.alloc(chunkBytes);
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    const length = bytes.copy(chunk, 0, start, start + chunkBytes);
    await hash.update(chunk.subarray(0, length));
    chunk.fill(0xff);
  }
  const hex = await hash.digestHex();
  hash.release();
  return hex;
}

describe("the hash of a file", () => {
  const bytes = randomBytes(9 * chunkBytes + 12_345);
  const expected = (algorithm: string) => createHash(algorithm).update(bytes).digest("hex");

  it.each([
    ["small", 1],
    ["large", large],
  ])("of a %s one is right, and lets go of each chunk at once", async (_, size) => {
    for (const algorithm of ["md5", "sha1", "sha256"] as const)
      expect(await hashInChunks(beginFileHash(algorithm, size), bytes)).toBe(expected(algorithm));
  });

  it("is right for many at once, more than there are threads, and after one that was given up", async () => {
    const givenUp = beginFileHash("md5", large);
    await givenUp.update(bytes.subarray(0, chunkBytes));
    givenUp.release();
    givenUp.release();
    const all = Array.from({ length: 12 }, () => hashInChunks(beginFileHash("md5", large), bytes));
    expect(new Set(await Promise.all(all))).toEqual(new Set([expected("md5")]));
  });
});

describe("P3: a thread that ends by itself", () => {
  it("fails what it was computing for another try, and after three of them files are hashed without one", async () => {
    for (let end = 0; end < 3; end += 1) {
      const hash = beginThreadedHash("no such algorithm");
      const failed = hash?.digestHex();
      await expect(failed).rejects.toMatchObject({ class: "transient", error: { code: "file-unreadable" } });
      hash?.release();
    }
    expect(beginThreadedHash("md5")).toBeNull();
    const content = Buffer.from("still hashed");
    const hex = createHash("md5").update(content).digest("hex");
    expect(await hashInChunks(beginFileHash("md5", large), content)).toBe(hex);
  });
});
