import { z } from "zod";
import { equalSecrets, type PracticeContext, type PracticeExchange } from "./practice-context";
import { sendFile, sendJson } from "./practice-replies";
import type { StoredFile } from "./practice-store";
import { receiveMultipart } from "./receive-form";
import { discardForm, type ReceivedForm, RefusedRequest } from "./received-form";
import { signedUrl } from "./signed-routes";

/** The client key that Practice expects beside its random token. */
export const practiceClientKey = "practice";

function refuse(
  exchange: PracticeExchange,
  status: number,
  cause: string,
  code: string,
  message: string,
): void {
  sendJson(exchange.response, status, { RC: status, RM: cause, error: { code, message } });
}

function isSignedIn(exchange: PracticeExchange): boolean {
  const { headers } = exchange.request;
  if (headers["im-client-key"] !== practiceClientKey) {
    refuse(exchange, 401, "Unauthorized", "INVALID_API_KEY", "Invalid client key");
    return false;
  }
  const given = headers["im-authorization"] ?? headers["authorization"] ?? "";
  const token = String(given).replace(/^Bearer /, "");
  if (equalSecrets(token, exchange.context.token)) return true;
  refuse(exchange, 401, "Unauthorized", "INVALID_TOKEN", "Invalid or expired token");
  return false;
}

const extraSchema = z.record(z.string(), z.string()).readonly();

function extraOf(form: ReceivedForm): Readonly<Record<string, string>> {
  try {
    return extraSchema.parse(JSON.parse(form.fields.get("extra") ?? "{}"));
  } catch (cause) {
    throw new RefusedRequest("extra must be a JSON object of strings", { cause });
  }
}

/** The file as the vendor's server describes it. */
function described(file: StoredFile, bucket: string): Readonly<Record<string, unknown>> {
  return {
    _id: file.id,
    id: file.id,
    length: file.size,
    chunkSize: 261_120,
    uploadDate: file.createdAt,
    uploadDateMS: Date.parse(file.createdAt),
    md5: file.md5,
    filename: file.name,
    mimetype: file.contentType,
    extra: extraSchema.parse(JSON.parse(file.details["extra"] ?? "{}")),
    appID: "Practice",
    client: "waybill",
    bucketName: bucket,
  };
}

async function keepForm(form: ReceivedForm, context: PracticeContext, bucket: string): Promise<StoredFile> {
  const extra = extraOf(form);
  const [file] = form.files;
  if (file === undefined || file.partName !== "file") throw new RefusedRequest("file is required");
  if ((extra["roomID"] ?? "") === "") throw new RefusedRequest("roomID is required");
  return await context.store.keep(
    file.incoming,
    { name: file.name, contentType: file.contentType },
    {
      idKind: "object-id",
      createdAtMs: context.clock.now(),
      expiresAt: null,
      details: { service: "imkit", bucket, extra: JSON.stringify(extra) },
    },
  );
}

async function upload(exchange: PracticeExchange, bucket: string): Promise<void> {
  try {
    const form = await receiveMultipart(exchange.request, exchange.context.store, 1);
    const stored = await keepForm(form, exchange.context, bucket).catch(async (thrown: unknown) => {
      await discardForm(form);
      throw thrown;
    });
    sendJson(exchange.response, 200, { RC: 0, RM: "OK", result: described(stored, bucket) });
  } catch (thrown) {
    if (!(thrown instanceof RefusedRequest)) throw thrown;
    sendJson(exchange.response, 400, { RC: 400, RM: thrown.message });
  }
}

async function give(exchange: PracticeExchange, file: StoredFile): Promise<void> {
  const { context, response, query } = exchange;
  if (["1", "true"].includes(query.get("signedUrlOnly") ?? "")) {
    sendJson(response, 200, { RC: 0, RM: "OK", result: { url: signedUrl(context, file) } });
    return;
  }
  await sendFile(response, file, context.store.path(file.id), {
    forBrowser: false,
    headers: { "x-imkit-md5": file.md5 },
  });
}

async function read(
  exchange: PracticeExchange,
  bucket: string,
  id: string,
  metadata: boolean,
): Promise<void> {
  const file = await exchange.context.store.find(id);
  if (file === null || file.details["service"] !== "imkit" || file.details["bucket"] !== bucket) {
    refuse(exchange, 404, "Not Found", "FILE_NOT_FOUND", "File not found");
    return;
  }
  if (metadata) sendJson(exchange.response, 200, { RC: 0, RM: "OK", result: described(file, bucket) });
  else await give(exchange, file);
}

/** IMKIT's file endpoints (services.md 1), as far as uploading, reading back and signed links go. */
export async function imkitRoutes(exchange: PracticeExchange): Promise<boolean> {
  const [root, bucket, id, part, ...more] = exchange.segments;
  if (root !== "files" || bucket === undefined || more.length > 0) return false;
  const { method } = exchange.request;
  if (method === "POST" && id === undefined) {
    if (isSignedIn(exchange)) await upload(exchange, bucket);
    return true;
  }
  if (method !== "GET" || id === undefined || (part !== undefined && part !== "metadata")) return false;
  if (isSignedIn(exchange)) await read(exchange, bucket, id, part === "metadata");
  return true;
}
