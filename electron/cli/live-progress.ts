import type { EngineEvent } from "../engine/engine-api";
import type { Clock } from "../engine/ports";
import type { Progress, Upload } from "../shared/upload";
import type { Output } from "./output";
import { isEnd } from "./rows";
import { formatBytes, formatDuration } from "./text";

/** Numbers of the live line. */
interface LiveNumbers {
  readonly filesEnded: number;
  readonly filesTotal: number;
  readonly bytesSent: number;
  readonly bytesTotal: number;
  readonly bytesPerSecond: number | null;
}

/** The words of the live line: files, share, bytes, speed, time left. */
export function liveText(numbers: LiveNumbers): string {
  const { filesEnded, filesTotal, bytesSent, bytesTotal, bytesPerSecond } = numbers;
  // A file whose last byte left is not there yet: only the answers make it 100 %.
  const most = filesEnded < filesTotal ? 99 : 100;
  const share = bytesTotal === 0 ? 0 : Math.min(most, Math.floor((bytesSent / bytesTotal) * 100));
  const parts = [`${filesEnded} of ${filesTotal} done`, `${share} %`];
  parts.push(`${formatBytes(bytesSent)} of ${formatBytes(bytesTotal)}`);
  if (bytesPerSecond !== null && bytesPerSecond > 0) {
    parts.push(`${formatBytes(bytesPerSecond)}/s`);
    parts.push(`${formatDuration(((bytesTotal - bytesSent) / bytesPerSecond) * 1000)} left`);
  }
  return parts.join(" · ");
}

/** Keeps the live line of a terminal: how far the awaited uploads are, or how long they wait. Says nothing elsewhere. */
export class LiveProgress {
  readonly #output: Output;
  readonly #clock: Clock;
  /** Sizes of the awaited uploads that have not ended, bytes by id. */
  readonly #open = new Map<string, number>();
  readonly #active = new Map<string, Progress>();
  #filesTotal = 0;
  #bytesTotal = 0;

  constructor(output: Output, clock: Clock) {
    this.#output = output;
    this.#clock = clock;
  }

  /** Adds an awaited upload. */
  expect(upload: Upload): void {
    if (!this.#output.isLive || this.#open.has(upload.id)) return;
    this.#filesTotal += 1;
    this.#bytesTotal += upload.size;
    if (!isEnd(upload.state)) this.#open.set(upload.id, upload.size);
  }

  /** Takes in what the engine announces. */
  take(event: EngineEvent): void {
    if (!this.#output.isLive) return;
    if (event.kind === "upload-settled") {
      this.#open.delete(event.upload.id);
      this.#active.delete(event.upload.id);
    } else if (event.kind === "progress") {
      const rows = event.rows.filter((row) => this.#open.has(row.id));
      this.#active.clear();
      for (const row of rows) this.#active.set(row.id, row);
      if (rows.length > 0) this.#show();
    }
  }

  /** Shows the countdown of the upload that goes on first, when none is on its way. */
  showWait(waiting: readonly Upload[]): void {
    const times = waiting.flatMap(({ state }) =>
      state.kind === "waiting" && state.until !== null ? [state.until] : [],
    );
    const first = Math.min(...times);
    const when = times.length === 0 ? "for the network" : formatDuration(first - this.#clock.now());
    this.#output.live(`${this.#filesTotal - this.#open.size} of ${this.#filesTotal} done · waiting ${when}`);
  }

  #show(): void {
    const active = [...this.#active.values()];
    const openBytes = [...this.#open.values()].reduce((sum, size) => sum + size, 0);
    const speeds = active.flatMap(({ bytesPerSecond }) => (bytesPerSecond === null ? [] : [bytesPerSecond]));
    const text = liveText({
      filesEnded: this.#filesTotal - this.#open.size,
      filesTotal: this.#filesTotal,
      bytesSent: this.#bytesTotal - openBytes + active.reduce((sum, row) => sum + row.bytesSent, 0),
      bytesTotal: this.#bytesTotal,
      bytesPerSecond: speeds.length === 0 ? null : speeds.reduce((sum, speed) => sum + speed, 0),
    });
    this.#output.live(text);
  }
}
