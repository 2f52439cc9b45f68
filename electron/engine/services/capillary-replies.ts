import type { Link, Receipt } from "../../shared/upload";
import { Failure } from "../failure";
import type { HttpReply } from "../http/http-client";
import { credentialField } from "./capillary-sign-in";
import { asByteCount, asObject, asText, type JsonObject } from "./json-values";
import { type Complaint, rawReplyOf, receiptMismatch } from "./replies";
import type { ResolvedDestination, SentFile } from "./service";
import { statedUrlEndMs } from "./signed-url";
import { isSafeLink } from "./urls";

const formHint =
  'Look at "body" and "partName" of the destination: the service\'s document does not say which form it wants.';

/** A member under its name in either of the spellings the service uses (services.md 3.1). */
function member(object: JsonObject, camelCase: string): unknown {
  const snakeCase = camelCase.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return object[camelCase] ?? object[snakeCase];
}

/** Whether the body says that the file was stored; `code` and `status` must both say so. */
export function saysStored(body: JsonObject | null): body is JsonObject {
  return body !== null && asByteCount(body["code"]) === 200 && String(body["status"]) === "true";
}

function firstError(body: JsonObject): JsonObject | null {
  return Array.isArray(body["errors"]) ? asObject(body["errors"][0]) : null;
}

/** Whether a body that came with success says that there was none: in its own shape, or in the one of its siblings. */
function saysRefused(body: JsonObject): boolean {
  const code = body["code"];
  const status = body["status"];
  const other = (value: unknown, good: string) =>
    value !== undefined && value !== null && String(value) !== good;
  return firstError(body) !== null || other(code, "200") || other(status, "true");
}

function reasonOf(body: JsonObject | null): string | null {
  if (body === null) return null;
  return asText(firstError(body)?.["message"]) ?? asText(body["message"]) ?? asText(body["error"]);
}

/** The status that counts: the answer's, or the one in the body that came with a success. */
function statusOf(reply: HttpReply, body: JsonObject | null): number {
  if (reply.status > 299) return reply.status;
  const code = asByteCount(body?.["code"]) ?? 0;
  return code >= 400 && code <= 599 ? code : 500;
}

function isVague(status: number): boolean {
  return (
    status >= 400 &&
    status < 500 &&
    ![401, 402, 403, 404, 405, 408, 410, 413, 421, 425, 429, 451].includes(status)
  );
}

function pointerOf(status: number, destination: ResolvedDestination): Pick<Complaint, "field" | "hint"> {
  if (status === 401) return { field: credentialField(destination) };
  if (status === 404) return { field: "path" };
  if (status === 415) return { field: "body", hint: formHint };
  return isVague(status) ? { hint: formHint } : {};
}

/**
 * What the service says went wrong, with any body: its own JSON, `{}`, a web page or nothing. Null where it says nothing
 * wrong, or where a failing gateway (5xx without JSON) may have spoken in its place.
 */
export function complaintOf(reply: HttpReply, destination: ResolvedDestination): Complaint | null {
  const body = asObject(reply.json);
  const refused = reply.status > 299 ? reply.status >= 400 : body !== null && saysRefused(body);
  if (!refused || (reply.status >= 500 && body === null)) return null;
  const status = statusOf(reply, body);
  const noReason = isVague(status)
    ? `The server refused the upload (HTTP ${status}) without a reason.`
    : null;
  return {
    status,
    text: reasonOf(body) ?? noReason,
    retryAfterMs: null,
    ...pointerOf(status, destination),
  };
}

function linkOf(address: string | null, givenBy: string): readonly Link[] {
  if (address === null || !isSafeLink(address, givenBy)) return [];
  const endMs = statedUrlEndMs(address);
  const expiresAt = endMs === null ? null : new Date(endMs).toISOString();
  return [{ url: address, expiresAt, opensInBrowser: true }];
}

function remoteOf(file: JsonObject): Receipt["remote"] {
  const facts = ["version", "latestVersion", "namespace", "acl"].map((key) => {
    const value = member(file, key);
    return [key, typeof value === "number" ? String(value) : asText(value)] as const;
  });
  return Object.fromEntries(facts.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])));
}

/**
 * The receipt in an answer that says the file was stored, or null when it names no file. The link lets anybody in, so the kept
 * answer holds none; the answer is written anew for that, because its own spelling may hide the link from the masking
 * (`\u0026` for `&`). `last_modified` is left out: it has no time zone.
 */
export function receiptOf(
  body: JsonObject,
  reply: HttpReply,
  destination: ResolvedDestination,
): Receipt | null {
  const file = asObject(body["file"]);
  if (file === null) return null;
  const storedName = asText(file["name"]);
  const remoteId = asText(member(file, "fileHandle")) ?? asText(member(file, "s3Token")) ?? storedName;
  if (remoteId === null) return null;
  const size = asByteCount(member(file, "fileSize"));
  const address = asText(member(body, "secureFilePath"));
  const secrets = { ...destination.secrets, secureFilePath: address ?? "" };
  return {
    remoteId,
    storedName,
    size,
    hash: null,
    verified: size === null ? "none" : "size",
    links: linkOf(address, reply.url),
    fileExpiresAt: null,
    remote: remoteOf(file),
    rawReply: rawReplyOf({ ...reply, text: JSON.stringify(body) }, { ...destination, secrets }),
  };
}

/**
 * The failure of a copy of another size, or null. A form that the server can't read is a success with an empty placeholder
 * (services.md 3.1), and a server that wants the bytes alone keeps the whole form as the file.
 */
export function mismatchOf(
  receipt: Receipt,
  sent: SentFile,
  destination: ResolvedDestination,
): Failure | null {
  const { size, remoteId } = receipt;
  if (size === null || size === sent.size) return null;
  const difference = `${size} bytes instead of ${sent.size}`;
  const multipart = destination.settings["body"] !== "raw";
  const wholeForm = multipart && size > sent.size;
  return new Failure("permanent", "receipt-mismatch", {
    message:
      size === 0
        ? `The server stored only a placeholder (${difference}).`
        : receiptMismatch(remoteId, difference).error.message,
    hint: wholeForm
      ? 'The server seems to have kept the multipart form as the file: set "body" of the destination to raw.'
      : formHint,
    field: multipart && !wholeForm ? "partName" : "body",
  });
}
