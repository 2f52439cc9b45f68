import type { DestinationTest } from "../../shared/destination";
import { field, type ServiceInfo } from "../../shared/service";
import type { Receipt } from "../../shared/upload";
import { Failure } from "../failure";
import type { HttpReply, RequestPlan } from "../http/http-client";
import { unreadableReply } from "../http/http-errors";
import { probe, testFailed, testPassed } from "./connection-test";
import { settingOf } from "./destination-settings";
import { asByteCount, asIsoTime, asObject, asText, type JsonObject } from "./json-values";
import { rawReplyOf, receiptMismatch, refusal } from "./replies";
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
import { jsonBody, multipartBody, textsOf } from "./surgery-connect-bodies";
import { complaintOf, earliestMs, entryOf, isUploadOf, otherFormStep } from "./surgery-connect-replies";
import { isPathSegment, joinUrl } from "./urls";

/** An id that no file has. */
const absentFileId = "00000000-0000-0000-0000-000000000000";

/** The two forms of body that are in use; which one a server takes is not settled by its document (services.md 4.1). */
type BodyForm = "multipart" | "json-base64";

/** Under this key the working form, and the address it works at, are remembered for a destination. */
const bodyMemory = "body";

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

function receiptOf(
  entry: JsonObject,
  id: string,
  reply: HttpReply,
  destination: ResolvedDestination,
): Receipt {
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
    return { kind: "failure", failure: unreadableReply(reply) };
  }
  const receipt = receiptOf(entry, id, reply, job.destination);
  if (receipt.size !== null && receipt.size !== sent.size) {
    return { kind: "failure", failure: receiptMismatch(id, `${receipt.size} bytes instead of ${sent.size}`) };
  }
  const form = step.request.body?.kind === "multipart" ? "multipart" : "json-base64";
  memory.set(bodyMemory, `${form} ${settingOf(job.destination.settings, "baseUrl")}`);
  return { kind: "receipt", receipt };
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
  const failure = refusal(
    reply,
    destination,
    ownAnswer ? { status: reply.status, text: null, retryAfterMs: null } : null,
  );
  return testFailed(failure, reply.status === 401 || reply.status === 403 ? "apiKey" : "baseUrl");
}

/** X-on Surgery Connect: one request per file, proved by its size (services.md 4). */
export const surgeryConnect: ServiceAdapter = { info, preflight, plan, interpret, reconcile, download, test };
