import { randomFillSync } from "node:crypto";

/** Crockford's base 32, lower case: no i, l, o, u, so that an id can be read out. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

const idCharacters = 10;

/** Random bytes are asked for in bulk: one by one they are a quarter of the time of adding 100,000 files. */
const pool = new Uint8Array(idCharacters * 1000);
let used = pool.length;

/** Ten random characters, 50 bits: among a million uploads a collision has a chance of 1 in 2,000, and is tried again. */
export function randomId(): string {
  if (used >= pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.subarray(used, used + idCharacters);
  used += idCharacters;
  return Array.from(bytes, (byte) => alphabet.charAt(byte & 31)).join("");
}
