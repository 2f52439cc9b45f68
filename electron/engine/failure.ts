import { type UploadErrorCode, type UploadErrorData, uploadError } from "../shared/upload-error";

/**
 * What a failure means for the next step; the core decides from it alone (reliability.md A.2).
 * `transient`: provably not applied, repeats by itself. `permanent`: the server or a rule said no.
 * `unknown`: the whole body was sent and no valid answer came; never repeats by itself unless the step is repeatable.
 * `auth`: the credentials were refused; the destination is parked. `local`: the file is the problem.
 * `canceled`: the user's or the shutdown's word.
 */
export type FailureClass = "transient" | "permanent" | "unknown" | "auth" | "local" | "canceled";

/** Something that went wrong with an upload, a request or a setting, with what follows from it. */
export class Failure extends Error {
  readonly error: UploadErrorData;
  readonly class: FailureClass;
  /** What the server asked us to wait, milliseconds; null when it named nothing. */
  readonly retryAfterMs: number | null;
  /** The key of the setting at fault, or null. */
  readonly field: string | null;
  /** Whether it was the network that is not there, rather than the server: that counts for nothing. */
  readonly isNetworkDown: boolean;

  constructor(
    failureClass: FailureClass,
    code: UploadErrorCode,
    details: {
      message?: string;
      hint?: string;
      httpStatus?: number | null;
      retryAfterMs?: number | null;
      field?: string | null | undefined;
      isNetworkDown?: boolean;
      cause?: unknown;
    } = {},
  ) {
    const data = uploadError(code, details);
    super(data.message, { cause: details.cause });
    this.name = "Failure";
    this.error = data;
    this.class = failureClass;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.field = details.field ?? null;
    this.isNetworkDown = details.isNetworkDown ?? false;
  }
}

/** The failure inside anything thrown; what is unknown to us becomes a server-independent `outcome` of the given class. */
export function toFailure(thrown: unknown, otherwise: FailureClass, code: UploadErrorCode): Failure {
  if (thrown instanceof Failure) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new Failure(otherwise, code, { message, cause: thrown });
}
