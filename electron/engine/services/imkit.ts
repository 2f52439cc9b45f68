import { createHash } from "node:crypto";
import type { DestinationTest } from "../../shared/destination";
import type { Link, Receipt } from "../../shared/upload";
import { Failure } from "../failure";
import type { HttpReply, RequestPlan } from "../http/http-client";
import { unreadableReply } from "../http/http-errors";
import { probe, testFailed, testPassed } from "./connection-test";
import { nameEncodingOf, settingOf } from "./destination-settings";
import { isHeaderSafe } from "./field-values";
import { info } from "./imkit-info";
import { complaintOf, fieldAtFault, isMissingFile, md5Of, mismatchOf } from "./imkit-replies";
import { asByteCount, asObject, asText, type JsonObject } from "./json-values";
import { rawReplyOf, refusal, unlessCanceled } from "./replies";
import type {
  Delivered,
  PlannedStep,
  ResolvedDestination,
  SentFile,
  ServiceAdapter,
  ServiceContext,
  StepOutcome,
  UploadJob,
} from "./service";
import { signedUrlEndMs } from "./signed-url";
import { jwtExpiresAt } from "./token-expiry";
import { isPathSegment, isSafeLink, joinUrl } from "./urls";

/** S3's limits for tags, which is where IMKIT keeps `extra` (services.md 1.2). */
const tagLimits = { count: 10, keyLength: 128, valueLength: 256 };

/** An id of the form the service gives, which no file has. */
const absentFileId = "000000000000000000000000";

function bucketOf(destination: ResolvedDestination): string {
  return settingOf(destination.settings, "bucket");
}

function headersOf(destination: ResolvedDestination): Readonly<Record<string, string>> {
  const { settings, secrets } = destination;
  return {
    "IM-CLIENT-KEY": secrets["clientKey"] ?? "",
    [settings["authorizationHeader"] ?? "IM-Authorization"]:
      `${settings["tokenPrefix"] ?? ""}${secrets["token"] ?? ""}`,
  };
}

function fileUrl(destination: ResolvedDestination, bucket: string | undefined, id: string): string {
  return joinUrl(settingOf(destination.settings, "baseUrl"), "files", bucket ?? bucketOf(destination), id);
}

/** The room and the user's tags as one JSON object, as the service wants them. */
function extraOf(options: UploadJob["options"]): JsonObject {
  const tags = Object.entries(options)
    .filter(([key]) => key.startsWith("extra."))
    .map(([key, value]) => [key.slice("extra.".length), value] as const);
  return Object.fromEntries([["roomID", settingOf(options, "roomID")], ...tags]);
}

function invalid(key: string, message: string): Failure {
  return new Failure("permanent", "invalid-field", { field: key, message });
}

function tagFailure(options: UploadJob["options"]): Failure | null {
  const tags = Object.entries(extraOf(options));
  if (tags.length > tagLimits.count) {
    return invalid("extra", `A file can have ${tagLimits.count} tags with its room, not ${tags.length}.`);
  }
  for (const [key, value] of tags) {
    const setting = key === "roomID" ? key : `extra.${key}`;
    if (key.length > tagLimits.keyLength) {
      return invalid(
        setting,
        `The name of a tag can have ${tagLimits.keyLength} characters, not ${key.length}.`,
      );
    }
    const { length } = String(value);
    if (length > tagLimits.valueLength) {
      return invalid(setting, `"${setting}" can have ${tagLimits.valueLength} characters, not ${length}.`);
    }
  }
  return null;
}

function preflight(job: UploadJob): Failure | null {
  const { destination, options } = job;
  if (!isPathSegment(bucketOf(destination))) {
    return new Failure("permanent", "config", {
      field: "bucket",
      message: "The bucket's name is not usable.",
    });
  }
  if (!isHeaderSafe(destination.settings["tokenPrefix"] ?? "")) {
    return new Failure("permanent", "config", {
      field: "tokenPrefix",
      message: "The token prefix contains a character that no header can carry.",
    });
  }
  if (settingOf(options, "roomID") === "") return invalid("roomID", "The room of this upload is missing.");
  if (options["extra.roomID"] !== undefined) {
    return invalid("extra.roomID", 'The room is set with "roomID", not as a tag.');
  }
  return tagFailure(options);
}

function plan(job: UploadJob): PlannedStep {
  const { destination, file } = job;
  return {
    id: "upload",
    repeatable: false,
    request: {
      method: "POST",
      url: `${joinUrl(settingOf(destination.settings, "baseUrl"), "files", bucketOf(destination))}/`,
      headers: headersOf(destination),
      body: {
        kind: "multipart",
        nameEncoding: nameEncodingOf(destination),
        parts: [
          { kind: "text", name: "extra", value: JSON.stringify(extraOf(job.options)) },
          { kind: "file", name: "file", fileName: file.name, contentType: file.contentType },
        ],
      },
    },
  };
}

function receiptOf(
  id: string,
  result: JsonObject,
  reply: HttpReply,
  job: UploadJob,
  sent: SentFile,
): Receipt {
  const { destination } = job;
  const size = asByteCount(result["length"]);
  const remoteMd5 = md5Of(result);
  const bucket = asText(result["bucketName"]) ?? bucketOf(destination);
  const remote = { bucket: isPathSegment(bucket) ? bucket : bucketOf(destination) };
  return {
    remoteId: id,
    storedName: asText(result["filename"]),
    size,
    hash: sent.hash === null ? null : { algorithm: "md5", local: sent.hash.hex, remote: remoteMd5 },
    verified: sent.hash !== null && remoteMd5 !== null ? "hash" : size === null ? "none" : "size",
    links: [{ url: fileUrl(destination, remote.bucket, id), expiresAt: null, opensInBrowser: false }],
    fileExpiresAt: null,
    remote,
    rawReply: rawReplyOf(reply, destination),
  };
}

function interpret(_step: PlannedStep, reply: HttpReply, job: UploadJob, sent: SentFile): StepOutcome {
  const complaint = complaintOf(reply);
  if (complaint !== null || reply.status < 200 || reply.status > 299) {
    return { kind: "failure", failure: refusal(reply, job.destination, complaint) };
  }
  const result = asObject(asObject(reply.json)?.["result"]) ?? {};
  const id = asText(result["_id"]) ?? asText(result["id"]);
  if (id === null || !isPathSegment(id)) return { kind: "failure", failure: unreadableReply(reply) };
  const receipt = receiptOf(id, result, reply, job, sent);
  const failure = mismatchOf(receipt, sent);
  return failure === null ? { kind: "receipt", receipt } : { kind: "failure", failure };
}

/** Whether the answer is the stored file itself, streamed by a server that signs nothing; a JSON file could pose as an answer. */
function isFileItself(reply: HttpReply, receipt: Receipt): boolean {
  if (reply.headers["x-imkit-md5"] !== undefined || reply.headers["x-imkit-filename"] !== undefined)
    return true;
  return createHash("md5").update(reply.text).digest("hex") === receipt.hash?.local;
}

async function signedLink(context: ServiceContext, receipt: Receipt, url: string): Promise<Link | null> {
  const headers = headersOf(context.destination);
  const plan: RequestPlan = { method: "GET", url: `${url}?signedUrlOnly=1`, headers, body: null };
  const reply = await context.request(plan);
  if (reply.status !== 200 || isFileItself(reply, receipt)) return null;
  const signed = asText(asObject(asObject(reply.json)?.["result"])?.["url"]);
  if (signed === null || !isSafeLink(signed, url)) return null;
  const expiresAt = new Date(signedUrlEndMs(signed, context.clock.now())).toISOString();
  return { url: signed, expiresAt, opensInBrowser: true };
}

async function freshLinks(context: ServiceContext, delivered: Delivered): Promise<readonly Link[]> {
  const { receipt } = delivered;
  if (receipt.remoteId === null) return [];
  const url = fileUrl(context.destination, receipt.remote["bucket"], receipt.remoteId);
  const link = await signedLink(context, receipt, url).catch(unlessCanceled);
  return [link ?? { url, expiresAt: null, opensInBrowser: false }];
}

function download(destination: ResolvedDestination, delivered: Delivered): RequestPlan | null {
  const { remoteId, remote } = delivered.receipt;
  if (remoteId === null) return null;
  const url = fileUrl(destination, remote["bucket"], remoteId);
  return { method: "GET", url, headers: headersOf(destination), body: null };
}

async function test(context: ServiceContext): Promise<DestinationTest> {
  const { destination } = context;
  const url = `${fileUrl(destination, undefined, absentFileId)}/metadata`;
  const probed = await probe(context, { method: "GET", url, headers: headersOf(destination), body: null });
  if ("test" in probed) return probed.test;
  const { reply } = probed;
  const complaint = complaintOf(reply);
  const answered = asObject(reply.json)?.["RC"] !== undefined;
  if (answered && (complaint === null || isMissingFile(complaint))) {
    return testPassed("Address, client key and token work. The room is checked with the first upload.");
  }
  return testFailed(refusal(reply, destination, complaint), fieldAtFault(reply, complaint));
}

/** IMKIT chat server, version 3: one multipart request per file, proved by MD5 and length (services.md 1). */
export const imkit: ServiceAdapter = {
  info,
  preflight,
  plan,
  interpret,
  freshLinks,
  download,
  tokenExpiresAt: ({ secrets }) => jwtExpiresAt(secrets["token"]),
  test,
};
