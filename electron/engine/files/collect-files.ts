import { basename, join, resolve } from "node:path";
import { type UploadErrorData, uploadError } from "../../shared/upload-error";
import { Failure } from "../failure";
import { type Clock, systemClock } from "../ports";
import { withinDiskLimit } from "./disk-limit";
import { fileError } from "./file-failure";
import { type Listing, listFolder } from "./list-folder";
import {
  type CollectedFile,
  look,
  newSurroundings,
  type RefusedPath,
  type Seen,
  undecodableName,
} from "./look";
import { LookThread, type PlainFile } from "./look-thread";

export type { CollectedFile, RefusedPath } from "./look";

/**
 * Files handed on at a time: a few at first, so that the user sees them at once, then as many as the store takes in a
 * few milliseconds (one transaction each).
 */
const batchFiles = [20, 100, 250] as const;
/** A batch that is not full after this long is handed on all the same, milliseconds. */
const batchAgeMs = 200;
/** Entries looked at side by side; more are hardly faster, and a silent disk holds each one's thread for ever. */
const lookedAtTogether = 2;
/** From so many names of one folder on, a thread looks at them, so many at a time. */
const manyFiles = 1_000;
const lookedAtByThread = 250;

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
 * up to 250 later; the walk waits while a batch is being taken. Links to files are followed; links to folders only where
 * the user named them, so that no loop can occur. Holds the event loop up for milliseconds only. What `onBatch` throws
 * ends the walk.
 */
export async function collectFiles(
  paths: readonly string[],
  options: CollectOptions,
  onBatch: (files: readonly CollectedFile[]) => void | Promise<void>,
): Promise<Collected> {
  const walk = new Walk(options, onBatch);
  try {
    for (const path of paths) await walk.named(resolve(path));
    await walk.flush();
  } finally {
    walk.end();
  }
  return { found: walk.found, refused: walk.refused };
}

/** The one plain file that a path stands for, as it would be taken. Throws `Failure` (class `local`) for anything else. */
export async function fileAt(path: string, clock: Clock): Promise<CollectedFile> {
  const surroundings = newSurroundings();
  const looking = look(path, basename(path), "named", surroundings);
  const seen = await withinDiskLimit({ clock }, looking);
  if (seen.kind === "file") return seen.file;
  const error = seen.kind === "refused" ? seen.refused.error : uploadError("not-a-file");
  throw new Failure("local", error.code, error);
}

class Walk {
  readonly refused: RefusedPath[] = [];
  found = 0;
  readonly #options: CollectOptions;
  readonly #clock: Clock;
  readonly #onBatch: (files: readonly CollectedFile[]) => void | Promise<void>;
  readonly #surroundings = newSurroundings();
  #batch: CollectedFile[] = [];
  #batchesTaken = 0;
  #batchTakenMs: number;
  /** Why the walk of the named path can't go on. */
  #silentDisk: UploadErrorData | null = null;
  #thread: LookThread | null = null;

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

  /** Lets go of the thread. */
  end(): void {
    this.#thread?.end();
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
      if (names.length < manyFiles) await this.#entries(path, relativePath, names);
      else await this.#manyEntries(path, relativePath, names);
      if (this.#silentDisk !== null) return;
    }
  }

  /** Looks ahead, so that the disk and we work at the same time, and takes what was seen in order. */
  async #entries(folder: string, relativePath: string, names: readonly string[]): Promise<void> {
    const ahead: Promise<Seen>[] = [];
    const begin = (name: string) =>
      ahead.push(look(join(folder, name), below(relativePath, name), "found", this.#surroundings));
    for (const name of names.slice(0, lookedAtTogether)) begin(name);
    for (let index = 0; index < names.length; index += 1) {
      const first = ahead.shift();
      if (first === undefined) return;
      const seen = await this.#seen(first);
      const next = names[index + lookedAtTogether];
      if (next !== undefined) begin(next);
      await this.#take(seen);
      if (this.#silentDisk !== null) return;
    }
  }

  /** Like `#entries`, with the thread looking ahead; what it leaves open is looked at as usual. */
  async #manyEntries(folder: string, relativePath: string, names: readonly string[]): Promise<void> {
    this.#thread ??= new LookThread();
    const thread = this.#thread;
    const begin = (start: number) => {
      const some = names.slice(start, start + lookedAtByThread);
      const looking = thread.look(some.map((name) => join(folder, name))).catch(() => some.map(() => null));
      const inTime = withinDiskLimit({ clock: this.#clock }, looking);
      inTime.catch(() => {});
      return { some, inTime };
    };
    let next = begin(0);
    for (let start = lookedAtByThread; next.some.length > 0; start += lookedAtByThread) {
      const { some, inTime } = next;
      let seen: readonly (PlainFile | null)[];
      try {
        seen = await inTime;
      } catch (thrown) {
        this.#silentDisk = fileError(thrown);
        return;
      }
      next = begin(start);
      for (const [index, name] of some.entries()) {
        const path = join(folder, name);
        const at = { path, name, relativePath: below(relativePath, name) };
        const plain = seen[index] ?? null;
        if (plain !== null) await this.#take({ kind: "file", file: { ...at, ...plain } });
        else await this.#take(await this.#seen(look(path, at.relativePath, "found", this.#surroundings)));
        if (this.#silentDisk !== null) return;
      }
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

function below(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
