import { type BigIntStats, constants } from "node:fs";
import { access, lstat, readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { type UploadErrorData, uploadError } from "../../shared/upload-error";
import { fileError } from "./file-failure";
import { modifiedAtMs } from "./file-source";
import { sortNaturally } from "./natural-order";

/** Files announced at a time; one transaction of the store. */
const batchFiles = 1000;
/** Entries looked at side by side; more only fills the file system's thread pool. */
const lookedAtTogether = 32;

/** Litter of operating systems that nobody means to send. */
const litter = new Set([".ds_store", "thumbs.db", "desktop.ini"]);

/** A file found, as it is stored with its upload. */
export interface CollectedFile {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** Below the named folder, with `/`; the name itself for a file that was named. */
  readonly relativePath: string;
  /** Bytes. */
  readonly size: number;
  /** Whole epoch milliseconds. */
  readonly modifiedAtMs: number;
}

/** A path that can't be taken, with the reason. */
export interface RefusedPath {
  readonly path: string;
  readonly error: UploadErrorData;
}

/** What came of a walk. */
export interface Collected {
  /** How many files were handed on. */
  readonly found: number;
  /** What was not taken, in the order in which it was met. */
  readonly refused: readonly RefusedPath[];
}

/** What to collect. */
export interface CollectOptions {
  /** Take hidden files, and the litter of operating systems, of folders too. */
  readonly hidden: boolean;
}

/**
 * Finds the files that paths stand for, folders walked in natural order, and hands them on in batches of up to 1000;
 * the walk waits while a batch is being taken. Links to files are followed; links to folders only where the user named
 * them, so that no loop can occur. Holds the event loop up for milliseconds only. What `onBatch` throws ends the walk.
 */
export async function collectFiles(
  paths: readonly string[],
  options: CollectOptions,
  onBatch: (files: readonly CollectedFile[]) => void | Promise<void>,
): Promise<Collected> {
  const walk = new Walk(options, onBatch);
  for (const path of paths) await walk.named(resolve(path));
  await walk.flush();
  return { found: walk.found, refused: walk.refused };
}

/** What an entry turned out to be. */
type Seen =
  | { readonly kind: "file"; readonly file: CollectedFile }
  | { readonly kind: "folder"; readonly path: string; readonly relativePath: string }
  | { readonly kind: "refused"; readonly refused: RefusedPath }
  | { readonly kind: "skipped" };

class Walk {
  readonly refused: RefusedPath[] = [];
  found = 0;
  readonly #options: CollectOptions;
  readonly #onBatch: (files: readonly CollectedFile[]) => void | Promise<void>;
  #batch: CollectedFile[] = [];

  constructor(options: CollectOptions, onBatch: (files: readonly CollectedFile[]) => void | Promise<void>) {
    this.#options = options;
    this.#onBatch = onBatch;
  }

  async named(path: string): Promise<void> {
    const seen = await look(path, basename(path), "named");
    if (seen.kind !== "folder") return this.#take(seen);
    const before = this.found + this.refused.length;
    await this.#folder(seen.path, "");
    if (this.found + this.refused.length > before) return;
    const error = uploadError("file-missing", {
      message: "This folder holds no files.",
      hint: "Choose a folder with files in it; hidden files are left out unless asked for.",
    });
    this.refused.push({ path, error });
  }

  async flush(): Promise<void> {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    await this.#onBatch(batch);
  }

  async #folder(path: string, relativePath: string): Promise<void> {
    let listed: readonly string[];
    try {
      // Each byte as one character: strings are listed many times faster than buffers, and no byte is lost.
      listed = await readdir(path, { encoding: "latin1" });
    } catch (thrown) {
      this.refused.push({ path, error: fileError(thrown) });
      return;
    }
    const unreadable = new Set<string>();
    const wanted = this.#options.hidden ? listed : listed.filter((name) => !isHidden(name));
    const names = await sortNaturally(wanted.map((name) => decodeName(name, unreadable)));
    for (let index = 0; index < names.length; index += lookedAtTogether) {
      const seen = await Promise.all(
        names
          .slice(index, index + lookedAtTogether)
          .map((name) =>
            unreadable.has(name)
              ? unreadableName(join(path, name))
              : look(join(path, name), below(relativePath, name), "found"),
          ),
      );
      for (const one of seen) await this.#take(one);
    }
  }

  async #take(seen: Seen): Promise<void> {
    if (seen.kind === "refused") this.refused.push(seen.refused);
    if (seen.kind === "folder") await this.#folder(seen.path, seen.relativePath);
    if (seen.kind !== "file") return;
    this.found += 1;
    this.#batch.push(seen.file);
    if (this.#batch.length >= batchFiles) await this.flush();
  }
}

async function look(path: string, relativePath: string, how: "named" | "found"): Promise<Seen> {
  let stats: BigIntStats;
  let isLink: boolean;
  try {
    stats = await lstat(path, { bigint: true });
    isLink = stats.isSymbolicLink();
    if (isLink) stats = await stat(path, { bigint: true });
    if (stats.isFile()) await access(path, constants.R_OK);
  } catch (thrown) {
    const undecodable = path.includes("\uFFFD");
    return undecodable
      ? unreadableName(path)
      : { kind: "refused", refused: { path, error: fileError(thrown) } };
  }
  if (stats.isDirectory()) {
    return isLink && how === "found" ? { kind: "skipped" } : { kind: "folder", path, relativePath };
  }
  if (!stats.isFile()) return { kind: "refused", refused: { path, error: uploadError("not-a-file") } };
  const file = {
    path,
    name: basename(path),
    relativePath,
    size: Number(stats.size),
    modifiedAtMs: modifiedAtMs(stats),
  };
  return { kind: "file", file };
}

function unreadableName(path: string): Seen {
  const error = uploadError("file-unreadable", {
    message: "The name of this file is not valid text (UTF-8), so it can't be opened.",
    hint: "Rename the file, then add it again.",
  });
  return { kind: "refused", refused: { path, error } };
}

/** A listed name as text; noted when its bytes are no UTF-8, because such a file can't be opened by a string. */
function decodeName(listed: string, unreadable: Set<string>): string {
  if (/^\p{ASCII}*$/u.test(listed)) return listed;
  const bytes = Buffer.from(listed, "latin1");
  const name = bytes.toString("utf8");
  if (!Buffer.from(name, "utf8").equals(bytes)) unreadable.add(name);
  return name;
}

function isHidden(name: string): boolean {
  return name.startsWith(".") || litter.has(name.toLowerCase());
}

function below(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
