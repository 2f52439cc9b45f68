import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hashEditorKey, makeEditorKey } from "./editor-key";

/** Keeps the hash of the editors' key in the profile. The key itself is told once, when it is made. */
export class EditorKeyFile {
  readonly #path: string;

  constructor(profileDirectory: string) {
    this.#path = join(profileDirectory, "editor-key");
  }

  /** The kept hash; null when no key was made yet. */
  async hash(): Promise<string | null> {
    const text = await readFile(this.#path, "utf8").catch(() => "");
    return /^[0-9a-f]{64}$/.test(text) ? text : null;
  }

  /** Makes a new key, which ends the old one. */
  async renew(): Promise<string> {
    const key = makeEditorKey();
    const draft = `${this.#path}.new`;
    await writeFile(draft, hashEditorKey(key), { mode: 0o600 });
    await rename(draft, this.#path);
    return key;
  }
}
