import type { EngineEvent } from "../engine/engine-api";
import type { Counts } from "../shared/ipc";
import type { Progress } from "../shared/upload";

/** What of the system shows the work of the queue. */
export interface TaskbarPorts {
  /** 0 to 1; -1 for none, 2 for "under way, nobody knows how far" (Electron's `setProgressBar`). */
  readonly setProgress: (fraction: number) => void;
  /** Uploads that need a decision; 0 takes the badge away. */
  readonly setBadge: (count: number) => void;
  /** Keeps the computer awake, or lets it sleep again. */
  readonly setAwake: (awake: boolean) => void;
}

/** Progress and badge in the taskbar or dock, and the computer kept awake, while uploads run. */
export class Taskbar {
  readonly #ports: TaskbarPorts;
  readonly #running = new Map<string, Progress>();
  #counts: Counts | null = null;
  #keepAwake = true;
  #fraction = -1;
  #badge = 0;
  #awake = false;

  constructor(ports: TaskbarPorts) {
    this.#ports = ports;
  }

  /** Whether the computer may be kept awake. */
  allowAwake(keepAwake: boolean): void {
    this.#keepAwake = keepAwake;
    this.#show();
  }

  /** Takes an event of the engine. */
  take(event: EngineEvent): void {
    if (event.kind === "uploads-changed") this.#counts = event.counts;
    else if (event.kind === "progress") for (const row of event.rows) this.#running.set(row.id, row);
    else if (event.kind === "upload-settled") this.#running.delete(event.upload.id);
    else return;
    this.#show();
  }

  /** Shows nothing any more. */
  close(): void {
    this.#counts = null;
    this.#show();
  }

  #show(): void {
    const counts = this.#counts;
    const active = counts === null ? 0 : counts.uploading + counts.preparing;
    if (active === 0) this.#running.clear();
    const fraction = active === 0 ? -1 : this.#fractionSent();
    // A hundredth is all that a taskbar shows.
    if (Math.abs(fraction - this.#fraction) >= 0.01) {
      this.#fraction = fraction;
      this.#ports.setProgress(fraction);
    }
    const badge = counts === null ? 0 : counts.failed + counts.unconfirmed;
    if (badge !== this.#badge) {
      this.#badge = badge;
      this.#ports.setBadge(badge);
    }
    const awake = this.#keepAwake && active > 0;
    if (awake !== this.#awake) {
      this.#awake = awake;
      this.#ports.setAwake(awake);
    }
  }

  #fractionSent(): number {
    let sent = 0;
    let total = 0;
    for (const { bytesSent, bytesTotal } of this.#running.values()) {
      sent += bytesSent;
      total += bytesTotal;
    }
    return total === 0 ? 2 : sent / total;
  }
}
