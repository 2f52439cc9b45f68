import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { WatchFolderView } from "../../shared/watch-folder";
import type { Clock, Logger } from "../ports";
import type { SqliteWatchStore, WatchFolder } from "../store/watch-store";
import { FolderWatch, type SettledFile } from "./folder-watch";
import { ledgerVerdict } from "./ledger-verdict";
import type { PlaceOwner, Sorted } from "./send-found";
import { isSame } from "./settling";

/** A folder that went away, as a disk that was pulled, is looked for this often, milliseconds. */
const rootLookMs = 5_000;

/** So many files that are held back are named, the others are counted. */
const namedHeld = 3;

/** What watching works with. */
export interface WatcherParts {
  readonly store: SqliteWatchStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Puts files of a folder in the queue and, in the same transaction, does `alongside`: a crash in between would send
   * them twice. Throws `Failure` when they can't be taken; they are offered again later.
   */
  readonly send: (
    folder: WatchFolder,
    files: readonly SettledFile[],
    ownerOf: PlaceOwner,
    alongside: (sorted: Sorted) => void,
  ) => Promise<Sorted>;
  /** Called when how a folder stands has changed. */
  readonly changed: () => void;
}

interface Watched {
  readonly folder: WatchFolder;
  watch: FolderWatch | null;
  /** Device and inode of the folder itself: another one under the same name is watched anew. */
  identity: string;
  trouble: string | null;
}

/** Watches all folders that are switched on and sends what comes into them, each file once. */
export class Watcher {
  readonly #parts: WatcherParts;
  readonly #watched = new Map<string, Watched>();
  #cancelLook: (() => void) | null = null;
  #looking: Promise<void> = Promise.resolve();
  #started = false;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
  }

  /** Begins to watch; what came while Waybill was not running is found too. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    for (const folder of this.#parts.store.list()) this.#begin(folder);
    this.#look();
  }

  /** Takes a folder's new rules, or its removal, into account. */
  async refresh(id: string): Promise<void> {
    if (!this.#started) return;
    const known = this.#watched.get(id);
    this.#watched.delete(id);
    await known?.watch?.close();
    const folder = this.#parts.store.get(id);
    if (folder !== null) this.#begin(folder);
    this.#look();
    this.#parts.changed();
  }

  /** A destination was changed: what was held back because of where it would be stored there, or refused, is looked at anew. */
  async destinationChanged(destinationId: string): Promise<void> {
    const { store } = this.#parts;
    for (const { id, rules } of store.list()) {
      if (rules.destinationId !== destinationId) continue;
      const hasTrouble = (this.#watched.get(id)?.trouble ?? null) !== null;
      if (!hasTrouble && store.held(id, 1).count === 0) continue;
      store.letGo(id);
      await this.refresh(id);
    }
  }

  /** All folders, as the window shows them. */
  views(): readonly WatchFolderView[] {
    return this.#parts.store.list().map((folder) => ({
      id: folder.id,
      name: basename(folder.path),
      parentName: basename(dirname(folder.path)),
      rules: folder.rules,
      sentCount: this.#parts.store.sentCount(folder.id),
      held: this.#parts.store.held(folder.id, namedHeld),
      trouble: this.#watched.get(folder.id)?.trouble ?? null,
    }));
  }

  /** Watches no more. */
  async stop(): Promise<void> {
    this.#started = false;
    this.#cancelLook?.();
    await this.#looking;
    await Promise.all([...this.#watched.values()].map(({ watch }) => watch?.close()));
    this.#watched.clear();
  }

  #begin(folder: WatchFolder): void {
    if (!folder.rules.enabled) return;
    this.#watched.set(folder.id, { folder, watch: null, identity: "", trouble: null });
  }

  /** Looks whether each folder is there, now and again from then on: no system tells when a disk comes back. */
  #look(): void {
    this.#cancelLook?.();
    this.#looking = this.#looking
      .then(() => this.#lookAtAll())
      .finally(() => {
        if (!this.#started || this.#watched.size === 0) return;
        this.#cancelLook?.();
        this.#cancelLook = this.#parts.clock.after(rootLookMs, () => this.#look());
      });
  }

  async #lookAtAll(): Promise<void> {
    for (const watched of [...this.#watched.values()]) {
      const stats = await stat(watched.folder.path).catch(() => null);
      const identity = stats?.isDirectory() === true ? `${stats.dev}:${stats.ino}` : "";
      if (!this.#started || identity === watched.identity) {
        if (identity === "") this.#tell(watched, "The folder is not there.");
        continue;
      }
      await watched.watch?.close();
      watched.identity = identity;
      watched.watch = identity === "" ? null : this.#open(watched);
      this.#tell(watched, identity === "" ? "The folder is not there." : null);
    }
  }

  #open(watched: Watched): FolderWatch {
    const { clock, logger, store } = this.#parts;
    const { folder } = watched;
    return new FolderWatch({
      folder: folder.path,
      ignore: folder.rules.ignore,
      settleMs: folder.rules.settleSeconds * 1_000,
      clock,
      logger,
      onSettled: (files) => this.#take(watched, files),
      isKnown: (path, mark) => {
        const entry = store.byPath(folder.id, path);
        return entry !== null && isSame(entry, mark);
      },
      onTrouble: (message) => this.#tell(watched, message),
      onGone: (path) => this.#letGo(folder, path),
    });
  }

  /** Answers the files that are to be offered again. */
  async #take(watched: Watched, files: readonly SettledFile[]): Promise<readonly SettledFile[]> {
    const { store, send } = this.#parts;
    const { id, rules } = watched.folder;
    const known: SettledFile[] = [];
    const fresh: SettledFile[] = [];
    for (const file of files) {
      const verdict = ledgerVerdict(
        file,
        store.byPath(id, file.path),
        store.byIdentity(id, file.identity),
        rules.sendChanged,
      );
      if (verdict === "renamed") known.push(file);
      else if (verdict === "send") fresh.push(file);
    }
    store.note(id, known, "known");
    if (fresh.length === 0) return [];
    try {
      const ownerOf = (place: string) => store.placeOwner(rules.destinationId, place);
      const { later } = await send(watched.folder, fresh, ownerOf, ({ sent, held }) => {
        store.note(id, sent, "sent");
        store.note(id, held, "held");
      });
      this.#tell(watched, null);
      return later;
    } catch (thrown) {
      this.#tell(watched, thrown instanceof Error ? thrown.message : String(thrown));
      throw thrown;
    } finally {
      this.#parts.changed();
    }
  }

  /** A file that is held back is gone, or has another name now. */
  #letGo(folder: WatchFolder, path: string): void {
    const { store, changed } = this.#parts;
    if (store.byPath(folder.id, path)?.fate !== "held") return;
    store.letGo(folder.id, path);
    changed();
  }

  #tell(watched: Watched, trouble: string | null): void {
    if (watched.trouble === trouble) return;
    watched.trouble = trouble;
    this.#parts.changed();
  }
}
