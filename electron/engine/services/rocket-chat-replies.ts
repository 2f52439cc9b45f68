import type { Receipt } from "../../shared/upload";
import type { HttpReply } from "../http/http-client";
import { settingOf } from "./destination-settings";
import { asByteCount, asObject, asText, type JsonObject } from "./json-values";
import { type Complaint, rawReplyOf } from "./replies";
import { filePathOf, fileUrl } from "./rocket-chat-requests";
import type { JobFile, UploadJob } from "./service";
import { isPathSegment } from "./urls";

/** The limit's usual window is one minute. A server that names a longer one, or has a wrong clock, is asked again after an hour. */
const longestWaitMs = 60 * 60 * 1000;

/** Not before a second, so that nobody spins. */
const shortestWaitMs = 1000;

/** The codes with which a confirm says that it knows no such file (services.md 2.3). */
const missingFileCodes = ["invalid-file", "error-invalid-file"];

function clampWait(waitMs: number): number {
  return Math.min(longestWaitMs, Math.max(shortestWaitMs, waitMs));
}

/**
 * Milliseconds until the rate limit's window ends, or null. `X-RateLimit-Reset` is a time of the server's clock in epoch
 * milliseconds, so it is measured against the answer's own `Date` where there is one.
 */
function untilReset(reply: HttpReply): number | null {
  const reset = reply.headers["x-ratelimit-reset"]?.trim() ?? "";
  if (!/^\d{12,14}$/.test(reset)) return null;
  const serverNowMs = Date.parse(reply.headers["date"] ?? "");
  return clampWait(Number(reset) - (Number.isNaN(serverNowMs) ? reply.receivedAtMs : serverNowMs));
}

/** How long the destination holds back after an answer that announced the end of its limit; undefined when it did not. */
export function paceOf(reply: HttpReply): number | undefined {
  const remaining = reply.headers["x-ratelimit-remaining"]?.trim() ?? "";
  return remaining === "" || Number(remaining) > 0 ? undefined : (untilReset(reply) ?? undefined);
}

function waitInText(text: string | null): number | null {
  const seconds = /must wait (\d{1,6}) seconds?/i.exec(text ?? "")?.[1];
  return seconds === undefined ? null : clampWait(Number(seconds) * 1000);
}

/** The machine-readable code of an error: `errorType`, or what old servers write into brackets behind the sentence. */
function codeOf(body: JsonObject): string | null {
  const inText = /\[([\w-]+)\]\s*$/.exec(asText(body["error"]) ?? "")?.[1];
  return asText(body["errorType"]) ?? inText ?? asText(body["error"]);
}

/** What the known codes say beyond the status; a `status` here is the one that means the same (services.md 2.3). */
function knownComplaint(code: string | null, file: JobFile | null): Partial<Complaint> {
  switch (code) {
    case "error-file-too-large":
      return { status: 413 };
    case "error-invalid-file-type":
      return {
        status: 415,
        ...(file === null ? {} : { hint: `The file was sent as ${file.contentType}; convert it first.` }),
      };
    case "error-file-upload-disabled":
      return { code: "forbidden", hint: "Ask the server's operator to allow file uploads." };
    case "error-direct-message-file-upload-not-allowed":
      return { code: "forbidden", field: "room", hint: "Choose a room that is no direct message." };
    case "error-message-size-exceeded":
      return { code: "invalid-field", field: "msg", hint: "Shorten the message or the description." };
    case "error-app-prevented":
      return {
        code: "forbidden",
        hint: "An app of the server, such as a virus scanner, refused it; ask its operator.",
      };
    case "error-room-not-found":
    case "error-invalid-room":
      return { code: "target-not-found", field: "room", hint: "Enter the room's id, not its name." };
    case "error-room-archived":
      return { code: "forbidden", field: "room", hint: "The room is archived; choose another one." };
    case "error-too-many-requests":
      return { code: "rate-limited" };
    default:
      return {};
  }
}

function byStatus(status: number): Partial<Complaint> {
  if (status === 401) {
    return {
      code: "auth",
      field: "token",
      hint: "Replace the token, and check that the user id is the one it was issued for.",
    };
  }
  if (status === 403) {
    return {
      code: "forbidden",
      field: "room",
      hint: "Enter the room's id, not its name, and check that this account is a member of the room.",
    };
  }
  return {};
}

/** Only a proxy answers 413 with a page; the server itself says 400 and why (services.md 2.3). */
function proxyComplaint(file: JobFile | null): Complaint {
  return {
    status: 413,
    text: `A proxy in front of the server refused ${file === null ? "the request" : `${file.size} bytes`}.`,
    retryAfterMs: null,
    hint: "Ask the server's operator to raise the proxy's limit for uploads, or send a smaller file.",
  };
}

/** What the service says went wrong, or null for a success and for what is not its own answer. */
export function complaintOf(reply: HttpReply, file: JobFile | null): Complaint | null {
  const { status } = reply;
  const body = asObject(reply.json);
  if (body === null && status === 413) return proxyComplaint(file);
  if (body === null) {
    return status === 429 ? { status, text: null, retryAfterMs: untilReset(reply) } : null;
  }
  if (status < 400 && body["success"] !== false && body["status"] !== "error") return null;
  const sentence = asText(body["error"]) ?? asText(body["message"]);
  const text = sentence?.replace(/\s*\[[\w-]+\]\s*$/, "") ?? null;
  return {
    status: Math.max(status, 400),
    text,
    retryAfterMs: status === 429 ? (untilReset(reply) ?? waitInText(text)) : null,
    ...byStatus(status),
    ...knownComplaint(codeOf(body), file),
  };
}

/** Whether a confirm was refused because the server no longer has the file, as after 24 hours (services.md 2.2). */
export function isMissingFile(reply: HttpReply): boolean {
  const body = asObject(reply.json);
  return reply.status === 400 && body !== null && missingFileCodes.includes(codeOf(body) ?? "");
}

/** Whether there is no such route: removed, not there yet, or not let through (services.md 2.0). Nothing was stored. */
export function isMissingRoute(reply: HttpReply): boolean {
  return [404, 405, 410, 501].includes(reply.status);
}

/** What an answer or a room's list says of a stored file. */
export interface StoredFile {
  readonly id: string;
  readonly name: string | null;
  readonly size: number | null;
  readonly type: string | null;
  readonly link: string | null;
  readonly thumbnail: string | null;
  readonly messageId: string | null;
}

/** The file of a posted message, or null when the message has none; `fileId` is the file's id where it is known beforehand. */
export function fileInMessage(message: JsonObject, fileId: string | null): StoredFile | null {
  const files = Array.isArray(message["files"]) ? message["files"].map(asObject) : [];
  const file = asObject(message["file"]) ?? files[0] ?? null;
  const id = asText(file?.["_id"]) ?? fileId;
  if (id === null || !isPathSegment(id)) return null;
  const listed = files.find((candidate) => candidate?.["_id"] === id);
  const attachments = Array.isArray(message["attachments"]) ? message["attachments"] : [];
  const attachment = asObject(attachments[0]);
  return {
    id,
    name: asText(file?.["name"]),
    size: asByteCount(listed?.["size"]) ?? asByteCount(file?.["size"]),
    type: asText(file?.["type"]),
    link: asText(attachment?.["title_link"]),
    thumbnail: asText(attachment?.["image_url"]),
    messageId: asText(message["_id"]),
  };
}

/** The server turns images and strips them of their metadata, so that their size proves nothing (services.md 2.3). */
function mayBeChanged(stored: StoredFile, file: JobFile): boolean {
  return [stored.type, file.contentType].some((type) => type?.startsWith("image/"));
}

/** How the stored size differs from what was sent, in words, or null. */
export function sizeDifference(stored: StoredFile, file: JobFile): string | null {
  if (stored.size === null || stored.size === file.size || mayBeChanged(stored, file)) return null;
  return `${stored.size} bytes instead of ${file.size}`;
}

/** The receipt of a posted file. Its link is the bare one, which opens for whoever is signed in at the server. */
export function receiptOf(stored: StoredFile, reply: HttpReply, job: UploadJob): Receipt {
  const { destination, file } = job;
  const usualPath = ["file-upload", stored.id, stored.name ?? file.name].map(encodeURIComponent).join("/");
  const path = filePathOf(destination, stored.link) ?? usualPath;
  const thumbnail = filePathOf(destination, stored.thumbnail);
  return {
    remoteId: stored.id,
    storedName: stored.name,
    size: stored.size,
    hash: null,
    verified: stored.size === null || mayBeChanged(stored, file) ? "none" : "size",
    links: [{ url: fileUrl(destination, path), expiresAt: null, opensInBrowser: false }],
    fileExpiresAt: null,
    remote: {
      path,
      room: settingOf(job.options, "room"),
      ...(thumbnail === null ? {} : { thumbnail }),
      ...(stored.messageId === null ? {} : { messageId: stored.messageId }),
    },
    rawReply: rawReplyOf(reply, destination),
  };
}
