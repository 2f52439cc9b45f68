import { open, readFile } from "node:fs/promises";
import { equalSecrets, type PracticeContext, type PracticeExchange } from "./practice-context";
import { sendEmpty, sendFile, sendJson } from "./practice-replies";
import type { StoredFile } from "./practice-store";
import { receiveMultipart } from "./receive-form";
import { receiveJson } from "./receive-json";
import { discardForm, type ReceivedForm, RefusedRequest } from "./received-form";

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Images above this many bytes are not decoded: the original is given, as the service does for what is no image. */
const maximumImageBytes = 32 * 1024 * 1024;

function described(file: StoredFile): Readonly<Record<string, unknown>> {
  return {
    id: file.id,
    createdAt: file.createdAt,
    expiresAt: file.expiresAt,
    fileRequestId: file.details["fileRequestId"] ?? null,
    mimeType: file.contentType,
    originalName: file.name,
    size: file.size,
  };
}

interface UploadFacts {
  readonly expiresAt: string | null;
  readonly details: Readonly<Record<string, string>>;
}

function factsOf(form: ReceivedForm, nowMs: number): UploadFacts {
  const userId = form.fields.get("userId");
  if (userId === undefined) throw new RefusedRequest("userId is required.");
  if (!uuidPattern.test(userId)) throw new RefusedRequest("userId must be a UUID.");
  const interval = form.fields.get("expiryInterval");
  if (interval !== undefined && !/^[1-9]\d{0,11}$/.test(interval)) {
    throw new RefusedRequest("expiryInterval must be a positive integer.");
  }
  const fileRequestId = form.fields.get("fileRequestId");
  if (fileRequestId !== undefined && !uuidPattern.test(fileRequestId)) {
    throw new RefusedRequest("fileRequestId must be a UUID.");
  }
  return {
    expiresAt: interval === undefined ? null : new Date(nowMs + Number(interval) * 1000).toISOString(),
    details: {
      service: "surgery-connect",
      userId,
      ...(fileRequestId === undefined ? {} : { fileRequestId }),
    },
  };
}

async function keepForm(form: ReceivedForm, context: PracticeContext): Promise<readonly StoredFile[]> {
  const createdAtMs = context.clock.now();
  const facts = factsOf(form, createdAtMs);
  const [first] = form.files;
  if (first === undefined || form.files.some((file) => file.partName !== "files")) {
    throw new RefusedRequest("files is required.");
  }
  const stored: StoredFile[] = [];
  for (const file of form.files) {
    const client = { name: file.name, contentType: file.contentType };
    stored.push(await context.store.keep(file.incoming, client, { idKind: "uuid", createdAtMs, ...facts }));
  }
  return stored;
}

async function upload(exchange: PracticeExchange): Promise<void> {
  const { context, request, response } = exchange;
  try {
    const isJson = (request.headers["content-type"] ?? "").startsWith("application/json");
    const form = isJson
      ? await receiveJson(request, context.store)
      : await receiveMultipart(request, context.store, 20);
    const stored = await keepForm(form, context).catch(async (thrown: unknown) => {
      await discardForm(form);
      throw thrown;
    });
    sendJson(response, 200, stored.map(described));
  } catch (thrown) {
    if (!(thrown instanceof RefusedRequest)) throw thrown;
    sendJson(response, 400, { error: thrown.message });
  }
}

/** What the image format says of itself in its first bytes; the client's type may be wrong. */
async function looksLikeImage(path: string): Promise<boolean> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(12), 0, 12, 0);
    const start = buffer.toString("latin1", 0, bytesRead);
    return /^(\x89PNG|\xff\xd8\xff|GIF8|BM|RIFF.{4}WEBP)/s.test(start);
  } finally {
    await handle.close();
  }
}

async function thumbnailOf(
  context: PracticeContext,
  file: StoredFile,
  imageSize: string,
): Promise<Uint8Array | null> {
  const path = context.store.path(file.id);
  if (context.decoder === null || file.size > maximumImageBytes || !(await looksLikeImage(path))) return null;
  const [width = 0, height = 0] = imageSize.split("x").map(Number);
  return await context.decoder.decode(await readFile(path), Math.max(width, height));
}

async function give(exchange: PracticeExchange, file: StoredFile): Promise<void> {
  const { context, response, query } = exchange;
  const imageSize = query.get("imageSize");
  if (imageSize !== null && !/^[1-9]\d{0,4}x[1-9]\d{0,4}$/.test(imageSize)) {
    sendJson(response, 400, { error: "imageSize must be WIDTHxHEIGHT." });
    return;
  }
  const thumbnail = imageSize === null ? null : await thumbnailOf(context, file, imageSize);
  if (thumbnail === null) {
    await sendFile(response, file, context.store.path(file.id), { forBrowser: false });
    return;
  }
  const isPng = thumbnail[0] === 0x89;
  response.writeHead(200, {
    "Content-Type": isPng ? "image/png" : "image/webp",
    "Content-Length": thumbnail.length,
  });
  response.end(thumbnail);
}

async function readBack(exchange: PracticeExchange, id: string): Promise<void> {
  const { context, response } = exchange;
  const file = await context.store.find(id);
  const expired = file?.expiresAt != null && Date.parse(file.expiresAt) <= context.clock.now();
  if (file === null || expired || file.details["service"] !== "surgery-connect") sendEmpty(response, 404);
  else await give(exchange, file);
}

async function fileRequest(exchange: PracticeExchange, id: string): Promise<void> {
  const files = uuidPattern.test(id) ? await exchange.context.store.withDetail("fileRequestId", id) : [];
  if (files.length === 0) sendEmpty(exchange.response, 404);
  else sendJson(exchange.response, 200, { id, files: files.map(described) });
}

/** Surgery Connect's file endpoints (services.md 4); errors 401 and 404 have empty bodies as the vendor's do. */
export async function surgeryConnectRoutes(exchange: PracticeExchange): Promise<boolean> {
  const [version, collection, id, ...more] = exchange.segments;
  if (version !== "v1" || more.length > 0 || (collection !== "files" && collection !== "file-requests"))
    return false;
  const given = exchange.request.headers["authorization"] ?? "";
  if (!equalSecrets(given, `Bearer ${exchange.context.token}`)) {
    sendEmpty(exchange.response, 401);
    return true;
  }
  const { method } = exchange.request;
  if (method === "POST" && collection === "files" && id === undefined) await upload(exchange);
  else if (method === "GET" && collection === "files" && id !== undefined) await readBack(exchange, id);
  else if (method === "GET" && collection === "file-requests" && id !== undefined)
    await fileRequest(exchange, id);
  else return false;
  return true;
}
