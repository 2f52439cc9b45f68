import { describe, expect, it } from "vitest";
import { borrowChunk, chunkBytes, giveBackChunk } from "../../../../electron/engine/files/chunk-pool";

describe("lent memory", () => {
  it("is used again once it came back, also by a part of it", () => {
    const first = borrowChunk();
    giveBackChunk(first.subarray(0, 10));
    const second = borrowChunk();
    expect(second.buffer).toBe(first.buffer);
    expect(second).toHaveLength(chunkBytes);
  });

  it("is never lent twice at a time, although it came back twice", () => {
    const first = borrowChunk();
    giveBackChunk(first);
    giveBackChunk(first);
    const again = [borrowChunk(), borrowChunk()];
    expect(again[0]?.buffer).not.toBe(again[1]?.buffer);
  });

  it("is never anybody else's", () => {
    const foreign = Buffer.allocUnsafeSlow(chunkBytes);
    giveBackChunk(foreign);
    const lent = Array.from({ length: 40 }, borrowChunk);
    expect(lent.some((chunk) => chunk.buffer === foreign.buffer)).toBe(false);
  });
});
