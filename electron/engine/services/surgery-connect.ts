import type { DestinationTest } from "../../shared/destination";
import type { Receipt } from "../../shared/upload";
import { Failure } from "../failure";
import type { HttpReply, RequestPlan } from "../http/http-client";
import { unreadableReply } from "../http/http-errors";
import { probe, testFailed, testPassed } from "./connection-test";
import { settingOf } from "./destination-settings";
import { asByteCount, asIsoTime, asObject, asText, type JsonObject } from "./json-values";
import { rawReplyOf, receiptMismatch, refusal } from "./replies";
import { earliestMs } from "./server-time";
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
  SharedRequest,
  StepOutcome,
  UploadJob,
} from "./service";
import { jsonBody, multipartBody, textsOf, togetherBody } from "./surgery-connect-bodies";
import { info } from "./surgery-connect-info";
import {
  complaintOf,
  entryOf,
  isUploadOf,
  mayHideOneCulprit,
  otherFormStep,
} from "./surgery-connect-replies";
import { isPathSegment, joinUrl } from "./urls";

/** An id that no file has. */
const absentFileId = "00000000-0000-0000-0000-000000000000";

/** The two forms of body that are in use; which one a server takes is not settled by its document (services.md 4.1). */
type BodyForm = "multipart" | "json-base64";

/** Under this key the working form, and the address it works at, are remembered for a destination. */
const bodyMemory = "body";

type Lessons = Pick<ServiceContext["memory"], "get">;

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

function filesPerRequest(settings: Readonly<Record<string, string>>): number {
  return Number(settingOf(settings, "filesPerRequest")) || 1;
}

/** Files that go together have everything else in common; one that was refused among others goes alone from then on. */
function sharingOf(job: UploadJob, resume: Resume | null, form: BodyForm): SharedRequest | null {
  const limit = filesPerRequest(job.destination.settings);
  if (limit === 1) return null;
  return {
    key: JSON.stringify([form, textsOf(job)]),
    limit: resume?.["alone"] === "true" ? 1 : limit,
    combine: (requests) => {
      const [first] = requests;
      if (first === undefined) throw new TypeError("nothing is to be combined");
      return { ...first, body: togetherBody(requests.map(({ body }) => body)) };
    },
  };
}

function plan(job: UploadJob, _session: Session, resume: Resume | null, memory?: Lessons): PlannedStep {
  const form = formOf(job, resume, memory);
  const sharing = sharingOf(job, resume, form);
  return {
    id: resume?.["body"] === undefined ? "upload" : otherFormStep,
    repeatable: false,
    request: {
      method: "POST",
      url: urlOf(job.destination, "files"),
      headers: headersOf(job.destination),
      body: form === "multipart" ? multipartBody(job) : jsonBody(job),
    },
    ...(sharing === null ? {} : { sharing }),
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
  return bodyFormOf(step) === "multipart" ? "json-base64" : "multipart";
}

function bodyFormOf(step: PlannedStep): BodyForm {
  return step.request.body?.kind === "multipart" ? "multipart" : "json-base64";
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
  if (sent.together !== undefined && mayHideOneCulprit(reply)) {
    // One file may be the reason for all: each goes alone, so that it fails alone.
    const tried = step.id === otherFormStep ? { body: bodyFormOf(step) } : {};
    return { kind: "next", resume: { alone: "true", ...tried } };
  }
  if (reply.status < 200 || reply.status > 299) {
    return { kind: "failure", failure: refusal(reply, job.destination, complaintOf(step, reply)) };
  }
  const entry = entryOf(reply.json, job.file, sent.together);
  const id = asText(entry?.["id"]);
  if (entry === null || id === null || !isPathSegment(id)) {
    return { kind: "failure", failure: unreadableReply(reply) };
  }
  const receipt = receiptOf(entry, id, reply, job.destination);
  if (receipt.size !== null && receipt.size !== sent.size) {
    return { kind: "failure", failure: receiptMismatch(id, `${receipt.size} bytes instead of ${sent.size}`) };
  }
  memory.set(bodyMemory, `${bodyFormOf(step)} ${settingOf(job.destination.settings, "baseUrl")}`);
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

/** X-on Surgery Connect: one request per file unless more are wanted together, proved by its size (services.md 4). */
export const surgeryConnect: ServiceAdapter = {
  info,
  preflight,
  filesPerRequest,
  plan,
  interpret,
  reconcile,
  download,
  test,
};
