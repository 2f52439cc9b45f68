/** One read of a file: large enough for over 1 GB/s, small enough that a few of them cost nothing. */
export const chunkBytes = 1024 * 1024;

/** Enough for a dozen uploads side by side; what comes back beyond it is left to the garbage collector. */
const keptChunks = 24;

const free: Buffer[] = [];
/** Memory that is ours and lent out, and to how many: nothing else is ever taken back. */
const lent = new WeakMap<ArrayBufferLike, number>();

/**
 * Lends a chunk of memory that threads can share; its content is arbitrary. Sending gigabytes through fresh memory keeps
 * the garbage collector busier than the network: reuse halves the processor time of an upload.
 */
export function borrowChunk(): Buffer {
  const chunk = free.pop() ?? Buffer.from(new SharedArrayBuffer(chunkBytes));
  lent.set(chunk.buffer, 1);
  return chunk;
}

/** Somebody else reads the chunk too, and gives it back in his turn. */
export function shareChunk(chunk: Buffer): void {
  const holders = lent.get(chunk.buffer);
  if (holders !== undefined) lent.set(chunk.buffer, holders + 1);
}

/**
 * Gives a chunk, or the used part of one, back for reuse once all who hold it did. Only for whoever is certain that he
 * reads it no more; to give nothing back is always safe, and memory that was not borrowed here is left alone.
 */
export function giveBackChunk(chunk: Buffer): void {
  const holders = lent.get(chunk.buffer);
  if (holders === undefined) return;
  if (holders > 1) {
    lent.set(chunk.buffer, holders - 1);
    return;
  }
  lent.delete(chunk.buffer);
  if (free.length < keptChunks) free.push(Buffer.from(chunk.buffer));
}
