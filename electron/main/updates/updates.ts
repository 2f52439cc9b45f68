import type { Clock, Logger } from "../../engine/ports";
import type { UpdateObstacle, UpdateState } from "../../shared/updates";
import { UntrustedFeed } from "./signed-feed";
import type { SystemUpdater } from "./system-updater";

/** The window comes first. */
export const firstCheckMs = 10_000;
const checkEveryMs = 6 * 3_600_000;
/** A download that brings nothing for so long has stalled. */
export const silenceMs = 60_000;

/** What updates work with. */
export interface UpdateParts {
  /** Null where this copy does not update itself. */
  readonly updater: SystemUpdater | null;
  readonly obstacle: UpdateObstacle | null;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether the user wants Waybill to look by itself. */
  readonly isWanted: () => Promise<boolean>;
  /** Whether no upload runs here, nor in a command on the same profile. */
  readonly isQuiet: () => Promise<boolean>;
  /** Whether an update may be put in place at the end of a start without starting the program again. */
  readonly installsAtQuit: boolean;
  readonly changed: (state: UpdateState) => void;
  /** Ends Waybill in order. */
  readonly quit: () => void;
}

/** Looks for newer versions, fetches them, and puts them in place when no upload can suffer by it. */
export class Updates {
  readonly #parts: UpdateParts;
  #state: UpdateState;
  #cancelTimer: (() => void) | null = null;
  #work: Promise<void> | null = null;
  /** What is to happen once everything else has ended. */
  #atEnd: "nothing" | "install" | "install and start" = "nothing";

  constructor(parts: UpdateParts) {
    this.#parts = parts;
    this.#state =
      parts.updater === null
        ? { kind: "off", why: parts.obstacle ?? "no-source" }
        : { kind: "current", checkedAt: null };
  }

  get state(): UpdateState {
    return this.#state;
  }

  /** Begins to look, now and then. */
  start(): void {
    if (this.#parts.updater !== null) this.#checkIn(firstCheckMs);
  }

  /** Looks now, because the user says so. Resolves when it was found out, and fetched what was found. */
  check(): Promise<void> {
    const { updater } = this.#parts;
    if (updater === null || this.#state.kind === "ready") return Promise.resolve();
    this.#work ??= this.#look(updater).finally(() => {
      this.#work = null;
    });
    return this.#work;
  }

  /** The user wants what is ready now, or thinks better of it: at once when no upload runs, else as soon as none does. */
  async installNow(isAwaited: boolean): Promise<void> {
    if (this.#state.kind !== "ready") return;
    this.#set({ ...this.#state, isAwaited });
    await this.settled();
  }

  /** Called when uploads came to rest. */
  async settled(): Promise<void> {
    if (this.#state.kind === "ready" && this.#state.isAwaited && (await this.#parts.isQuiet())) {
      this.#parts.quit();
    }
  }

  /** Called while the engine still answers, when Waybill ends by the user's word: decides what `end` does. */
  async prepareEnd(): Promise<void> {
    if (this.#state.kind !== "ready" || !(await this.#parts.isQuiet())) return;
    if (this.#state.isAwaited) this.#atEnd = "install and start";
    else if (this.#parts.installsAtQuit) this.#atEnd = "install";
  }

  /** Called when everything else has ended. Answers whether the program ends by itself from here on. */
  end(): boolean {
    const { updater, logger } = this.#parts;
    if (updater === null || this.#atEnd === "nothing") return false;
    try {
      logger.info("Updates: the new version is put in place");
      return updater.install(this.#atEnd === "install and start");
    } catch (error) {
      logger.error("The new version could not be put in place", { error });
      return false;
    }
  }

  /** Looks no more. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #checkIn(delayMs: number): void {
    this.#cancelTimer = this.#parts.clock.after(delayMs, () => {
      this.#checkIn(checkEveryMs);
      void this.#checkIfWanted();
    });
  }

  async #checkIfWanted(): Promise<void> {
    try {
      if (await this.#parts.isWanted()) await this.check();
    } catch (error) {
      this.#parts.logger.warn("Updates could not be looked for", { error });
    }
  }

  async #look(updater: SystemUpdater): Promise<void> {
    const { clock, logger } = this.#parts;
    try {
      this.#set({ kind: "checking" });
      const version = await updater.check();
      if (version === null) return this.#set({ kind: "current", checkedAt: clock.now() });
      this.#set({ kind: "loading", version, percent: 0 });
      await this.#load(updater, version);
      logger.info(`Updates: version ${version} was fetched and verified`);
      this.#set({ kind: "ready", version, isAwaited: false });
    } catch (error) {
      const why = isUntrusted(error) ? "untrusted" : "unreachable";
      logger.warn(`Updates: ${why}`, { error });
      this.#set({ kind: "failed", why });
    }
  }

  async #load(updater: SystemUpdater, version: string): Promise<void> {
    const { clock } = this.#parts;
    const stalled = new AbortController();
    const watch = (): (() => void) => clock.after(silenceMs, () => stalled.abort());
    let cancelWatch = watch();
    let shown = 0;
    try {
      const onProgress = (percent: number): void => {
        cancelWatch();
        cancelWatch = watch();
        if (Math.floor(percent) > shown) {
          shown = Math.floor(percent);
          this.#set({ kind: "loading", version, percent: shown });
        }
      };
      await updater.load(onProgress, stalled.signal);
    } finally {
      cancelWatch();
    }
  }

  #set(state: UpdateState): void {
    this.#state = state;
    this.#parts.changed(state);
  }
}

/** Codes of electron-updater for what is not what the feed promised. */
const mistrust = ["ERR_CHECKSUM_MISMATCH", "ERR_UPDATER_INVALID_SIGNATURE"];

function isUntrusted(error: unknown): boolean {
  if (error instanceof UntrustedFeed) return true;
  return error instanceof Error && "code" in error && mistrust.includes(String(error.code));
}
