import { maskLink } from "../../shared/link-mask";
import type { UploadErrorCode } from "../../shared/upload-error";
import { Failure, type FailureClass } from "../failure";
import type { HttpReply } from "../http/http-client";
import { failureFromReply } from "../http/http-errors";
import { redactText } from "../http/redact";
import { clampWait } from "../http/retry-after";
import type { ResolvedDestination } from "./service";

/** The codes that a service's own words can stand for, and what each means for the next step. */
const classes = {
  auth: "auth",
  forbidden: "permanent",
  "invalid-field": "permanent",
  "rate-limited": "transient",
  "target-not-found": "permanent",
} as const satisfies Partial<Record<UploadErrorCode, FailureClass>>;

/** What a service says went wrong, in its own words, read from its own kind of error body. */
export interface Complaint {
  /** The status that counts: the answer's, or the one in a body that came with 200. */
  readonly status: number;
  /** The service's sentence for the user, or null. */
  readonly text: string | null;
  /** What its body asks us to wait, milliseconds; null when it does not, the header is read anyway. */
  readonly retryAfterMs: number | null;
  /** Where its body says more than the status. */
  readonly code?: keyof typeof classes;
  /** The setting at fault, where it can be told. */
  readonly field?: string;
  readonly hint?: string;
}

/**
 * The failure of an answer that is no success. With a complaint the service itself answered, in its own shape; without
 * one it may have been anything on the way. No secret of the destination gets into its text.
 */
export function refusal(
  reply: HttpReply,
  destination: ResolvedDestination,
  complaint: Complaint | null,
): Failure {
  const now = reply.receivedAtMs;
  if (complaint === null) return failureFromReply(reply, { now });
  const serviceText = redactText(complaint.text ?? "", Object.values(destination.secrets));
  const usual = failureFromReply({ ...reply, status: complaint.status }, { now, serviceText });
  const { code } = complaint;
  return new Failure(code === undefined ? usual.class : classes[code], code ?? usual.error.code, {
    ...(serviceText === "" ? {} : { message: usual.error.message }),
    ...(complaint.hint === undefined ? {} : { hint: complaint.hint }),
    httpStatus: reply.status,
    retryAfterMs: complaint.retryAfterMs === null ? usual.retryAfterMs : clampWait(complaint.retryAfterMs),
    field: complaint.field ?? null,
  });
}

/** Addresses in an answer, also with the slashes that some JSON escapes. */
const address = /\bhttps?:\\?\/\\?\/[^\s"'<>]+/gi;

/**
 * The answer as the receipt keeps it: without this destination's secrets and what makes an address in it open to anybody,
 * at most 8 KiB.
 */
export function rawReplyOf(reply: HttpReply, destination: ResolvedDestination): string {
  const text = redactText(reply.text, Object.values(destination.secrets));
  return text.replace(address, (found) => maskLink(found).text);
}

/** The server says it has something else than what was sent. */
export function receiptMismatch(remoteId: string | null, difference: string): Failure {
  const copy = remoteId === null ? "The server's copy" : `The server's copy (${remoteId})`;
  return new Failure("permanent", "receipt-mismatch", {
    message: `${copy} does not match the file: ${difference}.`,
  });
}

/** For what is only worth trying: any failure becomes null, but the user's or the shutdown's word is passed on. */
export function unlessCanceled(thrown: unknown): null {
  if (thrown instanceof Failure && thrown.class === "canceled") throw thrown;
  return null;
}
