import type { AppSettings } from "../shared/settings";
import type { Progress, Upload } from "../shared/upload";
import type { UploadErrorData } from "../shared/upload-error";
import type { EngineEvent } from "./engine-api";
import type { Clock } from "./ports";
import type { UploadStore } from "./store/stores";

/** Changed rows are announced together, this many milliseconds after the first. */
const gatherMs = 100;
/** Above this many changed rows their ids are not named any more. */
const maximumIds = 500;

/** Tells listeners what happened. It gathers, so that 100,000 changed rows make a handful of events. */
export class Announcer {
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  readonly #changed = new Set<string>();
  readonly #clock: Clock;
  readonly #store: UploadStore;
  #cancelTimer: (() => void) | null = null;
  #isClosed = false;
  #tooMany = false;

  constructor(clock: Clock, store: UploadStore) {
    this.#clock = clock;
    this.#store = store;
  }

  /** Listens; the returned function ends it. */
  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Notes that rows changed. */
  changed(...ids: readonly string[]): void {
    if (this.#isClosed) return;
    for (const id of ids) this.#changed.add(id);
    if (this.#changed.size > maximumIds) this.#tooMany = true;
    if (this.#tooMany) this.#changed.clear();
    this.#cancelTimer ??= this.#clock.after(gatherMs, () => this.flush());
  }

  /** Notes that an unknown number of rows changed. */
  changedMany(): void {
    this.#tooMany = true;
    this.changed();
  }

  /** Announces an upload that came to an end, after everything that led to it. */
  settled(upload: Upload): void {
    this.changed(upload.id);
    this.flush();
    this.#emit({ kind: "upload-settled", upload });
  }

  /** Announces how far the running uploads are. */
  progress(rows: readonly Progress[]): void {
    this.#emit({ kind: "progress", rows });
  }

  /** What holds a destination back has changed: its rows and its card say so. */
  heldBackChanged(): void {
    this.changedMany();
    this.destinationsChanged();
  }

  /** Announces that destinations were added, changed or removed. */
  destinationsChanged(): void {
    this.#emit({ kind: "destinations-changed" });
  }

  /** Announces that the app's settings are other ones now. */
  settingsChanged(settings: AppSettings): void {
    this.#emit({ kind: "settings-changed", settings });
  }

  /** Announces what keeps the records from being written, or null when they can be again. */
  recordsTrouble(trouble: UploadErrorData | null): void {
    this.#emit({ kind: "records-trouble", trouble });
  }

  /** Announces that watched folders were added, changed, removed, or stand otherwise. */
  watchChanged(): void {
    this.#emit({ kind: "watch-changed" });
  }

  /** Announces at once what was gathered. */
  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#isClosed || (this.#changed.size === 0 && !this.#tooMany)) return;
    const ids = this.#tooMany ? null : [...this.#changed];
    this.#changed.clear();
    this.#tooMany = false;
    this.#emit({ kind: "uploads-changed", ids, counts: this.#store.counts(null) });
  }

  /** Says nothing more, and asks the records nothing more, whatever ends later. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#listeners.clear();
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
