import { type BigIntStats, constants, lstat, type PathLike, type StatOptions, stat } from "node:fs";
import { access } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { type UploadErrorData, uploadError } from "../../shared/upload-error";
import { Failure } from "../failure";
import { type Clock, systemClock } from "../ports";
import { withinDiskLimit } from "./disk-limit";
import { fileError } from "./file-failure";
import { modifiedAtMs } from "./file-source";
import { type Listing, listFolder } from "./list-folder";
import { SystemFiles } from "./system-files";

/**
 * Files handed on at a time: a few at first, so that the user sees them at once, then as many as the store takes in some
 * 10 ms (one transaction each).
 */
const batchFiles = [20, 100, 500] as const;
/** A batch that is not full after this long is handed on all the same, milliseconds. */
const batchAgeMs = 200;
/** Entries looked at side by side; more are hardly faster, and a silent disk holds each one's thread for ever. */
const lookedAtTogether = 2;

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
  /** The computer's clock when absent. */
  readonly clock?: Clock;
}

/**
 * Finds the files that paths stand for, folders walked in natural order, and hands them on in batches: small ones first,
 * up to 500 later; the walk waits while a batch is being taken. Links to files are followed; links to folders only where
 * the user named them, so that no loop can occur. Holds the event loop up for milliseconds only. What `onBatch` throws
 * ends the walk.
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

/** The one plain file that a path stands for, as it would be taken. Throws `Failure` (class `local`) for anything else. */
export async function fileAt(path: string, clock: Clock): Promise<CollectedFile> {
  const surroundings = { reader: whoReads(), systemFiles: new SystemFiles() };
  const looking = look(path, basename(path), "named", surroundings);
  const seen = await withinDiskLimit({ clock }, looking);
  if (seen.kind === "file") return seen.file;
  const error = seen.kind === "refused" ? seen.refused.error : uploadError("not-a-file");
  throw new Failure("local", error.code, error);
}

/** What an entry turned out to be. */
type Seen =
  | { readonly kind: "file"; readonly file: CollectedFile }
  | { readonly kind: "folder"; readonly path: string; readonly relativePath: string }
  | { readonly kind: "refused"; readonly refused: RefusedPath }
  | { readonly kind: "skipped" };

/** What is the same for a whole walk. */
interface Surroundings {
  readonly reader: Reader;
  readonly systemFiles: SystemFiles;
}

class Walk {
  readonly refused: RefusedPath[] = [];
  found = 0;
  readonly #options: CollectOptions;
  readonly #clock: Clock;
  readonly #onBatch: (files: readonly CollectedFile[]) => void | Promise<void>;
  readonly #surroundings: Surroundings = { reader: whoReads(), systemFiles: new SystemFiles() };
  #batch: CollectedFile[] = [];
  #batchesTaken = 0;
  #batchTakenMs: number;
  /** Why the walk of the named path can't go on. */
  #silentDisk: UploadErrorData | null = null;

  constructor(options: CollectOptions, onBatch: (files: readonly CollectedFile[]) => void | Promise<void>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#batchTakenMs = this.#clock.monotonicMs();
    this.#onBatch = onBatch;
  }

  async named(path: string): Promise<void> {
    const before = this.found + this.refused.length;
    const seen = await this.#seen(look(path, basename(path), "named", this.#surroundings));
    if (seen.kind === "folder") await this.#folder(seen.path, "");
    else await this.#take(seen);
    if (this.#silentDisk !== null) {
      // Waiting half a minute for each of its files would help nobody.
      this.refused.push({ path, error: this.#silentDisk });
      this.#silentDisk = null;
    }
    if (seen.kind !== "folder") return;
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
    this.#batchesTaken += 1;
    await this.#onBatch(batch);
    this.#batchTakenMs = this.#clock.monotonicMs();
  }

  async #folder(path: string, relativePath: string): Promise<void> {
    let listing: Listing;
    try {
      listing = await listFolder(path, { hidden: this.#options.hidden, clock: this.#clock });
    } catch (thrown) {
      if (thrown instanceof Failure) this.#silentDisk = thrown.error;
      else this.refused.push({ path, error: fileError(thrown) });
      return;
    }
    for (const name of listing.undecodable) this.refused.push(undecodableName(join(path, name)));
    for await (const names of listing.names) {
      await this.#entries(path, relativePath, names);
      if (this.#silentDisk !== null) return;
    }
  }

  /** Looks ahead, so that the disk and we work at the same time, and takes what was seen in order. */
  async #entries(folder: string, relativePath: string, names: readonly string[]): Promise<void> {
    const ahead: Promise<Seen>[] = [];
    const lookAt = (name: string) =>
      ahead.push(look(join(folder, name), below(relativePath, name), "found", this.#surroundings));
    for (const name of names.slice(0, lookedAtTogether)) lookAt(name);
    for (let index = 0; index < names.length; index += 1) {
      const first = ahead.shift();
      if (first === undefined) return;
      const seen = await this.#seen(first);
      const next = names[index + lookedAtTogether];
      if (next !== undefined) lookAt(next);
      await this.#take(seen);
      if (this.#silentDisk !== null) return;
    }
  }

  /** What a look shows, in time. */
  async #seen(looking: Promise<Seen>): Promise<Seen> {
    try {
      return await withinDiskLimit({ clock: this.#clock }, looking);
    } catch (thrown) {
      this.#silentDisk = fileError(thrown);
      return { kind: "skipped" };
    }
  }

  async #take(seen: Seen): Promise<void> {
    if (seen.kind === "refused") this.refused.push(seen.refused);
    if (seen.kind === "folder") await this.#folder(seen.path, seen.relativePath);
    if (seen.kind !== "file") return;
    this.found += 1;
    this.#batch.push(seen.file);
    const limit = batchFiles[this.#batchesTaken] ?? batchFiles[2];
    const ageMs = this.#clock.monotonicMs() - this.#batchTakenMs;
    if (this.#batch.length >= limit || ageMs >= batchAgeMs) await this.flush();
  }
}

async function look(
  path: string,
  relativePath: string,
  how: "named" | "found",
  { reader, systemFiles }: Surroundings,
): Promise<Seen> {
  let stats: BigIntStats;
  let isLink: boolean;
  try {
    stats = await statsOf(lstat, path);
    isLink = stats.isSymbolicLink();
    if (isLink) stats = await statsOf(stat, path);
    if (stats.isFile() && !mayRead(stats, reader)) await access(path, constants.R_OK);
  } catch (thrown) {
    const undecodable = path.includes("\uFFFD");
    return {
      kind: "refused",
      refused: undecodable ? undecodableName(path) : { path, error: fileError(thrown) },
    };
  }
  if (stats.isDirectory()) {
    return isLink && how === "found" ? { kind: "skipped" } : { kind: "folder", path, relativePath };
  }
  if (!stats.isFile() || (await systemFiles.isMadeUp(path, stats))) {
    return { kind: "refused", refused: { path, error: uploadError("not-a-file") } };
  }
  const file = {
    path,
    name: basename(path),
    relativePath,
    size: Number(stats.size),
    modifiedAtMs: modifiedAtMs(stats),
  };
  return { kind: "file", file };
}

type StatCall = (
  path: PathLike,
  options: StatOptions & { bigint: true },
  callback: (error: NodeJS.ErrnoException | null, stats: BigIntStats) => void,
) => void;

/** The call with a callback is a third faster than its promise, which counts with 100,000 files. */
function statsOf(call: StatCall, path: string): Promise<BigIntStats> {
  return new Promise((resolve, reject) => {
    call(path, { bigint: true }, (error, stats) => (error === null ? resolve(stats) : reject(error)));
  });
}

/** Who reads; undefined on Windows, where only opening a file shows whether it may be read. */
interface Reader {
  readonly user: bigint | undefined;
  readonly group: bigint | undefined;
}

function whoReads(): Reader {
  const [user, group] = [process.geteuid?.(), process.getegid?.()];
  return {
    user: user === undefined ? undefined : BigInt(user),
    group: group === undefined ? undefined : BigInt(group),
  };
}

/** Whether the permissions let us read, as far as they tell: a "no" may be wrong (access lists), a "yes" rarely is. */
function mayRead(stats: BigIntStats, reader: Reader): boolean {
  if (reader.user === undefined) return true;
  if (stats.uid === reader.user) return (stats.mode & 0o400n) !== 0n;
  if (stats.gid === reader.group) return (stats.mode & 0o040n) !== 0n;
  return (stats.mode & 0o004n) !== 0n;
}

function undecodableName(path: string): RefusedPath {
  const error = uploadError("file-unreadable", {
    message: "The name of this file is not valid text (UTF-8), so it can't be opened.",
    hint: "Rename the file, then add it again.",
  });
  return { path, error };
}

function below(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
