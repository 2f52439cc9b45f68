import { randomBytes } from "node:crypto";

/** Crockford's base 32, lower case: no i, l, o, u, so that an id can be read out. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Ten random characters, 50 bits: among a million uploads a collision has a chance of 1 in 2,000, and is tried again. */
export function randomId(): string {
  return Array.from(randomBytes(10), (byte) => alphabet.charAt(byte & 31)).join("");
}
