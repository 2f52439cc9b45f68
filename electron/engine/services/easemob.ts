import type { DestinationTest } from "../../shared/destination";
import type { Receipt } from "../../shared/upload";
import { Failure } from "../failure";
import type { HttpReply, RequestPlan } from "../http/http-client";
import { unreadableReply } from "../http/http-errors";
import { probe, testFailed, testPassed } from "./connection-test";
import { nameEncodingOf, settingOf } from "./destination-settings";
import {
  appKeyProblem,
  type Credentials,
  credentialsOf,
  forSignIn,
  prepare,
  sessionIn,
  tokenRequest,
} from "./easemob-credentials";
import { info, usualMaximumBytes } from "./easemob-info";
import { complaintOf, fieldAtFault, isMissingFile, knowing, refusalOf } from "./easemob-replies";
import { asObject, asText } from "./json-values";
import { rawReplyOf, refusal } from "./replies";
import type {
  Delivered,
  PlannedStep,
  ResolvedDestination,
  SentFile,
  ServiceAdapter,
  ServiceContext,
  Session,
  StepOutcome,
  UploadJob,
} from "./service";
import { jwtExpiresAt, sessionExpiresAt } from "./token-expiry";
import { isPathSegment, isSafeLink, joinUrl } from "./urls";

/** An id of the form the service gives, a UUID of version 1, which no file has. */
const absentFileId = "00000000-0000-1000-8000-000000000000";

function filesUrl(destination: ResolvedDestination, remote: Readonly<Record<string, string>> = {}): string {
  const org = remote["org"] ?? settingOf(destination.settings, "org");
  const app = remote["app"] ?? settingOf(destination.settings, "app");
  return joinUrl(settingOf(destination.settings, "baseUrl"), org, app, "chatfiles");
}

function tokenOf(destination: ResolvedDestination, session: Session): string {
  return session["token"] ?? destination.secrets["token"] ?? "";
}

function headersOf(destination: ResolvedDestination, session: Session): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${tokenOf(destination, session)}` };
}

/** The setting that is to blame when the credentials are refused. */
function credentialOf(destination: ResolvedDestination): string {
  const credentials = credentialsOf(destination);
  return credentials instanceof Failure ? "token" : credentials.field;
}

function bytesText(bytes: number): string {
  const megabytes = bytes / (1024 * 1024);
  return Number.isInteger(megabytes) ? `${bytes} bytes (${megabytes} MB)` : `${bytes} bytes`;
}

function preflight(job: UploadJob): Failure | null {
  const maximumBytes = Number(settingOf(job.destination.settings, "maxSize") || usualMaximumBytes);
  if (job.file.size <= maximumBytes) return null;
  return new Failure("permanent", "too-large", {
    message: `The file has ${bytesText(job.file.size)}, and this destination takes at most ${bytesText(maximumBytes)}.`,
    hint: 'If your app allows more (the Easemob console shows its limit), raise "maxSize" of the destination.',
  });
}

/** The service looks for `restrict-access` by its presence alone, so it is absent where it does not hold (services.md 5.1). */
function optionHeaders(options: UploadJob["options"]): Readonly<Record<string, string>> {
  const headers = [
    ["restrict-access", options["restrictAccess"] === "true" ? "true" : ""],
    ["thumbnail-width", settingOf(options, "thumbnailWidth")],
    ["thumbnail-height", settingOf(options, "thumbnailHeight")],
  ] as const;
  return Object.fromEntries(headers.filter(([, value]) => value !== ""));
}

function plan(job: UploadJob, session: Session): PlannedStep {
  const { destination, file } = job;
  return {
    id: "upload",
    repeatable: false,
    request: {
      method: "POST",
      url: filesUrl(destination),
      headers: { ...headersOf(destination, session), ...optionHeaders(job.options) },
      body: {
        kind: "multipart",
        nameEncoding: nameEncodingOf(destination),
        parts: [{ kind: "file", name: "file", fileName: file.name, contentType: file.contentType }],
      },
    },
  };
}

/** Where the service says the file is, if that can be shown; otherwise where it must be. */
function linkOf(uri: string | null, ownUrl: string, id: string): string {
  const plain = uri !== null && isSafeLink(uri, ownUrl) && !/[?#]/.test(uri);
  return joinUrl(plain ? uri : ownUrl, id);
}

function receiptOf(id: string, reply: HttpReply, destination: ResolvedDestination): Receipt {
  const { settings } = destination;
  const url = linkOf(asText(asObject(reply.json)?.["uri"]), filesUrl(destination), id);
  return {
    remoteId: id,
    storedName: null,
    size: null,
    hash: null,
    verified: "none",
    links: [{ url, expiresAt: null, opensInBrowser: false }],
    // Nobody says when: 7 days are only the service's usual (services.md 5.1).
    fileExpiresAt: null,
    remote: { org: settingOf(settings, "org"), app: settingOf(settings, "app") },
    rawReply: rawReplyOf(reply, destination),
  };
}

function interpret(step: PlannedStep, reply: HttpReply, job: UploadJob, _sent: SentFile): StepOutcome {
  const token = (step.request.headers["Authorization"] ?? "").slice("Bearer ".length);
  const destination = knowing(job.destination, { issuedToken: token });
  const complaint = complaintOf(reply, destination, credentialOf(destination));
  if (complaint !== null || reply.status < 200 || reply.status > 299) {
    return { kind: "failure", failure: refusal(reply, destination, complaint) };
  }
  const entities = asObject(reply.json)?.["entities"];
  const entity = asObject(Array.isArray(entities) ? entities[0] : null);
  const id = asText(entity?.["uuid"]);
  if (id === null || !isPathSegment(id)) return { kind: "failure", failure: unreadableReply(reply) };
  const shareSecret = asText(entity?.["share-secret"]);
  if (shareSecret === null) return { kind: "receipt", receipt: receiptOf(id, reply, destination) };
  const receipt = receiptOf(id, reply, knowing(destination, { shareSecret }));
  return { kind: "receipt", receipt, secrets: { shareSecret } };
}

function download(
  destination: ResolvedDestination,
  delivered: Delivered,
  session: Session,
  thumbnail: { readonly width: number; readonly height: number } | null,
): RequestPlan | null {
  const { receipt, secrets } = delivered;
  if (receipt.remoteId === null) return null;
  const { shareSecret } = secrets;
  const headers = {
    Accept: "application/octet-stream",
    ...headersOf(destination, session),
    ...(shareSecret === undefined ? {} : { "share-secret": shareSecret }),
    // Its size was fixed when the file was uploaded.
    ...(thumbnail === null ? {} : { thumbnail: "true" }),
  };
  return {
    method: "GET",
    url: joinUrl(filesUrl(destination, receipt.remote), receipt.remoteId),
    headers,
    body: null,
  };
}

function explainDownload(
  reply: HttpReply,
  destination: ResolvedDestination,
  delivered: Delivered,
  session: Session,
): Failure {
  const known = knowing(destination, { ...delivered.secrets, issuedToken: tokenOf(destination, session) });
  return refusalOf(reply, known, credentialOf(destination));
}

async function testToken(context: ServiceContext): Promise<DestinationTest> {
  const { destination } = context;
  const url = joinUrl(filesUrl(destination), absentFileId);
  const probed = await probe(context, {
    method: "GET",
    url,
    headers: headersOf(destination, {}),
    body: null,
  });
  if ("test" in probed) return probed.test;
  if (isMissingFile(probed.reply)) return testPassed("Address, org, app and token work.");
  const failure = refusalOf(probed.reply, destination, "token");
  return testFailed(failure, fieldAtFault(failure, "token"));
}

async function testSignIn(
  context: ServiceContext,
  credentials: Extract<Credentials, { kind: "sign-in" }>,
): Promise<DestinationTest> {
  const { destination, clock } = context;
  const probed = await probe(forSignIn(context), tokenRequest(destination, credentials.grant));
  if ("test" in probed) return probed.test;
  const session = sessionIn(probed.reply, destination, credentials.field, clock.now());
  if (!(session instanceof Failure)) return testPassed("Address, org, app and credentials work.");
  return testFailed(session, fieldAtFault(session, credentials.field));
}

async function test(context: ServiceContext): Promise<DestinationTest> {
  const { destination } = context;
  const problem = appKeyProblem(destination);
  if (problem !== null) return testFailed(problem);
  const credentials = credentialsOf(destination);
  if (credentials instanceof Failure) return testFailed(credentials);
  return credentials.kind === "pasted" ? await testToken(context) : await testSignIn(context, credentials);
}

/** Easemob chat files: one request per file; the service proves nothing but that it accepted (services.md 5). */
export const easemob: ServiceAdapter = {
  info,
  prepare,
  preflight,
  plan,
  interpret,
  download,
  explainDownload,
  tokenExpiresAt: ({ secrets }, session) => jwtExpiresAt(secrets["token"]) ?? sessionExpiresAt(session),
  test,
};
