import type { HttpReply } from "../http/http-client";

/** How far the server's clock may be off when its answer does not tell its time. */
const clockSlackMs = 5 * 60 * 1000;

/** A `Date` header has whole seconds, and was written a moment after the question. */
const dateHeaderSlackMs = 5_000;

/** When the upload was sent, by the server's clock as far as its answer tells it, less what that may be wrong by. */
export function earliestMs(reply: HttpReply, sentAtMs: number, nowMs: number): number {
  const serverNowMs = Date.parse(reply.headers["date"] ?? "");
  return Number.isNaN(serverNowMs)
    ? sentAtMs - clockSlackMs
    : sentAtMs + (serverNowMs - nowMs) - dateHeaderSlackMs;
}
