import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { borrowChunk, chunkBytes, giveBackChunk } from "../../../../electron/engine/files/chunk-pool";
import { beginFileHash } from "../../../../electron/engine/files/file-hash";

const algorithms = ["md5", "sha1", "sha256"] as const;

/** Hashes content as it is read: chunk by chunk, each used again as soon as it may be. */
async function hashOf(algorithm: (typeof algorithms)[number], content: Buffer): Promise<string> {
  const hash = beginFileHash(algorithm, content.length);
  for (let start = 0; start < content.length; start += chunkBytes) {
    const chunk = borrowChunk();
    const part = chunk.subarray(0, content.copy(chunk, 0, start));
    await hash.update(part);
    giveBackChunk(part);
  }
  const hex = await hash.digestHex();
  hash.forget();
  return hex;
}

describe.each(algorithms)("the %s of a file", (algorithm) => {
  it.each([
    ["nothing", 0],
    ["a small file", 70_000],
    ["a file that ends within a chunk", 9 * chunkBytes + 17],
    ["a file of whole chunks", 40 * chunkBytes],
  ])("of %s is that of its bytes", async (_what, bytes) => {
    const content = randomBytes(bytes);
    const expected = createHash(algorithm).update(content).digest("hex");
    expect(await hashOf(algorithm, content)).toBe(expected);
  });
});

describe("hashes side by side", () => {
  it("do not mix, although one of them is given up", async () => {
    const contents = Array.from({ length: 6 }, () => randomBytes(6 * chunkBytes));
    const givenUp = beginFileHash("md5", 6 * chunkBytes);
    await givenUp.update(borrowChunk());
    const all = Promise.all(contents.map((content) => hashOf("md5", content)));
    givenUp.forget();
    expect(await all).toEqual(contents.map((content) => createHash("md5").update(content).digest("hex")));
    await expect(givenUp.digestHex()).rejects.toThrow("over");
  });
});
