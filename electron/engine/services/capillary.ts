import type { DestinationTest } from "../../shared/destination";
import { Failure } from "../failure";
import type { HttpReply, RequestBody, RequestPlan } from "../http/http-client";
import { looksLikeHtml, unreadableReply } from "../http/http-errors";
import { systemClock } from "../ports";
import { capillaryInfo } from "./capillary-info";
import { targetName } from "./capillary-name";
import { complaintOf, mismatchOf, receiptOf, saysStored } from "./capillary-replies";
import {
  credentialField,
  prepareSession,
  signInHeaders,
  tokenExpiresAt,
  withSentSecrets,
} from "./capillary-sign-in";
import { probe, testFailed, testPassed } from "./connection-test";
import { nameEncodingOf, settingOf } from "./destination-settings";
import { asObject } from "./json-values";
import { refusal } from "./replies";
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
import { isPathSegment, joinUrl } from "./urls";

/** A name that no upload has: it is asked for when a destination is tested, and never written. */
const probeName = "waybill-connection-test.png";

function pathSegments(destination: ResolvedDestination): readonly string[] {
  return settingOf(destination.settings, "path")
    .split("/")
    .filter((segment) => segment !== "");
}

function urlOf(destination: ResolvedDestination, name: string): string {
  return joinUrl(settingOf(destination.settings, "baseUrl"), ...pathSegments(destination), name);
}

function misconfigured(field: string, message: string): Failure {
  return new Failure("permanent", "config", { field, message });
}

function configFailure(destination: ResolvedDestination): Failure | null {
  if (!pathSegments(destination).every(isPathSegment)) {
    return misconfigured("path", 'The path can\'t contain "." or ".." as a part.');
  }
  const { auth, username = "" } = destination.settings;
  return (auth ?? "basic") === "basic" && username.includes(":")
    ? misconfigured("username", "A user name that contains a colon can't be sent.")
    : null;
}

function preflight(job: UploadJob): Failure | null {
  const name = targetName(job);
  return configFailure(job.destination) ?? (name instanceof Failure ? name : null);
}

function target(job: UploadJob): string | null {
  const name = targetName(job);
  if (name instanceof Failure || configFailure(job.destination) !== null) return null;
  return new URL(urlOf(job.destination, name)).href;
}

function bodyOf(job: UploadJob, fileName: string): RequestBody {
  const { destination } = job;
  const { contentType } = job.file;
  if (destination.settings["body"] === "raw") return { kind: "raw", contentType };
  const name = settingOf(destination.settings, "partName") || "file";
  return {
    kind: "multipart",
    nameEncoding: nameEncodingOf(destination),
    parts: [{ kind: "file", name, fileName, contentType }],
  };
}

function plan(job: UploadJob, session: Session): PlannedStep {
  const name = targetName(job);
  if (name instanceof Failure) throw name;
  return {
    id: "upload",
    // The same name again is a new version of the same file (services.md 3.1).
    repeatable: true,
    request: {
      method: "POST",
      url: urlOf(job.destination, name),
      headers: signInHeaders(job.destination, session),
      body: bodyOf(job, name),
    },
  };
}

function interpret(step: PlannedStep, reply: HttpReply, job: UploadJob, sent: SentFile): StepOutcome {
  const destination = withSentSecrets(job.destination, step.request.headers);
  const complaint = complaintOf(reply, destination);
  if (complaint !== null || reply.status < 200 || reply.status > 299) {
    return { kind: "failure", failure: refusal(reply, destination, complaint) };
  }
  const body = asObject(reply.json);
  const receipt = saysStored(body) ? receiptOf(body, reply, destination) : null;
  if (receipt === null) return { kind: "failure", failure: unreadableReply(reply) };
  const failure = mismatchOf(receipt, sent, destination);
  return failure === null ? { kind: "receipt", receipt } : { kind: "failure", failure };
}

/** The signed link is the only way back, needs no sign-in and must not get one; it can't be made anew. */
function download(
  destination: ResolvedDestination,
  delivered: Delivered,
  _session: Session,
  thumbnail: { readonly width: number; readonly height: number } | null,
): RequestPlan | null {
  const [link] = delivered.receipt.links;
  if (link === undefined || thumbnail !== null) return null;
  if (link.expiresAt !== null && Date.parse(link.expiresAt) <= systemClock.now()) {
    throw new Failure("permanent", "forbidden", {
      message: `The link to this file ended at ${link.expiresAt}, and Capillary has no other way to it.`,
      hint: "Upload the file again: it becomes a new version with a fresh link.",
    });
  }
  return {
    method: "GET",
    url: link.url,
    namedBy: settingOf(destination.settings, "baseUrl"),
    headers: {},
    body: null,
  };
}

/** What a signed-in request proves; the rest needs a file, and none may be left behind. */
async function testAddress(context: ServiceContext, session: Session): Promise<DestinationTest> {
  const { settings } = context.destination;
  const headers = signInHeaders(context.destination, session);
  const url = urlOf(context.destination, probeName);
  const probed = await probe(context, { method: "GET", url, headers, body: null });
  if ("test" in probed) return probed.test;
  const { reply } = probed;
  const destination = withSentSecrets(context.destination, headers);
  const failure = refusal(reply, destination, complaintOf(reply, destination));
  const ownAnswer = !looksLikeHtml(reply) && (reply.text.trim() === "" || asObject(reply.json) !== null);
  if (reply.status === 401) {
    return testFailed(failure, settings["auth"] === "oauth" ? "baseUrl" : credentialField(destination));
  }
  if (!ownAnswer || reply.status >= 500) return testFailed(failure, "baseUrl");
  if (reply.status === 403 || reply.status === 429) return testFailed(failure, null);
  const proved =
    settings["auth"] === "oauth"
      ? "Key and secret get an access token, and the server's address does not refuse it."
      : "The server's address answers and does not refuse the sign-in.";
  return testPassed(
    `${proved} Path and permission are checked with the first upload, because Capillary can't be asked without storing a file.`,
  );
}

async function test(context: ServiceContext): Promise<DestinationTest> {
  const wrong = configFailure(context.destination);
  if (wrong !== null) return testFailed(wrong);
  const session = await prepareSession(context).catch((thrown: unknown) => {
    if (thrown instanceof Failure && thrown.class !== "canceled") return thrown;
    throw thrown;
  });
  return session instanceof Failure ? testFailed(session) : await testAddress(context, session);
}

/** Capillary's file service: one request per file, the name in its address, proved by its size (services.md 3). */
export const capillary: ServiceAdapter = {
  info: capillaryInfo,
  prepare: prepareSession,
  preflight,
  target,
  plan,
  interpret,
  download,
  tokenExpiresAt,
  test,
};
