import type { EngineConnection, Standing } from "../engine/engine-api";
import type { Clock } from "../engine/ports";
import { Interrupted } from "./exit";

/** Without any announcement the engine is asked this often, milliseconds: it keeps the countdown going. */
const pollMs = 1000;

/** Between two questions at least, milliseconds: a burst of announcements costs ten questions a second at most. */
const spacingMs = 100;

/** How a wait ended: nothing moves any more, or nothing was heard for too long. */
export type WaitEnd = "still" | "silent";

/** What is waited for. */
export interface WaitOptions {
  readonly connection: EngineConnection;
  readonly clock: Clock;
  readonly interrupt: AbortSignal;
  /** The wait ends after this long without any byte or answer, milliseconds. */
  readonly timeoutMs: number;
  /** How the awaited uploads stand. */
  readonly standing: () => Promise<Standing>;
  /** Called with each answer while the wait goes on. */
  readonly onStanding: (standing: Standing) => Promise<void>;
}

/**
 * Waits until the uploads stand still. It asks the engine, and uses announcements only to ask sooner, so that a lost
 * one delays it by a second at most. Silence is counted from the wait's begin: a running engine may have been idle for hours.
 */
export async function waitUntilStill(options: WaitOptions): Promise<WaitEnd> {
  const { clock, interrupt, timeoutMs } = options;
  const bell = new Bell();
  const stopListening = options.connection.subscribe((event) => {
    if (event.kind === "uploads-changed" || event.kind === "upload-settled") bell.ring();
  });
  const onAbort = () => bell.ring();
  interrupt.addEventListener("abort", onAbort, { once: true });
  const beganMs = clock.monotonicMs();
  try {
    while (true) {
      if (interrupt.aborted) throw new Interrupted();
      const standing = await options.standing();
      if (standing.moving === 0) return "still";
      const silentMs = Math.min(standing.quietMs, clock.monotonicMs() - beganMs);
      if (silentMs >= timeoutMs) return "silent";
      await options.onStanding(standing);
      const restMs = Math.min(pollMs, Math.max(1, timeoutMs - silentMs));
      await bell.wait(clock, Math.min(spacingMs, restMs), restMs, interrupt);
    }
  } finally {
    interrupt.removeEventListener("abort", onAbort);
    stopListening();
  }
}

/** Remembers that it was rung until somebody waits for it. */
class Bell {
  #isRung = false;
  #answer: (() => void) | null = null;

  ring(): void {
    this.#isRung = true;
    this.#answer?.();
  }

  /** Settles when rung, but not before `atLeastMs` have passed, and after `atMostMs` in any case; at once when interrupted. */
  async wait(clock: Clock, atLeastMs: number, atMostMs: number, interrupt: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      let isEarly = true;
      const finish = () => {
        callOffEarly();
        callOffLate();
        this.#answer = null;
        this.#isRung = false;
        resolve();
      };
      const callOffEarly = clock.after(atLeastMs, () => {
        isEarly = false;
        if (this.#isRung) finish();
      });
      const callOffLate = clock.after(atMostMs, finish);
      this.#answer = () => {
        if (!isEarly || interrupt.aborted) finish();
      };
      if (interrupt.aborted) finish();
    });
  }
}
