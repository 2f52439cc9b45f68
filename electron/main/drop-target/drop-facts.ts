import type { EngineConnection, EngineEvent } from "../../engine/engine-api";
import type { Clock, Logger } from "../../engine/ports";
import { currentDestination } from "../../shared/destination";
import type { DropTargetState } from "../../shared/drop-target";
import type { Counts } from "../../shared/ipc";
import { languageOf } from "../../shared/languages";
import type { Progress } from "../../shared/upload";
import { trayState, troublesIn } from "../tray/tray-state";

/** The small window hears at most ten times a second. */
const gatherMs = 100;

/** What the state of the small window is made of. */
export interface DropFactsParts {
  readonly connection: EngineConnection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly systemLocale: string;
  /** Hears every change. */
  readonly changed: (state: DropTargetState) => void;
}

/** What the small window shows, kept up to date: where a drop goes, and how the work stands. */
export class DropFacts {
  readonly #parts: DropFactsParts;
  readonly #running = new Map<string, Progress>();
  readonly #unsubscribe: () => void;
  #counts: Counts | null = null;
  #seenTroubles = 0;
  #cancel: (() => void) | null = null;

  constructor(parts: DropFactsParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.connection.subscribe((event) => this.#take(event));
  }

  /** How it stands now. */
  async state(): Promise<DropTargetState> {
    const { api } = this.#parts.connection;
    const [settings, destinations, standing] = await Promise.all([
      api.settings(),
      api.destinations(),
      api.standing({ batchId: null }),
    ]);
    const counts = this.#counts ?? standing.counts;
    if (this.#counts === null) this.#seenTroubles = troublesIn(counts);
    this.#counts = counts;
    const current = currentDestination(destinations, settings.currentDestinationId);
    const sending = counts.uploading + counts.preparing;
    return {
      language: languageOf(settings.language, this.#parts.systemLocale),
      contrast: settings.theme === "high-contrast" ? "more" : "usual",
      destination:
        current === null ? null : { id: current.id, name: current.name, appearance: current.appearance },
      work: trayState(counts, this.#seenTroubles),
      sending,
      fraction: sending === 0 ? null : this.#fraction(),
      troubles: Math.max(0, troublesIn(counts) - this.#seenTroubles),
    };
  }

  /** The user looks at the window: what went wrong so far asks for no more attention. */
  seen(): void {
    if (this.#counts !== null) this.#seenTroubles = troublesIn(this.#counts);
    this.#announce();
  }

  /** Says nothing more. */
  close(): void {
    this.#unsubscribe();
    this.#cancel?.();
    this.#cancel = null;
  }

  #take(event: EngineEvent): void {
    if (event.kind === "uploads-changed") {
      this.#counts = event.counts;
      this.#seenTroubles = Math.min(this.#seenTroubles, troublesIn(event.counts));
    } else if (event.kind === "progress") for (const row of event.rows) this.#running.set(row.id, row);
    else if (event.kind === "upload-settled") this.#running.delete(event.upload.id);
    this.#announce();
  }

  #announce(): void {
    this.#cancel ??= this.#parts.clock.after(gatherMs, () => {
      this.#cancel = null;
      this.state().then(
        (state) => this.#parts.changed(state),
        (error: unknown) =>
          this.#parts.logger.warn("The drop target could not be told", { error: String(error) }),
      );
    });
  }

  #fraction(): number | null {
    let sent = 0;
    let total = 0;
    for (const { bytesSent, bytesTotal } of this.#running.values()) {
      sent += bytesSent;
      total += bytesTotal;
    }
    return total === 0 ? null : Math.min(1, sent / total);
  }
}
