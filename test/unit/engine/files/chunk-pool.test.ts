import { describe, expect, it } from "vitest";
import {
  borrowChunk,
  chunkBytes,
  giveBackChunk,
  shareChunk,
} from "../../../../electron/engine/files/chunk-pool";

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

  it("is lent again only when all who hold it gave it back", () => {
    const first = borrowChunk();
    shareChunk(first.subarray(0, 10));
    giveBackChunk(first);
    const second = borrowChunk();
    expect(second.buffer).not.toBe(first.buffer);
    giveBackChunk(first);
    expect(borrowChunk().buffer).toBe(first.buffer);
  });

  it("is never anybody else's", () => {
    const foreign = Buffer.allocUnsafeSlow(chunkBytes);
    giveBackChunk(foreign);
    const lent = Array.from({ length: 40 }, borrowChunk);
    expect(lent.some((chunk) => chunk.buffer === foreign.buffer)).toBe(false);
  });
});
