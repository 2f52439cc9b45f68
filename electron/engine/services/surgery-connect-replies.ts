import type { HttpReply } from "../http/http-client";
import { asByteCount, asObject, asText, type JsonObject } from "./json-values";
import type { Complaint } from "./replies";
import type { JobFile, PlannedStep } from "./service";

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

/**
 * The entry of our file in an answer: by name and size, because its order is not promised (services.md 4.1). `together` are
 * all files of the request: then only what can be no other file's entry is ours.
 */
export function entryOf(
  json: unknown,
  file: JobFile,
  together: readonly JobFile[] = [file],
): JsonObject | null {
  const entries = (Array.isArray(json) ? json : [json]).map(asObject).filter((entry) => entry !== null);
  const named = entries.find((entry) => isEntryOf(entry, file) && hasSize(entry, file));
  if (named !== undefined) return named;
  if (together.length > 1) return leftOver(entries, file, together);
  const byName = entries.find((entry) => isEntryOf(entry, file));
  return byName ?? (entries.length === 1 ? entries[0] : undefined) ?? null;
}

function isEntryOf(entry: JsonObject, file: JobFile): boolean {
  return sameName(asText(entry["originalName"]) ?? "", file.name);
}

function hasSize(entry: JsonObject, file: JobFile): boolean {
  return asByteCount(entry["size"]) === file.size;
}

/** For a server that changes names or sizes: the one entry that is nobody else's and has our name, or else our size. */
function leftOver(
  entries: readonly JsonObject[],
  file: JobFile,
  together: readonly JobFile[],
): JsonObject | null {
  const isFound = (other: JobFile) =>
    entries.some((entry) => isEntryOf(entry, other) && hasSize(entry, other));
  const missing = together.filter((other) => !isFound(other));
  const unclaimed = entries.filter(
    (entry) => !together.some((other) => isEntryOf(entry, other) && hasSize(entry, other)),
  );
  for (const fits of [isEntryOf, hasSize]) {
    const [entry, another] = unclaimed.filter((candidate) => fits(candidate, file));
    const isOurs = missing.filter((other) => entry !== undefined && fits(entry, other)).length === 1;
    if (entry !== undefined && another === undefined && isOurs) return entry;
  }
  return null;
}

/**
 * Whether a refusal of several files together may be for one of them: the service's own "not valid" and "too large", which
 * prove that nothing was stored (product.md, settled point 11).
 */
export function mayHideOneCulprit(reply: HttpReply): boolean {
  const ownWords = asObject(reply.json) !== null || reply.text.trim() === "";
  return reply.status === 413 || reply.status === 415 || (ownWords && [400, 422].includes(reply.status));
}

/** Whether an entry of a file request is the upload that nobody answered. */
export function isUploadOf(entry: JsonObject | null, file: JobFile, sinceMs: number): boolean {
  if (entry === null || asByteCount(entry["size"]) !== file.size) return false;
  const createdAtMs = Date.parse(asText(entry["createdAt"]) ?? "");
  return sameName(asText(entry["originalName"]) ?? "", file.name) && createdAtMs >= sinceMs;
}
