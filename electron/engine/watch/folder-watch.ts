import { relative, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { collectFiles } from "../files/collect-files";
import type { Clock, Logger } from "../ports";
import { ignoreRules } from "./ignore-rules";
import { type LedgerEntry, readEntry } from "./ledger-entry";
import { type FileMark, SettlingFiles } from "./settling";

/** Settled files handed on at a time. */
const batchFiles = 500;
/** After the start, and after a folder came, everything is looked through this much later, milliseconds. */
const soonMs = 500;
/** Besides, everything is looked through this often, milliseconds: some network disks announce nothing. */
const rescanMs = 15 * 60_000;
/** Files looked at side by side. */
const lookedAtTogether = 32;
/** After files were refused, none is looked at or offered for so long, milliseconds: what refuses one refuses thousands. */
const refusedRestMs = 15_000;

/** A folder to watch. */
export interface FolderWatchOptions {
  /** Absolute. */
  readonly folder: string;
  /** As in `.gitignore`. */
  readonly ignore: readonly string[];
  readonly settleMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Takes settled files, in the order in which they settled. Those that it answers are offered again later; when it throws,
   * these and all others are after a rest.
   */
  readonly onSettled: (files: readonly SettledFile[]) => Promise<readonly SettledFile[]>;
  /** A file, by its path below the folder, is there no more. */
  readonly onGone: (path: string) => void;
  /** Whether a file, by its path below the folder, was handed on in this state before. */
  readonly isKnown: (path: string, mark: FileMark) => boolean;
  /** Something below the folder can't be read. */
  readonly onTrouble: (message: string) => void;
}

/** A file that has settled. */
export interface SettledFile extends LedgerEntry {
  readonly absolutePath: string;
}

/**
 * Watches one folder with everything below it: first what is there already, then what comes. The system's announcements
 * make it quick; they miss what comes into a folder that is itself new, so everything is looked through as well.
 */
export class FolderWatch {
  readonly #options: FolderWatchOptions;
  readonly #settling: SettlingFiles;
  readonly #watcher: FSWatcher;
  readonly #isIgnored: (path: string) => boolean;
  #cancelTimer: (() => void) | null = null;
  #cancelScan: () => void = () => {};
  #scanning: Promise<void> = Promise.resolve();
  #looking: Promise<void> | null = null;
  #restsUntilMs = 0;
  #closed = false;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
    this.#settling = new SettlingFiles(options.clock, options.settleMs);
    this.#isIgnored = ignoreRules(options.ignore);
    this.#watcher = watch(options.folder, {
      followSymlinks: false,
      alwaysStat: true,
      ignorePermissionErrors: true,
      ignored: (path) => this.#isIgnored(this.#below(path)),
    });
    const see = (path: string, stats?: { size: number; mtimeMs: number; isFile(): boolean }) => {
      if (stats?.isFile() === true)
        this.#see(path, { size: stats.size, modifiedAtMs: Math.floor(stats.mtimeMs) });
    };
    this.#watcher.on("add", see);
    this.#watcher.on("change", see);
    this.#watcher.on("unlink", (path) => {
      this.#settling.forget(path);
      options.onGone(this.#below(path));
    });
    this.#watcher.on("addDir", () => this.#scanIn(soonMs));
    this.#watcher.on("ready", () => this.#scanIn(soonMs));
    this.#watcher.on("error", (thrown) => {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      options.logger.warn("A watched folder can't be read", { message });
      options.onTrouble("A part of the folder can't be read.");
    });
  }

  /** Watches no more; files that have not settled are seen again at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#cancelScan();
    await this.#watcher.close();
    await this.#looking;
    await this.#scanning;
  }

  /** Looks everything through after a while, or sooner when that is asked for meanwhile. */
  #scanIn(delayMs: number): void {
    if (this.#closed) return;
    this.#cancelScan();
    this.#cancelScan = this.#options.clock.after(delayMs, () => {
      this.#scanning = this.#scanning
        .then(() => this.#scan())
        .catch((error: unknown) => {
          if (this.#closed) return;
          this.#options.logger.warn("A watched folder can't be looked through", { error: String(error) });
        })
        .finally(() => this.#scanIn(rescanMs));
    });
  }

  async #scan(): Promise<void> {
    await collectFiles([this.#options.folder], { hidden: true }, (files) => {
      for (const { path, relativePath, size, modifiedAtMs } of files) {
        // Whoever closes the folder must not wait for thousands of files that nobody wants any more.
        if (this.#closed) throw new Error("It is not watched any more.");
        const mark = { size, modifiedAtMs };
        if (!this.#isIgnored(relativePath) && !this.#options.isKnown(relativePath, mark))
          this.#see(path, mark);
      }
    });
  }

  #below(path: string): string {
    return relative(this.#options.folder, path).split(sep).join("/");
  }

  #see(path: string, mark: FileMark): void {
    if (this.#closed) return;
    this.#settling.note(path, mark);
    this.#arm();
  }

  #arm(): void {
    if (this.#cancelTimer !== null || this.#looking !== null || this.#closed) return;
    const dueInMs = this.#settling.nextDueInMs();
    if (dueInMs === null) return;
    const restMs = this.#restsUntilMs - this.#options.clock.monotonicMs();
    this.#cancelTimer = this.#options.clock.after(Math.max(dueInMs, restMs), () => {
      this.#cancelTimer = null;
      this.#looking = this.#look()
        .catch((error: unknown) =>
          this.#options.logger.error("Files of a watched folder could not be taken", {
            error: String(error),
          }),
        )
        .finally(() => {
          this.#looking = null;
          this.#arm();
        });
    });
  }

  /** Looks at every file whose time has come: one that changed meanwhile waits on, the others are handed on. */
  async #look(): Promise<void> {
    const due = this.#settling.due();
    for (let start = 0; start < due.length && !this.#closed; start += batchFiles) {
      const settled = await this.#settledOf(due.slice(start, start + batchFiles));
      if (settled.length > 0) await this.#handOn(settled);
    }
  }

  async #handOn(settled: readonly SettledFile[]): Promise<void> {
    let later: readonly SettledFile[];
    try {
      later = await this.#options.onSettled(settled);
    } catch (cause) {
      this.#restsUntilMs = this.#options.clock.monotonicMs() + refusedRestMs;
      throw new Error(`Settled files are offered again: ${String(cause)}`, { cause });
    }
    for (const file of settled) {
      if (later.includes(file)) this.#settling.postpone(file.absolutePath);
      else this.#settling.forget(file.absolutePath);
    }
  }

  async #settledOf(paths: readonly string[]): Promise<readonly SettledFile[]> {
    const settled: SettledFile[] = [];
    for (let start = 0; start < paths.length && !this.#closed; start += lookedAtTogether) {
      const seen = await Promise.all(
        paths.slice(start, start + lookedAtTogether).map((path) => this.#markOf(path)),
      );
      for (const file of seen) {
        if (file === null) continue;
        if (this.#settling.isUnchanged(file.absolutePath, file)) settled.push(file);
        else this.#settling.note(file.absolutePath, file);
      }
    }
    return settled;
  }

  async #markOf(absolutePath: string): Promise<SettledFile | null> {
    const entry = await readEntry(absolutePath, this.#below(absolutePath));
    if (entry === null) this.#settling.forget(absolutePath);
    return entry === null ? null : { absolutePath, ...entry };
  }
}
