import type { HttpReply } from "../http/http-client";
import { asByteCount, asObject, asText, type JsonObject } from "./json-values";
import type { Complaint } from "./replies";
import type { JobFile, PlannedStep } from "./service";

/** How far the server's clock may be off when its answer does not tell its time. */
const clockSlackMs = 5 * 60 * 1000;

/** A `Date` header has whole seconds, and was written a moment after the question. */
const dateHeaderSlackMs = 5_000;

/** The step that sends the same upload again in the other form. */
export const otherFormStep = "upload-in-other-form";

/**
 * What the service says went wrong; its error bodies are `{"error": text}` or empty. Null for a failing gateway (5xx with
 * a page), which may have spoken in its place.
 */
export function complaintOf(step: PlannedStep, reply: HttpReply): Complaint | null {
  if (reply.status >= 500 && asObject(reply.json) === null && reply.text.trim() !== "") return null;
  const text = asText(asObject(reply.json)?.["error"]);
  const field = ["userId", "fileRequestId", "expiryInterval"].find((key) => text?.includes(key));
  const mayBeForm = reply.status === 415 || reply.status === 400;
  return {
    status: reply.status,
    text,
    retryAfterMs: null,
    ...(field === undefined ? {} : { field }),
    ...(reply.status === 401 ? { field: "apiKey" } : {}),
    ...(reply.status === 415 ? { code: "invalid-field", field: "body" } : {}),
    ...(mayBeForm && field === undefined ? { hint: formHint(step) } : {}),
  };
}

function formHint(step: PlannedStep): string {
  if (step.id === otherFormStep)
    return "The server took neither a multipart form nor JSON; check the address.";
  const other = step.request.body?.kind === "multipart" ? "json-base64" : "multipart";
  return `This server may expect another form: set "body" of the destination to ${other} or auto.`;
}

function sameName(one: string, other: string): boolean {
  return one.normalize("NFC") === other.normalize("NFC");
}

/** The entry of our file in an answer: by name and size, because its order is not promised (services.md 4.1). */
export function entryOf(json: unknown, file: JobFile): JsonObject | null {
  const entries = (Array.isArray(json) ? json : [json]).map(asObject).filter((entry) => entry !== null);
  const hasSize = (entry: JsonObject) => asByteCount(entry["size"]) === file.size;
  const hasName = (entry: JsonObject) => sameName(asText(entry["originalName"]) ?? "", file.name);
  return (
    entries.find((entry) => hasName(entry) && hasSize(entry)) ??
    entries.find(hasName) ??
    (entries.length === 1 ? entries[0] : undefined) ??
    null
  );
}

/** When the upload was sent, by the server's clock as far as its answer tells it, less what that may be wrong by. */
export function earliestMs(reply: HttpReply, sentAtMs: number, nowMs: number): number {
  const serverNowMs = Date.parse(reply.headers["date"] ?? "");
  return Number.isNaN(serverNowMs)
    ? sentAtMs - clockSlackMs
    : sentAtMs + (serverNowMs - nowMs) - dateHeaderSlackMs;
}

/** Whether an entry of a file request is the upload that nobody answered. */
export function isUploadOf(entry: JsonObject | null, file: JobFile, sinceMs: number): boolean {
  if (entry === null || asByteCount(entry["size"]) !== file.size) return false;
  const createdAtMs = Date.parse(asText(entry["createdAt"]) ?? "");
  return sameName(asText(entry["originalName"]) ?? "", file.name) && createdAtMs >= sinceMs;
}
