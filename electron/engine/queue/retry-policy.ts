import type { UploadErrorData } from "../../shared/upload-error";
import type { Failure } from "../failure";

/** First back-off step, milliseconds; doubled with each failure, full jitter. */
const baseDelayMs = 1_000;
/** Longest back-off, milliseconds. */
const maximumDelayMs = 5 * 60_000;
/** Shortest wait, so that even a lucky draw leaves the server a breath. */
const minimumDelayMs = 250;
/** While the network seems to be down though nobody says so, one upload of a destination looks again after this, milliseconds. */
const offlineLookMs = 3_000;
/** And this much later at the most, so that not all computers of a place come at once. */
const offlineJitterMs = 2_000;
/** Tries that count before an upload is given up to the user. */
export const maximumFailures = 8;

/** What happens to an upload after a failure. */
export type Decision =
  | { readonly kind: "fail"; readonly error: UploadErrorData }
  | { readonly kind: "unconfirmed"; readonly error: UploadErrorData }
  /** The credentials were refused: this upload fails, the others of its destination are parked. */
  | { readonly kind: "park"; readonly error: UploadErrorData; readonly field: string | null }
  /** A rate limit: the whole destination waits; no try is counted. */
  | { readonly kind: "pace"; readonly delayMs: number; readonly error: UploadErrorData }
  /** There is no network: the whole destination waits for it, until it is back or for a while; no try is counted. */
  | { readonly kind: "offline"; readonly delayMs: number | null; readonly error: UploadErrorData }
  | {
      readonly kind: "wait";
      readonly delayMs: number;
      readonly failures: number;
      /** Whether the server named the time: then the whole destination waits. */
      readonly isNamed: boolean;
      readonly error: UploadErrorData;
    };

/** What the policy looks at beside the failure. */
export interface RetryFacts {
  /** Failed tries in a row so far. */
  readonly failures: number;
  /** Whether the step may be repeated though it was not answered. */
  readonly repeatable: boolean;
  /** Whether the step, if it arrived, made something that anybody sees. */
  readonly delivers: boolean;
  /** Whether this computer says that it has no way to the server. */
  readonly isOffline?: boolean;
  /** A number from 0 to 1, drawn by the caller. */
  readonly random: number;
}

/** Full jitter: anything between nothing and the doubled step (AWS, "Exponential Backoff And Jitter"). */
function backOffMs(failures: number, random: number): number {
  const ceiling = Math.min(maximumDelayMs, baseDelayMs * 2 ** failures);
  return Math.max(minimumDelayMs, Math.round(ceiling * random));
}

/**
 * The one rule of repeating: what provably was not applied repeats by itself, what may have arrived never does
 * (product.md, reliability.md A.2). Pure: the caller keeps the counts and the clock.
 */
export function decideAfter(failure: Failure, facts: RetryFacts): Decision {
  const { error } = failure;
  if (failure.class === "auth") return { kind: "park", error, field: failure.field };
  if (failure.class === "unknown" && !facts.repeatable) return { kind: "unconfirmed", error };
  if (failure.class !== "transient" && failure.class !== "unknown") return { kind: "fail", error };
  // Whoever was answered had a network.
  if (facts.isOffline === true && error.httpStatus === null) return { kind: "offline", delayMs: null, error };
  if (failure.isNetworkDown) {
    return { kind: "offline", delayMs: offlineLookMs + Math.round(offlineJitterMs * facts.random), error };
  }
  if (error.code === "rate-limited") {
    return {
      kind: "pace",
      delayMs: failure.retryAfterMs ?? backOffMs(facts.failures + 2, facts.random),
      error,
    };
  }
  const failures = facts.failures + 1;
  // One of the tries may have arrived all the same.
  const mayHaveArrived = failure.class === "unknown" && facts.delivers;
  if (failures >= maximumFailures) return { kind: mayHaveArrived ? "unconfirmed" : "fail", error };
  return {
    kind: "wait",
    delayMs: failure.retryAfterMs ?? backOffMs(facts.failures, facts.random),
    failures,
    isNamed: failure.retryAfterMs !== null,
    error,
  };
}
