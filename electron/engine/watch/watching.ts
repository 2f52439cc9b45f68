import type { Database } from "../store/sql";
import { SqliteWatchStore } from "../store/watch-store";
import { type SendFoundParts, sendFound } from "./send-found";
import { WatchDesk } from "./watch-desk";
import { Watcher, type WatcherParts } from "./watcher";

/** What watching folders is built from. */
export interface WatchingParts extends Omit<SendFoundParts, "database">, Pick<WatcherParts, "logger"> {
  readonly database: Database;
  readonly profileDirectory: string;
}

/** Builds what watches folders, and the desk where the user says which. */
export function createWatching(parts: WatchingParts): {
  readonly watcher: Watcher;
  readonly watchDesk: WatchDesk;
} {
  const store = new SqliteWatchStore(parts.database);
  const watcher = new Watcher({
    ...{ store, clock: parts.clock, logger: parts.logger },
    send: (...found) => sendFound(parts, ...found),
    changed: () => parts.announcer.watchChanged(),
  });
  return { watcher, watchDesk: new WatchDesk({ ...parts, store, watcher }) };
}
