import { readFile } from "node:fs/promises";
import { z } from "zod";
import { looksLikeImage } from "../thumbnails/image-signature";
import { equalSecrets, type PracticeContext, type PracticeExchange } from "./practice-context";
import { sendEmpty, sendFile, sendJson } from "./practice-replies";
import type { StoredFile } from "./practice-store";
import { receiveMultipart } from "./receive-form";
import { receiveSmallJson } from "./receive-small-json";
import { discardForm, type ReceivedForm, RefusedRequest } from "./received-form";

/** The user and the one room that Practice knows beside its random token. */
export const practiceChat = { userId: "practice", room: "practice" };

/** Between 6.10 and 8.0 a server offers both ways of uploading, so that both can be rehearsed. */
const version = "7.10";

/** The limits that it tells, as a new server has them. */
const publicSettings: Readonly<Record<string, unknown>> = {
  FileUpload_Enabled: true,
  FileUpload_MaxFileSize: -1,
  FileUpload_MediaTypeWhiteList: "",
  FileUpload_MediaTypeBlackList: "",
  Message_MaxAllowedSize: 5000,
};

/** The service's usual thumbnail, pixels, and the largest image that is decoded here, bytes. */
const thumbnailLimits = { longestSide: 480, maximumBytes: 32 * 1024 * 1024 };

const textsSchema = z.strictObject({
  msg: z.string().optional(),
  description: z.string().optional(),
  tmid: z.string().optional(),
});
type Texts = z.infer<typeof textsSchema>;

const deletionSchema = z.strictObject({ roomId: z.string(), msgId: z.string() });

function succeed(exchange: PracticeExchange, answer: Readonly<Record<string, unknown>>): void {
  sendJson(exchange.response, 200, { ...answer, success: true });
}

function refuse(exchange: PracticeExchange, status: number, error: string, errorType?: string): void {
  const answer = errorType === undefined ? { error } : { error: `${error} [${errorType}]`, errorType };
  sendJson(exchange.response, status, { success: false, ...answer });
}

function isSignedIn(exchange: PracticeExchange): boolean {
  const { headers } = exchange.request;
  const token = String(headers["x-auth-token"] ?? "");
  return headers["x-user-id"] === practiceChat.userId && equalSecrets(token, exchange.context.token);
}

function linkOf(file: StoredFile): string {
  return `/file-upload/${file.id}/${encodeURIComponent(Buffer.from(file.name).toString() || "file")}`;
}

/** A message stands in the store as a file without bytes that names the file it posts. */
async function post(exchange: PracticeExchange, file: StoredFile, texts: Texts): Promise<void> {
  const { store, clock } = exchange.context;
  const message = await store.keep(
    await store.receive(),
    { name: "message", contentType: "text/plain" },
    {
      idKind: "object-id",
      createdAtMs: clock.now(),
      expiresAt: null,
      details: { service: "rocket-chat-message", posts: file.id },
    },
  );
  const described = { _id: file.id, name: file.name, type: file.contentType, size: file.size };
  const isImage = file.contentType.startsWith("image/");
  const attachment = {
    ts: "1970-01-01T00:00:00.000Z",
    title: file.name,
    title_link: linkOf(file),
    title_link_download: true,
    type: "file",
    ...(texts.description === undefined ? {} : { description: texts.description }),
    ...(isImage ? { image_url: linkOf(file).replace("/file-upload/", "/file-upload/thumb-") } : {}),
  };
  succeed(exchange, {
    message: {
      _id: message.id,
      rid: file.details["room"],
      ts: message.createdAt,
      msg: texts.msg ?? "",
      ...(texts.tmid === undefined ? {} : { tmid: texts.tmid }),
      file: described,
      files: [described],
      attachments: [attachment],
      u: { _id: practiceChat.userId, username: practiceChat.userId },
      _updatedAt: message.createdAt,
    },
  });
}

function textsOf(fields: unknown): Texts {
  const texts = textsSchema.safeParse(fields);
  if (texts.success) return texts.data;
  const [issue] = texts.error.issues;
  const key = issue?.code === "unrecognized_keys" ? (issue.keys[0] ?? "") : "";
  throw new RefusedRequest(key === "" ? "Match error" : `Match error: Unknown key in field ${key}`);
}

async function keepForm(form: ReceivedForm, context: PracticeContext): Promise<StoredFile> {
  const [file] = form.files;
  if (file === undefined) throw new RefusedRequest("No file was uploaded");
  if (file.partName !== "file") throw new RefusedRequest("invalid-field");
  return await context.store.keep(
    file.incoming,
    { name: file.name, contentType: file.contentType },
    {
      idKind: "object-id",
      createdAtMs: context.clock.now(),
      expiresAt: null,
      details: { service: "rocket-chat", room: practiceChat.room },
    },
  );
}

async function upload(exchange: PracticeExchange, single: boolean): Promise<void> {
  const { context, request } = exchange;
  const form = await receiveMultipart(request, context.store, 1);
  try {
    // The first of two steps has no use for texts, and as in the service ignores them.
    const texts = single ? textsOf(Object.fromEntries(form.fields)) : {};
    const file = await keepForm(form, context);
    if (single) await post(exchange, file, texts);
    else succeed(exchange, { file: { _id: file.id, url: linkOf(file) } });
  } catch (thrown) {
    await discardForm(form);
    throw thrown;
  }
}

async function confirm(exchange: PracticeExchange, fileId: string): Promise<void> {
  const texts = textsOf(await receiveSmallJson(exchange.request));
  const file = await exchange.context.store.find(fileId);
  if (file?.details["service"] === "rocket-chat") await post(exchange, file, texts);
  else refuse(exchange, 400, "invalid-file", "invalid-file");
}

/** The files of the room, newest first, as far as a message posts them. */
async function list(exchange: PracticeExchange): Promise<void> {
  const { store } = exchange.context;
  const inRoom = await store.withDetail("room", practiceChat.room);
  const messages = await store.withDetail("service", "rocket-chat-message");
  const posted = new Set(messages.map((message) => message.details["posts"]));
  const files = inRoom
    .filter((file) => file.details["service"] === "rocket-chat" && posted.has(file.id))
    .toReversed()
    .map((file) => ({
      _id: file.id,
      name: file.name,
      size: file.size,
      type: file.contentType,
      rid: practiceChat.room,
      userId: practiceChat.userId,
      uploadedAt: file.createdAt,
      path: linkOf(file),
    }));
  const count = Math.max(0, Number(exchange.query.get("count") ?? 50));
  succeed(exchange, { files: files.slice(0, count), count, offset: 0, total: files.length });
}

/** Deletes a message and the file that it posts, as every version does. */
async function deleteMessage(exchange: PracticeExchange): Promise<void> {
  const { store } = exchange.context;
  const asked = deletionSchema.safeParse(await receiveSmallJson(exchange.request));
  if (!asked.success) throw new RefusedRequest("The body params roomId and msgId are required");
  const { roomId, msgId } = asked.data;
  const message = await store.find(msgId);
  if (message?.details["service"] !== "rocket-chat-message") {
    refuse(exchange, 400, `No message found with the id of "${msgId}".`);
  } else if (roomId !== practiceChat.room) {
    refuse(exchange, 400, "The room id provided does not match where the message is from.");
  } else {
    await store.remove(message.details["posts"] ?? "");
    await store.remove(message.id);
    succeed(exchange, { _id: msgId, ts: String(exchange.context.clock.now()) });
  }
}

async function read(exchange: PracticeExchange, method: string): Promise<boolean> {
  const room = exchange.query.get("roomId") ?? exchange.query.get("roomName") ?? "";
  const isList = method === "channels.files" || method === "rooms.info";
  if (method === "me")
    succeed(exchange, { _id: practiceChat.userId, username: practiceChat.userId, name: "Practice" });
  else if (!isList) return false;
  else if (room !== practiceChat.room)
    refuse(exchange, 400, "The room is not known here", "error-room-not-found");
  else if (method === "rooms.info")
    succeed(exchange, { room: { _id: room, name: room, fname: "Practice", t: "c" } });
  else await list(exchange);
  return true;
}

async function write(exchange: PracticeExchange): Promise<boolean> {
  const [, , method, room, fileId, ...more] = exchange.segments;
  const isConfirm = method === "rooms.mediaConfirm" && fileId !== undefined;
  const takesFile = (method === "rooms.upload" || method === "rooms.media") && fileId === undefined;
  const deletes = method === "chat.delete" && room === undefined;
  if (more.length > 0 || !(isConfirm || takesFile || deletes)) return false;
  if (!deletes && room !== practiceChat.room) {
    refuse(exchange, 403, "unauthorized");
    return true;
  }
  try {
    if (deletes) await deleteMessage(exchange);
    else await (isConfirm ? confirm(exchange, fileId) : upload(exchange, method === "rooms.upload"));
  } catch (thrown) {
    if (!(thrown instanceof RefusedRequest)) throw thrown;
    refuse(exchange, 400, thrown.message);
  }
  return true;
}

async function thumbnailOf(context: PracticeContext, file: StoredFile): Promise<Uint8Array | null> {
  if (context.decoder === null || file.size > thumbnailLimits.maximumBytes) return null;
  const image = await readFile(context.store.path(file.id));
  return looksLikeImage(image) ? await context.decoder.decode(image, thumbnailLimits.longestSide) : null;
}

async function give(exchange: PracticeExchange, givenId: string): Promise<void> {
  const { context, response } = exchange;
  const file = await context.store.find(givenId.replace(/^thumb-/, ""));
  if (file?.details["service"] !== "rocket-chat") {
    sendEmpty(response, 404);
    return;
  }
  const small = givenId.startsWith("thumb-") ? await thumbnailOf(context, file) : null;
  if (small === null) {
    await sendFile(response, file, context.store.path(file.id), { forBrowser: false });
    return;
  }
  const contentType = small[0] === 0x89 ? "image/png" : "image/webp";
  response.writeHead(200, { "Content-Type": contentType, "Content-Length": small.length });
  response.end(small);
}

/** What anybody may ask. */
function tell(exchange: PracticeExchange, address: string): boolean {
  if (address === "api/info") succeed(exchange, { version });
  else if (address === "api/v1/settings.public") {
    const wanted = (exchange.query.get("_id") ?? "").split(",");
    const given = Object.entries(publicSettings).filter(([id]) => wanted.includes(id));
    succeed(exchange, { settings: given.map(([_id, value]) => ({ _id, value })) });
  } else return false;
  return true;
}

/** Rocket.Chat's uploads in one and in two steps, and what is asked around them (services.md 2). */
export async function rocketChatRoutes(exchange: PracticeExchange): Promise<boolean> {
  const { request, response, segments } = exchange;
  const [root, second, method = ""] = segments;
  const isFile = root === "file-upload" && second !== undefined && request.method === "GET";
  if (request.method === "GET" && tell(exchange, segments.join("/"))) return true;
  if (!isFile && (root !== "api" || second !== "v1")) return false;
  if (!isSignedIn(exchange)) {
    if (isFile) sendEmpty(response, 403);
    else refuse(exchange, 401, "You must be logged in to do this.");
    return true;
  }
  if (isFile) await give(exchange, second);
  else if (request.method === "GET") return await read(exchange, method);
  else if (request.method === "POST") return await write(exchange);
  else return false;
  return true;
}
