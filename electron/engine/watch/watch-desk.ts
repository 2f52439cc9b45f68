import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import type { WatchFolderView, WatchRules } from "../../shared/watch-folder";
import type { DestinationBook } from "../destinations/destination-book";
import { Failure } from "../failure";
import { collectFiles } from "../files/collect-files";
import type { Clock } from "../ports";
import type { SqliteWatchStore } from "../store/watch-store";
import { type LedgerEntry, readEntry } from "./ledger-entry";
import type { Watcher } from "./watcher";

/** What the desk works with. */
export interface WatchDeskParts {
  readonly store: SqliteWatchStore;
  readonly watcher: Watcher;
  readonly book: Pick<DestinationBook, "get">;
  readonly clock: Clock;
  /** Waybill's own files must not be watched: sending them would make new ones. */
  readonly profileDirectory: string;
}

/** What the user does with watched folders. */
export class WatchDesk {
  readonly #parts: WatchDeskParts;

  constructor(parts: WatchDeskParts) {
    this.#parts = parts;
  }

  /** All watched folders, oldest first. */
  list(): readonly WatchFolderView[] {
    return this.#parts.watcher.views();
  }

  /** Watches a folder from now on. Throws `Failure` `not-a-file` or `config` when it can't be. */
  async add(path: string, rules: WatchRules): Promise<void> {
    const { store, watcher, clock, profileDirectory } = this.#parts;
    this.#parts.book.get(rules.destinationId);
    const folder = resolve(path);
    const isFolder = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) throw new Failure("local", "not-a-file", { message: "Only a folder can be watched." });
    if (isWithin(profileDirectory, folder) || isWithin(folder, profileDirectory)) {
      throw refused("Waybill keeps its own files there.", "Choose another folder.");
    }
    const others = store
      .list()
      .filter(({ rules: { destinationId } }) => destinationId === rules.destinationId);
    if (others.some((other) => isWithin(other.path, folder) || isWithin(folder, other.path))) {
      throw refused("This folder is watched for this destination already.", "Change its rules instead.");
    }
    const id = randomUUID();
    const there = rules.sendExisting ? [] : await filesIn(folder);
    store.add({ id, path: folder, rules, createdAtMs: clock.now() }, there);
    await watcher.refresh(id);
  }

  /** Gives a watched folder other rules. */
  async change(id: string, rules: WatchRules): Promise<void> {
    const { store, watcher, book } = this.#parts;
    const known = store.get(id);
    if (known === null) throw refused("This folder is not watched any more.", "Add it again.");
    book.get(rules.destinationId);
    store.save({ ...known, rules });
    store.letGo(id);
    await watcher.refresh(id);
  }

  /** Watches a folder no more and forgets what was sent from it; its uploads stay. */
  async remove(id: string): Promise<void> {
    this.#parts.store.remove(id);
    await this.#parts.watcher.refresh(id);
  }
}

/** What is there already, for the ledger: it is known, and so it is not sent. */
async function filesIn(folder: string): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  await collectFiles([folder], { hidden: true }, async (files) => {
    const marked = await Promise.all(files.map(({ path, relativePath }) => readEntry(path, relativePath)));
    entries.push(...marked.filter((entry) => entry !== null));
  });
  return entries;
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

function refused(message: string, hint: string): Failure {
  return new Failure("permanent", "config", { message, hint });
}
