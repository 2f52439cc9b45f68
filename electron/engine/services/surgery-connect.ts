import type { DestinationTest } from "../../shared/destination";
import { field, type ServiceInfo } from "../../shared/service";
import type { Receipt } from "../../shared/upload";
import { Failure } from "../failure";
import type { HttpReply, RequestBody, RequestPlan } from "../http/http-client";
import { probe, testFailed, testPassed } from "./connection-test";
import { nameEncodingOf, settingOf } from "./destination-settings";
import { asByteCount, asIsoTime, asObject, asText, type JsonObject } from "./json-values";
import { type Complaint, rawReplyOf, receiptMismatch, refusal, unclearSuccess } from "./replies";
import type {
  Delivered,
  PlannedStep,
  Reconciled,
  ResolvedDestination,
  Resume,
  SentFile,
  ServiceAdapter,
  ServiceContext,
  Session,
  StepOutcome,
  UploadJob,
} from "./service";
import { isPathSegment, joinUrl } from "./urls";

/** An id that no file has. */
const absentFileId = "00000000-0000-0000-0000-000000000000";

/** How far the server's clock may be off when its answer does not tell its time. */
const clockSlackMs = 5 * 60 * 1000;

/** A `Date` header has whole seconds, and was written a moment after the question. */
const dateHeaderSlackMs = 5_000;

/** The two forms of body that are in use; which one a server takes is not settled by its document (services.md 4.1). */
type BodyForm = "multipart" | "json-base64";

/** Under this key the working form, and the address it works at, are remembered for a destination. */
const bodyMemory = "body";

/** The step that sends the same upload again in the other form. */
const otherFormStep = "upload-in-other-form";

type Lessons = Pick<ServiceContext["memory"], "get">;

const info: ServiceInfo = {
  id: "surgery-connect",
  label: "Surgery Connect",
  summary: "Patient files of X-on Surgery Connect; they can only be opened with the API key.",
  destinationFields: [
    field({
      key: "baseUrl",
      label: "Server address",
      help: "Address of the service.",
      type: "url",
      required: true,
      default: "https://api.x-on.app",
    }),
    field({
      key: "apiKey",
      label: "API key",
      help: "The key that X-on issued for your practice.",
      type: "secret",
      required: true,
    }),
    field({
      key: "userId",
      label: "User",
      help: "The UUID of the user who uploads.",
      type: "uuid",
      required: true,
    }),
    field({
      key: "body",
      label: "Form of the upload",
      help: "What the server accepts; automatic tries the other form once when it refuses the first.",
      type: "choice",
      default: "auto",
      choices: [
        { value: "auto", label: "Automatic" },
        { value: "multipart", label: "Multipart form" },
        { value: "json-base64", label: "JSON with Base64" },
      ],
      advanced: true,
    }),
    field({
      key: "partName",
      label: "Part name",
      help: "Name of the file part in a multipart form.",
      default: "files",
      advanced: true,
    }),
  ],
  uploadFields: [
    field({
      key: "expiryInterval",
      label: "Expires after",
      help: "Seconds after which the file can't be opened any more; empty for never.",
      type: "integer",
      minimum: 1,
      maximum: 2_147_483_647,
      placeholder: "3600",
    }),
    field({
      key: "fileRequestId",
      label: "File request",
      help: "The UUID of the file request that this file answers; empty for none.",
      type: "uuid",
    }),
  ],
  capabilities: {
    maximumSize: null,
    hash: null,
    reportsSize: true,
    thumbnail: true,
    download: true,
    remove: false,
    reconcile: true,
    repeat: "duplicate",
    link: "needs-headers",
  },
};

function urlOf(destination: ResolvedDestination, ...segments: readonly string[]): string {
  return joinUrl(settingOf(destination.settings, "baseUrl"), "v1", ...segments);
}

function headersOf(destination: ResolvedDestination): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${destination.secrets["apiKey"] ?? ""}` };
}

function asBodyForm(value: string | null | undefined): BodyForm | null {
  return value === "multipart" || value === "json-base64" ? value : null;
}

/** X-on's own hosts are known to take JSON; anybody else is believed to take what the first document asked for. */
function usualForm(destination: ResolvedDestination): BodyForm {
  const { hostname } = new URL(settingOf(destination.settings, "baseUrl"));
  return hostname === "x-on.app" || hostname.endsWith(".x-on.app") ? "json-base64" : "multipart";
}

/** What is remembered holds for the address it was learned from. */
function learnedForm(job: UploadJob, memory: Lessons | undefined): BodyForm | null {
  const [form, address] = (memory?.get(bodyMemory) ?? "").split(" ");
  return address === settingOf(job.destination.settings, "baseUrl") ? asBodyForm(form) : null;
}

function formOf(job: UploadJob, resume: Resume | null, memory: Lessons | undefined): BodyForm {
  return (
    asBodyForm(job.destination.settings["body"]) ??
    asBodyForm(resume?.["body"]) ??
    learnedForm(job, memory) ??
    usualForm(job.destination)
  );
}

/** The settings of an upload in the order of the document; what is not given is left out. */
function textsOf(job: UploadJob): ReadonlyArray<readonly [string, string]> {
  const texts = [
    ["userId", settingOf(job.destination.settings, "userId")],
    ["expiryInterval", settingOf(job.options, "expiryInterval")],
    ["fileRequestId", settingOf(job.options, "fileRequestId")],
  ] as const;
  return texts.filter(([, value]) => value !== "");
}

function multipartBody(job: UploadJob): RequestBody {
  const { file, destination } = job;
  const name = settingOf(destination.settings, "partName") || "files";
  const texts = textsOf(job).map(([key, value]) => ({ kind: "text", name: key, value }) as const);
  return {
    kind: "multipart",
    nameEncoding: nameEncodingOf(destination),
    parts: [...texts, { kind: "file", name, fileName: file.name, contentType: file.contentType }],
  };
}

function jsonBody(job: UploadJob): RequestBody {
  const { file } = job;
  const settings = textsOf(job).map(([key, value]) => [key, key === "expiryInterval" ? Number(value) : value]);
  const described = JSON.stringify({ name: file.name, type: file.contentType }).slice(0, -1);
  return {
    kind: "json-base64",
    before: `{"files":[${described},"contents":"`,
    after: `"}],${JSON.stringify(Object.fromEntries(settings)).slice(1)}`,
  };
}

function plan(job: UploadJob, _session: Session, resume: Resume | null, memory?: Lessons): PlannedStep {
  const form = formOf(job, resume, memory);
  return {
    id: resume === null ? "upload" : otherFormStep,
    repeatable: false,
    request: {
      method: "POST",
      url: urlOf(job.destination, "files"),
      headers: headersOf(job.destination),
      body: form === "multipart" ? multipartBody(job) : jsonBody(job),
    },
  };
}

function preflight(job: UploadJob): Failure | null {
  if (textsOf(job)[0]?.[0] === "userId") return null;
  return new Failure("permanent", "config", { field: "userId", message: "The user's UUID is missing." });
}

/**
 * The other form to try, or null. A 415 refuses the form itself. A 400 may mean that the server could not read it, but only
 * in the service's own words (JSON or nothing), and only while no form is known to work; neither stores anything.
 */
function otherForm(step: PlannedStep, reply: HttpReply, job: UploadJob, memory: Lessons): BodyForm | null {
  const chosen = job.destination.settings["body"] ?? "auto";
  if (chosen !== "auto" || step.id === otherFormStep) return null;
  const unread =
    reply.status === 400 &&
    learnedForm(job, memory) === null &&
    (asObject(reply.json) !== null || reply.text.trim() === "");
  if (reply.status !== 415 && !unread) return null;
  return step.request.body?.kind === "multipart" ? "json-base64" : "multipart";
}

function complaintOf(step: PlannedStep, reply: HttpReply): Complaint {
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
  if (step.id === otherFormStep) return "The server took neither a multipart form nor JSON; check the address.";
  const other = step.request.body?.kind === "multipart" ? "json-base64" : "multipart";
  return `This server may expect another form: set "body" of the destination to ${other} or auto.`;
}

function sameName(one: string, other: string): boolean {
  return one.normalize("NFC") === other.normalize("NFC");
}

/** The entry of our file in an answer: by name and size, because its order is not promised (services.md 4.1). */
function entryOf(json: unknown, file: UploadJob["file"]): JsonObject | null {
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

function receiptOf(entry: JsonObject, id: string, reply: HttpReply, destination: ResolvedDestination): Receipt {
  const size = asByteCount(entry["size"]);
  return {
    remoteId: id,
    storedName: asText(entry["originalName"]),
    size,
    hash: null,
    verified: size === null ? "none" : "size",
    links: [{ url: urlOf(destination, "files", id), expiresAt: null, opensInBrowser: false }],
    fileExpiresAt: asIsoTime(entry["expiresAt"]),
    remote: {},
    rawReply: rawReplyOf(reply, destination),
  };
}

function interpret(
  step: PlannedStep,
  reply: HttpReply,
  job: UploadJob,
  sent: SentFile,
  memory: ServiceContext["memory"],
): StepOutcome {
  const body = otherForm(step, reply, job, memory);
  if (body !== null) return { kind: "next", resume: { body } };
  if (reply.status < 200 || reply.status > 299) {
    return { kind: "failure", failure: refusal(reply, job.destination, complaintOf(step, reply)) };
  }
  const entry = entryOf(reply.json, job.file);
  const id = asText(entry?.["id"]);
  if (entry === null || id === null || !isPathSegment(id)) {
    return { kind: "failure", failure: unclearSuccess(reply) };
  }
  const receipt = receiptOf(entry, id, reply, job.destination);
  if (receipt.size !== null && receipt.size !== sent.size) {
    return { kind: "failure", failure: receiptMismatch(id, `${receipt.size} bytes instead of ${sent.size}`) };
  }
  const form = step.request.body?.kind === "multipart" ? "multipart" : "json-base64";
  memory.set(bodyMemory, `${form} ${settingOf(job.destination.settings, "baseUrl")}`);
  return { kind: "receipt", receipt };
}

/** When the upload was sent, by the server's clock as far as its answer tells it, less what that may be wrong by. */
function earliestMs(reply: HttpReply, sentAtMs: number, nowMs: number): number {
  const serverNowMs = Date.parse(reply.headers["date"] ?? "");
  return Number.isNaN(serverNowMs) ? sentAtMs - clockSlackMs : sentAtMs + (serverNowMs - nowMs) - dateHeaderSlackMs;
}

async function reconcile(
  context: ServiceContext,
  job: UploadJob,
  _session: Session,
  sentAtMs: number,
): Promise<Reconciled> {
  const { destination } = context;
  const fileRequestId = settingOf(job.options, "fileRequestId");
  if (fileRequestId === "") return { kind: "unknown" };
  const url = urlOf(destination, "file-requests", fileRequestId);
  const reply = await context.request({ method: "GET", url, headers: headersOf(destination), body: null });
  const files = asObject(reply.json)?.["files"];
  if (reply.status !== 200 || !Array.isArray(files)) return { kind: "unknown" };
  const sinceMs = earliestMs(reply, sentAtMs, context.clock.now());
  const found = files.map(asObject).find((entry) => isUploadOf(entry, job.file, sinceMs));
  const id = asText(found?.["id"]);
  if (found == null || id === null) return { kind: "absent" };
  return { kind: "present", receipt: receiptOf(found, id, reply, destination) };
}

function isUploadOf(entry: JsonObject | null, file: UploadJob["file"], sinceMs: number): boolean {
  if (entry === null || asByteCount(entry["size"]) !== file.size) return false;
  const createdAtMs = Date.parse(asText(entry["createdAt"]) ?? "");
  return sameName(asText(entry["originalName"]) ?? "", file.name) && createdAtMs >= sinceMs;
}

function download(
  destination: ResolvedDestination,
  delivered: Delivered,
  _session: Session,
  thumbnail: { readonly width: number; readonly height: number } | null,
): RequestPlan | null {
  const { remoteId } = delivered.receipt;
  if (remoteId === null) return null;
  const size = thumbnail === null ? "" : `${thumbnail.width}x${thumbnail.height}`;
  if (size !== "" && !/^\d{1,5}x\d{1,5}$/.test(size)) return null;
  const url = urlOf(destination, "files", remoteId);
  const headers = headersOf(destination);
  return { method: "GET", url: size === "" ? url : `${url}?imageSize=${size}`, headers, body: null };
}

async function test(context: ServiceContext): Promise<DestinationTest> {
  const { destination } = context;
  const url = urlOf(destination, "files", absentFileId);
  const probed = await probe(context, { method: "GET", url, headers: headersOf(destination), body: null });
  if ("test" in probed) return probed.test;
  const { reply } = probed;
  const ownAnswer = reply.text.trim() === "" || asObject(reply.json) !== null;
  if (reply.status === 404 && ownAnswer) {
    return testPassed("Address and API key work. The user is checked with the first upload.");
  }
  const failure = refusal(reply, destination, ownAnswer ? { status: reply.status, text: null, retryAfterMs: null } : null);
  return testFailed(failure, reply.status === 401 || reply.status === 403 ? "apiKey" : "baseUrl");
}

/** X-on Surgery Connect: one request per file, proved by its size (services.md 4). */
export const surgeryConnect: ServiceAdapter = { info, preflight, plan, interpret, reconcile, download, test };
