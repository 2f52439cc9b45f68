import { Failure } from "../engine/failure";
import type { UploadState } from "../shared/upload";

/** The exit codes of product.md, "Command line". */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unconfirmed: 3, interrupted: 130 } as const;

/** One of the exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Bad usage, settings or input: nothing was sent, the command ends with 2. */
export class UsageError extends Error {
  /** What to do about it; null when the message says it. */
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null, cause?: unknown) {
    super(message, { cause });
    this.name = "UsageError";
    this.hint = hint;
  }
}

/** The user's Ctrl+C: the command ends with 130. */
export class Interrupted extends Error {
  constructor() {
    super("Interrupted.");
    this.name = "Interrupted";
  }
}

/** A refusal before anything was sent as a `UsageError`; an engine that ended before its answer is left as it is. */
export function asUsageError(thrown: unknown): Error {
  if (thrown instanceof Interrupted || thrown instanceof UsageError) return thrown;
  if (thrown instanceof Failure && thrown.error.code === "outcome-unknown") return thrown;
  if (!(thrown instanceof Failure)) return new UsageError(messageOf(thrown), null, thrown);
  const { message, hint, code } = thrown.error;
  const named =
    thrown.field === null || message.includes(thrown.field) ? message : `${thrown.field}: ${message}`;
  return new UsageError(`${named} (${code})`, hint, thrown);
}

/** The sentence inside anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * The exit code for uploads in these states: 0 only when all are completed, 3 when nothing is wrong but
 * that some are unconfirmed; what failed, was canceled or is left in the queue makes it 1, which wins over 3.
 */
export function exitCodeOf(kinds: Iterable<UploadState["kind"]>): ExitCode {
  let code: ExitCode = exitCodes.ok;
  for (const kind of kinds) {
    if (kind === "completed") continue;
    if (kind !== "unconfirmed") return exitCodes.failed;
    code = exitCodes.unconfirmed;
  }
  return code;
}

/** Settles as the work does, or rejects with `Interrupted` as soon as the user interrupts. */
export async function unlessInterrupted<T>(work: Promise<T>, interrupt: AbortSignal): Promise<T> {
  let stopListening = () => {};
  const interruption = new Promise<never>((_resolve, reject) => {
    const onAbort = () => reject(new Interrupted());
    if (interrupt.aborted) onAbort();
    interrupt.addEventListener("abort", onAbort, { once: true });
    stopListening = () => interrupt.removeEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work, interruption]);
  } finally {
    stopListening();
  }
}
