import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A new key for editors: 160 random bits, in letters that need no escaping in an address. */
export function makeEditorKey(): string {
  return randomBytes(20).toString("base64url");
}

/** What is kept of a key: a random key of this length needs no salt, and its hash opens nothing. */
export function hashEditorKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** Whether a given key is the one whose hash is kept; takes the same time wherever they differ. */
export function isEditorKey(given: string, keptHash: string): boolean {
  const [a, b] = [Buffer.from(hashEditorKey(given)), Buffer.from(keptHash)];
  return a.length === b.length && timingSafeEqual(a, b);
}
