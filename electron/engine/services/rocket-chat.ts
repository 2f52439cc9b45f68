import { field, type ServiceInfo } from "../../shared/service";
import { Failure } from "../failure";
import type { HttpReply, RequestPlan } from "../http/http-client";
import { unreadableReply } from "../http/http-errors";
import { systemClock } from "../ports";
import { settingOf } from "./destination-settings";
import { asObject, asText } from "./json-values";
import { receiptMismatch, refusal } from "./replies";
import { remove } from "./rocket-chat-remove";
import {
  complaintOf,
  fileInMessage,
  isMissingFile,
  isMissingRoute,
  paceOf,
  receiptOf,
  sizeDifference,
} from "./rocket-chat-replies";
import { confirmStep, type Flow, fileStep, fileUrl, headersOf, userIdFailure } from "./rocket-chat-requests";
import { reconcile } from "./rocket-chat-room";
import { fileLimits, isAtLeast, limitFailure, prepare } from "./rocket-chat-session";
import { testWith } from "./rocket-chat-test";
import type {
  Delivered,
  PlannedStep,
  ResolvedDestination,
  Resume,
  SentFile,
  ServiceAdapter,
  ServiceContext,
  Session,
  StepOutcome,
  UploadJob,
} from "./service";
import { isPathSegment } from "./urls";

type Lessons = Pick<ServiceContext["memory"], "get">;

/** Under this key the flow that worked after the other did not, and the address it works at, are remembered. */
const flowMemory = "flow";

/**
 * What a resume says about this very try counts this long; the next step follows at once. Later it would only keep an
 * upload from finding the way that works by then.
 */
const tryLifeMs = 60_000;

const info: ServiceInfo = {
  id: "rocket-chat",
  label: "Rocket.Chat",
  summary: "Posts files to a room of a Rocket.Chat server.",
  destinationFields: [
    field({
      key: "baseUrl",
      label: "Server address",
      help: "Address of the server, with its path where it has one.",
      type: "url",
      required: true,
      placeholder: "https://chat.example.com",
    }),
    field({
      key: "userId",
      label: "User id",
      help: "The id of the user who uploads, as shown with a new personal access token; not the user name.",
      required: true,
      placeholder: "hw5DThnhQmxDWnavu",
    }),
    field({
      key: "token",
      label: "Token",
      help: "A personal access token of that user.",
      type: "secret",
      required: true,
    }),
    field({
      key: "flow",
      label: "Way of uploading",
      help: "Servers since 6.10 take a file in two steps, servers before 8.0 in one.",
      type: "choice",
      default: "auto",
      choices: [
        { value: "auto", label: "Automatic" },
        { value: "single", label: "One step (rooms.upload)" },
        { value: "two-step", label: "Two steps (rooms.media)" },
      ],
      advanced: true,
    }),
  ],
  uploadFields: [
    field({
      key: "room",
      label: "Room",
      help: "The id of the room that the file is posted to; not its name.",
      required: true,
      placeholder: "GENERAL",
    }),
    field({ key: "msg", label: "Message", help: "The text of the message that carries the file." }),
    field({ key: "description", label: "Description", help: "What the file is." }),
    field({ key: "tmid", label: "Thread", help: "The id of a message; the file is posted to its thread." }),
  ],
  capabilities: {
    maximumSize: null,
    hash: null,
    reportsSize: true,
    thumbnail: true,
    download: true,
    remove: true,
    reconcile: true,
    repeat: "duplicate",
    link: "needs-session",
  },
};

function asFlow(value: string | null | undefined): Flow | null {
  return value === "single" || value === "two-step" ? value : null;
}

/** What is remembered holds for the address it was learned from. */
function learnedFlow(destination: ResolvedDestination, memory: Lessons | undefined): Flow | null {
  const [flow, address] = (memory?.get(flowMemory) ?? "").split(" ");
  return address === settingOf(destination.settings, "baseUrl") ? asFlow(flow) : null;
}

/**
 * The flow to begin with. Where the version is not known either, two steps: a wrong guess posts nothing, and newer
 * servers have no other.
 */
function firstFlow(destination: ResolvedDestination, session: Session, memory: Lessons | undefined): Flow {
  const byVersion = isAtLeast(session["version"], 6, 10) === false ? "single" : "two-step";
  return asFlow(destination.settings["flow"]) ?? learnedFlow(destination, memory) ?? byVersion;
}

function isOfThisTry(resume: Resume | null): boolean {
  return Math.abs(systemClock.now() - Number(resume?.["atMs"] ?? Number.NaN)) < tryLifeMs;
}

function plan(job: UploadJob, session: Session, resume: Resume | null, memory?: Lessons): PlannedStep {
  const lesson = isOfThisTry(resume) ? (resume?.["lesson"] ?? "") : "";
  const fileId = resume?.["fileId"];
  if (fileId !== undefined && resume?.["size"] === String(job.file.size)) {
    return confirmStep(job, fileId, `confirm${lesson}`);
  }
  const told = lesson === "" ? null : asFlow(resume?.["flow"]);
  const flow = told ?? firstFlow(job.destination, session, memory);
  return fileStep(job, flow, `${flow === "single" ? "upload" : "media"}${lesson}`);
}

function preflight(job: UploadJob, session: Session): Failure | null {
  const { destination, options } = job;
  const userId = userIdFailure(destination);
  if (userId !== null) return userId;
  if (!isPathSegment(settingOf(options, "room"))) {
    return new Failure("permanent", "invalid-field", {
      field: "room",
      message: "The room of this upload is missing or can't be part of an address.",
    });
  }
  return limitFailure(job, session);
}

/** Another step in this try, because the server wants it; `lesson` becomes part of the step's id and is not taught twice. */
function another(flow: Flow, lesson: "-instead" | "-again"): StepOutcome {
  return { kind: "next", resume: { flow, lesson, atMs: String(systemClock.now()) } };
}

/** What a refused step teaches, once in a try: the other flow where the route is missing, the file again where it is. */
function secondTry(step: PlannedStep, reply: HttpReply, job: UploadJob): StepOutcome | null {
  if (step.id === "confirm") return isMissingFile(reply) ? another("two-step", "-again") : null;
  const chosen = job.destination.settings["flow"] ?? "auto";
  if (chosen !== "auto" || !isMissingRoute(reply)) return null;
  if (step.id === "media") return another("single", "-instead");
  return step.id === "upload" ? another("two-step", "-instead") : null;
}

function refused(step: PlannedStep, reply: HttpReply, job: UploadJob): Failure {
  const { destination, file } = job;
  const complaint = complaintOf(reply, file);
  if (step.id.startsWith("confirm") && isMissingFile(reply)) {
    return new Failure("permanent", "server-error", {
      message: "The server took the file twice and then did not know it.",
      hint: "Try again later; tell the server's operator if it stays.",
      httpStatus: reply.status,
    });
  }
  if (!isMissingRoute(reply)) return refusal(reply, destination, complaint);
  const forced = asFlow(destination.settings["flow"]) !== null;
  return refusal(reply, destination, {
    // The service's own "no such route" is told apart from a page that is not there.
    status: complaint !== null && reply.status === 404 ? 410 : reply.status,
    text: complaint?.text ?? null,
    retryAfterMs: null,
    field: forced ? "flow" : "baseUrl",
    hint: forced
      ? 'This server may offer the other way alone: set "flow" of the destination to auto.'
      : "The server takes files in neither way; check the address.",
  });
}

function taken(step: PlannedStep, reply: HttpReply, job: UploadJob): StepOutcome {
  const fileId = asText(asObject(asObject(reply.json)?.["file"])?.["_id"]);
  if (fileId === null || !isPathSegment(fileId)) return { kind: "failure", failure: unreadableReply(reply) };
  const resume = { flow: "two-step", fileId, size: String(job.file.size), atMs: String(systemClock.now()) };
  return {
    kind: "next",
    resume: step.id.endsWith("-again") ? { ...resume, lesson: "-again" } : resume,
  };
}

/** The server keeps the file but its message did not come about: the room is gone or closed to this account (services.md 2.3). */
function notPosted(reply: HttpReply): Failure {
  return new Failure("permanent", "server-error", {
    field: "room",
    message: "The server stored the file but did not post it: nobody sees it in the room.",
    hint: "Check the room and that this account may post there, then send the file again.",
    httpStatus: reply.status,
  });
}

function posted(step: PlannedStep, reply: HttpReply, job: UploadJob): StepOutcome {
  const body = asObject(reply.json);
  const message = asObject(body?.["message"]);
  if (message === null && body?.["success"] === true) return { kind: "failure", failure: notPosted(reply) };
  const confirmed = step.id.startsWith("confirm") ? step.request.url.split("/").at(-1) : undefined;
  const stored =
    message === null || body?.["success"] !== true
      ? null
      : fileInMessage(message, confirmed === undefined ? null : decodeURIComponent(confirmed));
  if (stored === null) return { kind: "failure", failure: unreadableReply(reply) };
  const difference = sizeDifference(stored, job.file);
  return difference === null
    ? { kind: "receipt", receipt: receiptOf(stored, reply, job) }
    : { kind: "failure", failure: receiptMismatch(stored.id, difference) };
}

function interpret(
  step: PlannedStep,
  reply: HttpReply,
  job: UploadJob,
  _sent: SentFile,
  memory: ServiceContext["memory"],
): StepOutcome {
  const second = secondTry(step, reply, job);
  if (second !== null) return second;
  if (reply.status < 200 || reply.status > 299 || complaintOf(reply, job.file) !== null) {
    return { kind: "failure", failure: refused(step, reply, job) };
  }
  const isMedia = step.id.startsWith("media");
  const outcome = isMedia ? taken(step, reply, job) : posted(step, reply, job);
  if (outcome.kind === "failure") return outcome;
  if (step.id.endsWith("-instead")) {
    const flow: Flow = isMedia ? "two-step" : "single";
    memory.set(flowMemory, `${flow} ${settingOf(job.destination.settings, "baseUrl")}`);
  }
  const paceMs = paceOf(reply);
  return paceMs === undefined ? outcome : { ...outcome, paceMs };
}

function download(
  destination: ResolvedDestination,
  delivered: Delivered,
  _session: Session,
  thumbnail: { readonly width: number; readonly height: number } | null,
): RequestPlan | null {
  const { remote } = delivered.receipt;
  const path = thumbnail === null ? remote["path"] : remote["thumbnail"];
  if (path === undefined) return null;
  return { method: "GET", url: fileUrl(destination, path), headers: headersOf(destination), body: null };
}

/** Rocket.Chat: a file posted to a room, in one step or in two, proved by its size where the server tells it (services.md 2). */
export const rocketChat: ServiceAdapter = {
  info,
  prepare,
  preflight,
  plan,
  interpret,
  reconcile,
  download,
  remove,
  fileLimits,
  test: (context) => testWith(context, (session) => firstFlow(context.destination, session, context.memory)),
};
