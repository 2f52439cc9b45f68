import type { UploadErrorCode } from "../../shared/upload-error";
import { Failure, type FailureClass } from "../failure";
import type { HttpDownload, HttpReply } from "./http-client";
import { parseRetryAfter } from "./retry-after";

export { failureFromConnection } from "./connection-errors";
export { parseRetryAfter } from "./retry-after";

/** How much of a refused download's answer is read, bytes. */
const explanationBytes = 8 * 1024;
/** What the service says is shown in one sentence. */
const longestText = 300;

/** What is known beside the answer itself. */
export interface ReplyContext {
  /** Epoch milliseconds, to measure dates in `Retry-After`. */
  readonly now: number;
  /** What the service says went wrong, read from its own error shape; also the proof that the service itself answered. */
  readonly serviceText?: string | null;
}

/** Statuses that mean the same for every service: never applied, or refused for good. */
const verdicts: Readonly<Record<number, readonly [FailureClass, UploadErrorCode]>> = {
  400: ["permanent", "invalid-field"],
  401: ["auth", "auth"],
  402: ["permanent", "quota-exceeded"],
  403: ["permanent", "forbidden"],
  404: ["permanent", "target-not-found"],
  405: ["permanent", "endpoint-gone"],
  407: ["auth", "proxy"],
  408: ["transient", "server-busy"],
  410: ["permanent", "endpoint-gone"],
  413: ["permanent", "too-large"],
  415: ["permanent", "type-refused"],
  421: ["transient", "server-busy"],
  422: ["permanent", "invalid-field"],
  425: ["transient", "server-busy"],
  429: ["transient", "rate-limited"],
  451: ["permanent", "forbidden"],
  501: ["permanent", "endpoint-gone"],
  503: ["transient", "server-busy"],
  507: ["permanent", "quota-exceeded"],
  // Network sign-in: something between us and the service answered, the service never saw the request.
  511: ["transient", "network"],
};

/**
 * What an answer that is no success means, as far as its status tells (product.md, "What repeats by itself").
 * A failing gateway (500 without the service's own words, 502, 504, other 5xx) says nothing about the service behind it:
 * `unknown` when the whole body was sent, otherwise `transient`.
 */
export function failureFromReply(reply: HttpReply, context: ReplyContext): Failure {
  const { status, headers } = reply;
  const [failureClass, code] = verdictOf(reply, context.serviceText ?? null);
  const text = context.serviceText?.trim() ?? "";
  const message = text === "" ? defaultMessage(reply, code) : oneSentence(text);
  return new Failure(failureClass, code, {
    ...(message === null ? {} : { message }),
    httpStatus: status,
    retryAfterMs: parseRetryAfter(headers["retry-after"], context.now, headers["date"]),
  });
}

function verdictOf(reply: HttpReply, serviceText: string | null): readonly [FailureClass, UploadErrorCode] {
  const { status } = reply;
  const known = verdicts[status];
  if (known !== undefined) return known;
  if (status < 300)
    return reply.bodySentWhole ? ["unknown", "outcome-unknown"] : ["permanent", "bad-response"];
  if (status < 400) return ["permanent", "redirect-refused"];
  if (status < 500) return ["permanent", "invalid-field"];
  const ownWords = serviceText !== null || (typeof reply.json === "object" && reply.json !== null);
  if (status === 500 && ownWords) return ["permanent", "server-error"];
  return reply.bodySentWhole ? ["unknown", "outcome-unknown"] : ["transient", "server-busy"];
}

/** A sentence where the code's own one would say less than the status; null for the code's own. */
function defaultMessage(reply: HttpReply, code: UploadErrorCode): string | null {
  const { status } = reply;
  if (status === 451) return "The service may not take this file for legal reasons (HTTP 451).";
  if (status === 511) return "The network wants you to sign in before it lets anything through.";
  if (code === "outcome-unknown" && status >= 500) {
    return `The whole file was sent, but the server failed to answer for it (HTTP ${status}): it may have arrived.`;
  }
  if (code === "invalid-field") return `The service refused the request (HTTP ${status}).`;
  return null;
}

function oneSentence(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= longestText ? line : `${line.slice(0, longestText - 1)}…`;
}

/** Whether an answer is a web page: a sign-in page, a captive portal or a proxy spoke instead of the service. */
export function looksLikeHtml(reply: HttpReply): boolean {
  if (/^(?:text\/html|application\/xhtml\+xml)\b/i.test(reply.headers["content-type"] ?? "")) return true;
  return /^\s*(?:<!doctype html|<html|<head|<body)\b/i.test(reply.text.slice(0, 1024));
}

/**
 * What a success that can't be read means (product.md, settled point 1): the server may have the file if it was sent
 * whole; otherwise it is a wrong address or a page in between.
 */
export function unreadableReply(reply: HttpReply): Failure {
  const what = looksLikeHtml(reply)
    ? "A web page answered instead of the service"
    : "The answer can't be understood";
  if (reply.bodySentWhole) {
    return new Failure("unknown", "outcome-unknown", {
      message: `${what}, after the whole file was sent: it may have arrived.`,
      httpStatus: reply.status,
    });
  }
  return new Failure("permanent", "bad-response", { message: `${what}.`, httpStatus: reply.status });
}

/**
 * What a refused download means; reads a little of its answer and ends it. Nothing is ever applied by a download.
 * `explain` may know more than the status says, from the service's own words.
 */
export async function failureFromDownload(
  download: HttpDownload,
  nowMs: number,
  explain: (reply: HttpReply) => Failure | null = () => null,
): Promise<Failure> {
  const { status, headers, url, body } = download;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= explanationBytes) break;
    }
  } catch {
    // The status alone tells enough; the explanation is lost with the connection.
  }
  body.destroy();
  const text = Buffer.concat(chunks).toString("utf8", 0, explanationBytes);
  const json = jsonIn(text);
  const reply = { status, headers, url, text, json, receivedAtMs: nowMs, bodySentWhole: false };
  if (status < 300) return unreadableReply(reply);
  return explain(reply) ?? failureFromReply(reply, { now: nowMs });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A page, or an explanation longer than what is read: the status has to do.
    return undefined;
  }
}
