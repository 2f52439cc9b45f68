import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** When space is made, this part of the limit remains, so that not every new file makes space again. */
const keptPart = 0.9;

const fileName = /^[0-9a-f]{64}$/;

interface Kept {
  readonly name: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/** Small files by key in a folder of limited size; those not used for the longest time go first. */
export class ThumbnailFiles {
  readonly #directory: string;
  readonly #maximumBytes: number;
  #totalBytes: Promise<number> | null = null;

  constructor(directory: string, maximumBytes: number) {
    this.#directory = directory;
    this.#maximumBytes = maximumBytes;
  }

  /** The file of a key, marked as used at `nowMs`; null when there is none. */
  async read(key: string, nowMs: number): Promise<Uint8Array | null> {
    const path = join(this.#directory, key);
    const bytes = await readFile(path).catch(() => null);
    if (bytes !== null) await utimes(path, nowMs / 1000, nowMs / 1000).catch(() => undefined);
    return bytes;
  }

  /** Stores a file whole or not at all, and makes space when there are too many. */
  async write(key: string, bytes: Uint8Array, nowMs: number): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const path = join(this.#directory, key);
    const draft = `${path}.new`;
    await writeFile(draft, bytes, { mode: 0o600 });
    await utimes(draft, nowMs / 1000, nowMs / 1000);
    await rename(draft, path);
    const before = await this.#measured();
    this.#totalBytes = Promise.resolve(before + bytes.length);
    if (before + bytes.length > this.#maximumBytes) await this.#makeSpace();
  }

  /** The size of the folder, measured once; a file that is written twice is counted twice until space is made. */
  #measured(): Promise<number> {
    this.#totalBytes ??= this.#list().then((kept) => kept.reduce((sum, file) => sum + file.bytes, 0));
    return this.#totalBytes;
  }

  async #list(): Promise<readonly Kept[]> {
    const names = (await readdir(this.#directory)).filter((name) => fileName.test(name));
    const files = await Promise.all(
      names.map(async (name) => {
        const found = await stat(join(this.#directory, name)).catch(() => null);
        return found === null ? [] : [{ name, bytes: found.size, usedMs: found.mtimeMs }];
      }),
    );
    return files.flat();
  }

  async #makeSpace(): Promise<void> {
    const files = (await this.#list()).toSorted((a, b) => a.usedMs - b.usedMs);
    let total = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files) {
      if (total <= this.#maximumBytes * keptPart) break;
      await rm(join(this.#directory, file.name), { force: true });
      total -= file.bytes;
    }
    this.#totalBytes = Promise.resolve(total);
  }
}
