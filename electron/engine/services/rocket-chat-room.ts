import type { HttpReply } from "../http/http-client";
import { settingOf } from "./destination-settings";
import { asByteCount, asObject, asText, type JsonObject } from "./json-values";
import { unlessCanceled } from "./replies";
import { receiptOf, type StoredFile, sizeDifference } from "./rocket-chat-replies";
import { question } from "./rocket-chat-requests";
import { earliestMs } from "./server-time";
import type { Reconciled, Resume, ServiceContext, Session, UploadJob } from "./service";

/** A room's kind is part of the method's name, and only the room knows it: each is asked in turn. */
const listMethods = ["channels.files", "groups.files", "im.files"] as const;

/** As many as a server gives at once by default. */
const listLength = 100;

interface RoomFiles {
  readonly reply: HttpReply;
  readonly files: readonly JsonObject[];
  /** Whether these are all files of the room, so that a missing one is not there. */
  readonly complete: boolean;
}

async function filesOf(context: ServiceContext, room: string): Promise<RoomFiles | null> {
  const query = { roomId: room, count: String(listLength), sort: JSON.stringify({ uploadedAt: -1 }) };
  for (const method of listMethods) {
    const reply = await context.request(question(context.destination, method, query)).catch(unlessCanceled);
    const body = reply?.status === 200 ? asObject(reply.json) : null;
    const files = body?.["success"] === true ? body["files"] : null;
    if (reply === null || !Array.isArray(files)) continue;
    const total = asByteCount(body?.["total"]);
    const entries = files.map(asObject).filter((entry) => entry !== null);
    return { reply, files: entries, complete: total !== null && total <= entries.length };
  }
  return null;
}

/** Whether a file's message was posted: until then the server keeps it for 24 hours only, and says so (services.md 2.2). */
function isPosted(entry: JsonObject): boolean {
  return entry["expiresAt"] === undefined || entry["expiresAt"] === null;
}

function hasName(entry: JsonObject, name: string): boolean {
  return (asText(entry["name"]) ?? "").normalize("NFC") === name.normalize("NFC");
}

/** Certain enough to call it ours: our own user's, with exact name and size, uploaded since this upload began. */
function isOurs(entry: JsonObject, job: UploadJob, sinceMs: number): boolean {
  return (
    isPosted(entry) &&
    hasName(entry, job.file.name) &&
    asByteCount(entry["size"]) === job.file.size &&
    entry["userId"] === settingOf(job.destination.settings, "userId") &&
    Date.parse(asText(entry["uploadedAt"]) ?? "") >= sinceMs
  );
}

function presentAs(entry: JsonObject, id: string, listed: RoomFiles, job: UploadJob): Reconciled {
  const stored: StoredFile = {
    id,
    name: asText(entry["name"]),
    size: asByteCount(entry["size"]),
    type: asText(entry["type"]),
    link: asText(entry["path"]) ?? asText(entry["url"]),
    thumbnail: null,
    messageId: null,
  };
  if (sizeDifference(stored, job.file) !== null) return { kind: "unknown" };
  return { kind: "present", receipt: receiptOf(stored, listed.reply, job) };
}

function byId(listed: RoomFiles, fileId: string, job: UploadJob): Reconciled {
  const entry = listed.files.find((candidate) => candidate["_id"] === fileId);
  if (entry === undefined) return { kind: listed.complete ? "absent" : "unknown" };
  return isPosted(entry) ? presentAs(entry, fileId, listed, job) : { kind: "absent" };
}

function byLooks(listed: RoomFiles, sinceMs: number, job: UploadJob, mayBeAbsent: boolean): Reconciled {
  const [ours, another] = listed.files.filter((entry) => isOurs(entry, job, sinceMs));
  const id = asText(ours?.["_id"]);
  // Two alike: one may be another upload of the same file, and nobody can tell which.
  if (another !== undefined) return { kind: "unknown" };
  if (ours !== undefined && id !== null) return presentAs(ours, id, listed, job);
  const similar = listed.files.some((entry) => hasName(entry, job.file.name));
  return { kind: mayBeAbsent && listed.complete && !similar ? "absent" : "unknown" };
}

/**
 * Looks an unanswered upload up among the files of its room: by its id where the upload had two steps, otherwise by what
 * it looks like. `resume` is what the engine kept between the steps; without it nothing is ever called absent.
 */
export async function reconcile(
  context: ServiceContext,
  job: UploadJob,
  _session: Session,
  sentAtMs: number,
  resume?: Resume | null,
): Promise<Reconciled> {
  const listed = await filesOf(context, settingOf(job.options, "room"));
  if (listed === null) return { kind: "unknown" };
  const fileId = resume?.["fileId"];
  if (fileId !== undefined) return byId(listed, fileId, job);
  const sinceMs = earliestMs(listed.reply, sentAtMs, context.clock.now());
  return byLooks(listed, sinceMs, job, resume !== undefined);
}
