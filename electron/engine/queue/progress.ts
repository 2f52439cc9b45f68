import type { Progress } from "../../shared/upload";
import type { Clock } from "../ports";

/** Speed is told over this many milliseconds, so that a hiccup does not make it jump. */
const windowMs = 5_000;
/** Speed is told from this age on. */
const settleMs = 500;
/** Announcements come at most this often. */
const announceEveryMs = 100;
/** While nothing moves the numbers are told this often, milliseconds: a speed that is over must not stand there. */
const announceIdleMs = 1_000;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** Follows one upload: bytes never fall within an attempt, speed over a moving window. */
class Meter {
  readonly #samples: Sample[] = [];
  readonly #id: string;
  readonly #bytesTotal: number;
  #bytesSent = 0;

  constructor(id: string, bytesTotal: number, startedMs: number) {
    this.#id = id;
    this.#bytesTotal = bytesTotal;
    this.#samples.push({ atMs: startedMs, bytes: 0 });
  }

  update(bytesSent: number, nowMs: number): void {
    this.#bytesSent = Math.max(this.#bytesSent, Math.min(bytesSent, this.#bytesTotal));
    const last = this.#samples.at(-1);
    if (last !== undefined && nowMs - last.atMs < announceEveryMs) return;
    this.#samples.push({ atMs: nowMs, bytes: this.#bytesSent });
    while (this.#samples.length > 2 && nowMs - (this.#samples[1]?.atMs ?? nowMs) > windowMs)
      this.#samples.shift();
  }

  read(nowMs: number): Progress {
    const first = this.#samples[0];
    const elapsedMs = first === undefined ? 0 : nowMs - first.atMs;
    const bytes = this.#bytesSent - (first?.bytes ?? 0);
    const bytesPerSecond = elapsedMs < settleMs ? null : (bytes * 1_000) / elapsedMs;
    const left = this.#bytesTotal - this.#bytesSent;
    return {
      id: this.#id,
      bytesSent: this.#bytesSent,
      bytesTotal: this.#bytesTotal,
      bytesPerSecond,
      remainingMs: bytesPerSecond === null || bytesPerSecond <= 0 ? null : (left * 1_000) / bytesPerSecond,
    };
  }
}

/** Follows all running uploads and announces them together, at most ten times a second, never losing the last word. */
export class ProgressBoard {
  readonly #meters = new Map<string, Meter>();
  readonly #clock: Clock;
  readonly #announce: (rows: readonly Progress[]) => void;
  #cancelTimer: (() => void) | null = null;
  /** Whether the timer is the slow one, because nothing moves. */
  #isIdle = false;
  #lastActivityMs: number | null = null;

  constructor(clock: Clock, announce: (rows: readonly Progress[]) => void) {
    this.#clock = clock;
    this.#announce = announce;
  }

  /** Begins an attempt of an upload of `bytesTotal` bytes, from nothing. */
  begin(id: string, bytesTotal: number): void {
    this.#meters.set(id, new Meter(id, bytesTotal, this.#clock.monotonicMs()));
    this.#touch();
  }

  /** Notes how many bytes of the file were handed to the network. */
  update(id: string, bytesSent: number): void {
    this.#meters.get(id)?.update(bytesSent, this.#clock.monotonicMs());
    this.#touch();
  }

  /** Forgets an upload that is not sending any more; what it last said is announced first. */
  end(id: string): void {
    if (!this.#meters.has(id)) return;
    this.#flush();
    this.#meters.delete(id);
    if (this.#meters.size === 0) this.#callOff();
  }

  /** Milliseconds since any byte moved or any attempt began; 0 while nothing was tried. */
  quietMs(): number {
    return this.#lastActivityMs === null ? 0 : this.#clock.monotonicMs() - this.#lastActivityMs;
  }

  /** Stops announcing. */
  close(): void {
    this.#callOff();
    this.#meters.clear();
  }

  #touch(): void {
    this.#lastActivityMs = this.#clock.monotonicMs();
    if (this.#isIdle) this.#callOff();
    this.#cancelTimer ??= this.#clock.after(announceEveryMs, () => this.#flush());
  }

  #callOff(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#isIdle = false;
  }

  #flush(): void {
    this.#callOff();
    if (this.#meters.size === 0) return;
    const nowMs = this.#clock.monotonicMs();
    this.#announce([...this.#meters.values()].map((meter) => meter.read(nowMs)));
    this.#isIdle = true;
    this.#cancelTimer = this.#clock.after(announceIdleMs, () => this.#flush());
  }
}
