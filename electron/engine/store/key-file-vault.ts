import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Failure } from "../failure";
import type { Vault } from "../ports";

const cipher = "aes-256-gcm";
const keyBytes = 32;
/** The nonce length that GCM is made for (NIST SP 800-38D). */
const nonceBytes = 12;
const tagBytes = 16;
/** First byte of what is sealed, so that another form can follow. */
const formVersion = 1;

/**
 * Encrypts with a random key kept in a file (0600) of the profile: AES-256-GCM, laid out as version, nonce, tag, text.
 * It keeps secrets out of copies of the database alone; whoever can read the whole profile can open them.
 * For receipts' secrets where there is no OS keyring (docs/security says so).
 */
export class KeyFileVault implements Vault {
  readonly kind = "key-file";
  readonly #path: string;
  #key: Buffer | null = null;

  /** The file is made at the first use. */
  constructor(path: string) {
    this.#path = path;
  }

  seal(value: string): Uint8Array {
    const nonce = randomBytes(nonceBytes);
    const sealing = createCipheriv(cipher, this.#readOrMakeKey(), nonce);
    const sealed = Buffer.concat([sealing.update(value, "utf8"), sealing.final()]);
    return Buffer.concat([Uint8Array.of(formVersion), nonce, sealing.getAuthTag(), sealed]);
  }

  open(sealed: Uint8Array): string {
    if (sealed[0] !== formVersion || sealed.length < 1 + nonceBytes + tagBytes) {
      throw new Error("This was not sealed with a key file.");
    }
    const nonce = sealed.subarray(1, 1 + nonceBytes);
    const tag = sealed.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
    const opening = createDecipheriv(cipher, this.#readOrMakeKey(), nonce, { authTagLength: tagBytes });
    opening.setAuthTag(tag);
    const rest = sealed.subarray(1 + nonceBytes + tagBytes);
    return Buffer.concat([opening.update(rest), opening.final()]).toString("utf8");
  }

  #readOrMakeKey(): Buffer {
    this.#key ??= this.#readKey() ?? this.#makeKey();
    return this.#key;
  }

  #readKey(): Buffer | null {
    let key: Buffer;
    try {
      key = readFileSync(this.#path);
    } catch (thrown) {
      if (isErrno(thrown, "ENOENT")) return null;
      throw keyFailure(this.#path, thrown);
    }
    if (key.length !== keyBytes) throw keyFailure(this.#path, new Error("The key has the wrong length."));
    return key;
  }

  /** Written beside and moved into place, so that a crash never leaves half a key. Only the profile's owner comes here. */
  #makeKey(): Buffer {
    const key = randomBytes(keyBytes);
    const draft = `${this.#path}.new`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      writeDurably(draft, key);
      renameSync(draft, this.#path);
    } catch (thrown) {
      throw keyFailure(this.#path, thrown);
    }
    return key;
  }
}

/** The vault of a profile: its key is `PROFILE/receipt.key`. */
export function openKeyFileVault(profileDirectory: string): KeyFileVault {
  return new KeyFileVault(join(profileDirectory, "receipt.key"));
}

function writeDurably(path: string, content: Uint8Array): void {
  const file = openSync(path, "w", 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function isErrno(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === code;
}

function keyFailure(path: string, cause: unknown): Failure {
  return new Failure("permanent", "config", {
    message: `The key file ${basename(path)} can't be used.`,
    hint: "Check that you may read and write it; without it the access data of old receipts is lost.",
    cause,
  });
}
