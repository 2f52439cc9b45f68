import type { EngineEvent } from "../engine/engine-api";
import type { Clock } from "../engine/ports";
import { type Counts, type IpcEvent, type IpcEventData, ipcEvents } from "../shared/ipc";
import type { AppSettings } from "../shared/settings";
import type { Progress, Upload } from "../shared/upload";
import { toSettingsView } from "./page-views";
import { toUploadView } from "./upload-view";

/** The page hears at most ten times a second; what happens after a while of silence it hears at once. */
const gatherMs = 100;
/** Of progress too while few uploads run; many bars that move four times a second move enough. */
const progressMs = { few: gatherMs, many: 250 } as const;
const few = 4;
/** Above this many changed rows their ids are not named any more. */
const maximumIds = 1_000;

/** Sends an announcement to the page. */
export type SendToPage = <N extends IpcEvent>(name: N, data: IpcEventData<N>) => void;

/** Turns the engine's events into announcements for the page, gathered so that a storm of rows stays ten messages a second. */
export class PageEvents {
  readonly #clock: Clock;
  readonly #send: SendToPage;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | null = null;
  #cancelProgress: (() => void) | null = null;
  /** Null while too many rows changed to name them. */
  #changedIds: Set<string> | null = new Set();
  #counts: Counts | null = null;
  readonly #progress = new Map<string, Progress>();
  readonly #ended = new Map<string, Upload>();
  #destinationsChanged = false;
  #watchChanged = false;
  #settings: AppSettings | null = null;

  constructor(clock: Clock, send: SendToPage) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Tray, shortcut or the address for editors stand otherwise. */
  desktopChanged(): void {
    this.#announce("desktop:changed", undefined);
  }

  /** Takes an event of the engine. */
  take(event: EngineEvent): void {
    if (event.kind === "records-trouble") {
      this.#announce("records:changed", event.trouble);
      return;
    }
    if (event.kind === "progress") {
      for (const row of event.rows) this.#progress.set(row.id, row);
      const delayMs = this.#progress.size > few ? progressMs.many : progressMs.few;
      this.#cancelProgress ??= this.#clock.after(delayMs, () => this.#tellProgress());
      return;
    }
    if (event.kind === "uploads-changed") this.#noteChanged(event.ids, event.counts);
    else if (event.kind === "upload-settled") this.#ended.set(event.upload.id, event.upload);
    else if (event.kind === "settings-changed") this.#settings = event.settings;
    else if (event.kind === "watch-changed") this.#watchChanged = true;
    else this.#destinationsChanged = true;
    const sinceMs = this.#clock.monotonicMs() - this.#toldAtMs;
    this.#cancelTimer ??= this.#clock.after(Math.max(0, gatherMs - sinceMs), () => this.#flush());
  }

  /** Says nothing more. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#cancelProgress?.();
    this.#cancelProgress = null;
  }

  #tellProgress(): void {
    this.#cancelProgress?.();
    this.#cancelProgress = null;
    if (this.#progress.size > 0) this.#announce("uploads:progress", [...this.#progress.values()]);
    this.#progress.clear();
  }

  #noteChanged(ids: readonly string[] | null, counts: Counts): void {
    this.#counts = counts;
    if (ids === null) this.#changedIds = null;
    for (const id of ids ?? []) this.#changedIds?.add(id);
    if (this.#changedIds !== null && this.#changedIds.size > maximumIds) this.#changedIds = null;
  }

  #flush(): void {
    this.#cancelTimer = null;
    this.#toldAtMs = this.#clock.monotonicMs();
    // How far an upload was comes before its end.
    if (this.#ended.size > 0) this.#tellProgress();
    if (this.#counts !== null) {
      const ids = this.#changedIds === null ? null : [...this.#changedIds];
      this.#announce("uploads:changed", { ids, counts: this.#counts });
    }
    for (const upload of this.#ended.values())
      this.#announce("uploads:ended", { upload: toUploadView(upload) });
    if (this.#destinationsChanged) this.#announce("destinations:changed", undefined);
    if (this.#watchChanged) this.#announce("watch:changed", undefined);
    if (this.#settings !== null) this.#announce("settings:changed", toSettingsView(this.#settings));
    this.#ended.clear();
    this.#changedIds = new Set();
    this.#counts = null;
    this.#destinationsChanged = false;
    this.#watchChanged = false;
    this.#settings = null;
  }

  /** Parsed on the way out, so that nothing leaves that the table does not name. */
  #announce<N extends IpcEvent>(name: N, data: IpcEventData<N>): void {
    this.#send(name, ipcEvents[name].parse(data) as IpcEventData<N>);
  }
}
