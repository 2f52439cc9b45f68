import type { Receipt } from "../../shared/upload";
import type { Failure } from "../failure";
import type { HttpReply } from "../http/http-client";
import { asByteCount, asObject, asText, type JsonObject } from "./json-values";
import { type Complaint, receiptMismatch } from "./replies";
import type { SentFile } from "./service";

/** Reads the two documented shapes of an error: an envelope with `RC`, and the flat one of the rate limit (services.md 1.1). */
export function complaintOf(reply: HttpReply): Complaint | null {
  const body = asObject(reply.json);
  if (body === null) return null;
  const resultCode = asByteCount(body["RC"]) ?? 0;
  const error = asObject(body["error"]);
  const code = asText(error?.["code"]) ?? asText(body["error"]);
  if (resultCode === 0 && code === null) return null;
  const seconds = body["retryAfter"];
  return {
    status: reply.status >= 400 ? reply.status : statusOf(resultCode),
    text: asText(error?.["message"]) ?? asText(body["message"]) ?? asText(body["RM"]),
    retryAfterMs: typeof seconds === "number" && seconds > 0 ? seconds * 1000 : null,
    ...knownComplaint(code),
  };
}

/** A result code that is no HTTP status still says that the service refused: its own error (500). */
function statusOf(resultCode: number): number {
  return resultCode >= 400 && resultCode <= 599 ? resultCode : 500;
}

/** What the documented error codes say beyond the status. */
function knownComplaint(code: string | null): Pick<Complaint, "code" | "field" | "hint"> {
  switch (code) {
    case "INVALID_TOKEN":
      return { code: "auth", field: "token" };
    case "INVALID_API_KEY":
      return { code: "auth", field: "clientKey" };
    case "NOT_ROOM_MEMBER":
      return {
        code: "forbidden",
        field: "roomID",
        hint: "Join the room with this account, or choose another one.",
      };
    case "ROOM_NOT_FOUND":
      return { code: "target-not-found", field: "roomID" };
    case "RATE_LIMIT_EXCEEDED":
      return { code: "rate-limited" };
    default:
      return {};
  }
}

/** An MD5 as the service reports it; storage back ends give other things here, which prove nothing. */
export function md5Of(result: JsonObject): string | null {
  const md5 = asText(result["md5"])?.toLowerCase() ?? "";
  return /^[0-9a-f]{32}$/.test(md5) ? md5 : null;
}

/** The failure of a receipt whose length or hash is not the sent file's, or null. */
export function mismatchOf(receipt: Receipt, sent: SentFile): Failure | null {
  const local = sent.hash?.hex ?? null;
  const remote = receipt.hash?.remote ?? null;
  const sizeDiffers = receipt.size !== null && receipt.size !== sent.size;
  if (!sizeDiffers && (remote === null || local === null || remote === local)) return null;
  return receiptMismatch(
    receipt.remoteId,
    sizeDiffers ? `${receipt.size} bytes instead of ${sent.size}` : `MD5 ${remote} instead of ${local}`,
  );
}

/** The file of the probe is meant to be missing; anything that names the bucket is not. */
export function isMissingFile(complaint: Complaint): boolean {
  return complaint.status === 404 && !/bucket/i.test(complaint.text ?? "");
}

/** The setting that a refused test points to. */
export function fieldAtFault(reply: HttpReply, complaint: Complaint | null): string | null {
  if (complaint?.field !== undefined) return complaint.field;
  if (reply.status === 401) return "token";
  if (complaint === null) return "baseUrl";
  return complaint.status === 403 || complaint.status === 404 ? "bucket" : null;
}
