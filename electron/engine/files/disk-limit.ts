import { Failure } from "../failure";
import type { Clock } from "../ports";

/** Whatever takes longer has lost its disk or network share (reliability.md F13), milliseconds. */
export const diskLimitMs = 30_000;

/** How an operation of the file system is waited for. */
export interface DiskWait {
  readonly clock: Clock;
  /** Ends the waiting at once with `canceled`. */
  readonly signal?: AbortSignal;
}

/**
 * Waits for an operation of the file system, half a minute at most: a lost network share never answers, and nothing but
 * the waiting can be ended. What comes too late goes to `late`, so that it can be closed. Throws what the operation throws,
 * or `Failure` (`file-unreadable`; `canceled` after the signal).
 */
export function withinDiskLimit<T>(
  { clock, signal }: DiskWait,
  operation: Promise<T>,
  late: (result: T) => void = () => {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    const end = () => {
      over = true;
      callOff();
      signal?.removeEventListener("abort", onAbort);
    };
    const giveUp = (failure: Failure) => {
      if (over) return;
      end();
      reject(failure);
    };
    const onAbort = () => giveUp(new Failure("canceled", "canceled"));
    const callOff = clock.after(diskLimitMs, () => giveUp(diskIsSilent()));
    signal?.addEventListener("abort", onAbort, { once: true });
    operation.then(
      (result) => {
        if (over) return late(result);
        end();
        resolve(result);
      },
      (thrown: unknown) => {
        if (over) return;
        end();
        reject(thrown);
      },
    );
    if (signal?.aborted === true) onAbort();
  });
}

/** The failure of whatever waited too long. */
export function diskIsSilent(): Failure {
  return new Failure("local", "file-unreadable", {
    message: "The disk or network share has not answered for half a minute.",
    hint: "See whether it is still connected, then try again.",
  });
}
