import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { askedDeletion, deleteAsAsked } from "./strict-rocket-chat-deletion";
import type {
  Method,
  PostedMessage,
  RocketChatExpectations,
  RocketChatFaults,
  RoomEntry,
  StrictRocketChatServer,
} from "./strict-rocket-chat-types";
import {
  checkHeaders,
  checkParts,
  fileAsReceived,
  md5Hex,
  replyJson,
  type SeenRequest,
  type StrictFile,
  type StrictServer,
  startStrictServer,
} from "./strict-server";

const confirmSchema = z.strictObject({
  msg: z.string().optional(),
  description: z.string().optional(),
  tmid: z.string().optional(),
});

/** Starts a Rocket.Chat server that accepts exactly what services.md 2.1 and 2.2 say. */
export async function startStrictRocketChatServer(
  expected: RocketChatExpectations,
): Promise<StrictRocketChatServer> {
  const state = new RocketChatState(expected);
  const server = await startStrictServer(async (request, response, strict) => {
    response.setHeader("Date", new Date(state.nowMs()).toUTCString());
    await state.answer(request, response, strict);
  });
  return Object.assign(state, server);
}

class RocketChatState {
  faults: RocketChatFaults = {};
  expected: RocketChatExpectations;
  readonly calls: string[] = [];
  readonly messages: PostedMessage[] = [];
  readonly questions: SeenRequest[] = [];
  readonly #entries: RoomEntry[] = [];

  constructor(expected: RocketChatExpectations) {
    this.expected = expected;
  }

  nowMs(): number {
    return Date.now() + (this.faults.clockAheadMs ?? 0);
  }

  addEntry(entry: Partial<RoomEntry>): void {
    const id = randomBytes(9).toString("hex");
    this.#entries.push({
      _id: id,
      name: "other.bin",
      size: 1,
      type: "application/octet-stream",
      userId: this.expected.userId,
      uploadedAt: new Date(this.nowMs()).toISOString(),
      path: `/file-upload/${id}/other.bin`,
      ...entry,
    });
  }

  async answer(request: SeenRequest, response: ServerResponse, server: StrictServer): Promise<void> {
    const { path = "", userId, token } = this.expected;
    const url = new URL(request.url, server.baseUrl);
    if (!url.pathname.startsWith(`${path}/`)) server.problems.push(`the address is ${request.url}`);
    const [, ...segments] = url.pathname.slice(path.length).split("/").map(decodeURIComponent);
    if (segments.join("/") === "api/info" || segments.join("/") === "api/v1/settings.public") {
      server.requests.pop();
      this.questions.push(request);
      checkHeaders(request, {}, server.problems);
      this.#tell(url, segments.at(-1) ?? "", response);
      return;
    }
    const signedIn = request.headers["x-auth-token"] === token && request.headers["x-user-id"] === userId;
    checkHeaders(request, { "x-auth-token": token, "x-user-id": userId }, server.problems);
    if (!signedIn) {
      const error = "You must be logged in to do this.";
      replyJson(response, 401, { success: false, status: "error", message: error, error });
    } else if (segments[0] === "file-upload") this.#give(segments[1] ?? "", response, server);
    else if (request.method === "GET") this.#read(url, segments[2] ?? "", response);
    else await this.#write(request, segments.slice(2), response, server);
  }

  #tell(url: URL, what: string, response: ServerResponse): void {
    const { version, settings = {} } = this.expected;
    if (this.faults.silent?.some((silent) => silent === what)) {
      response.writeHead(403, { "Content-Type": "text/html" }).end("<html>no</html>");
    } else if (what === "info") {
      replyJson(response, 200, { version, success: true });
    } else {
      const isNew = Number(version.split(".")[0]) >= 7;
      const ids: unknown = isNew
        ? url.searchParams.get("_id")?.split(",")
        : JSON.parse(url.searchParams.get("query") ?? "{}")._id?.$in;
      const known = [url.searchParams.size === 1, Array.isArray(ids)].every(Boolean);
      if (!known) {
        replyJson(response, 400, { success: false, error: "must NOT have additional properties" });
        return;
      }
      const wanted = z.array(z.string()).parse(ids);
      const given = Object.entries(settings).filter(([id]) => wanted.includes(id));
      replyJson(response, 200, {
        success: true,
        settings: given.map(([_id, value]) => ({ _id, value, enterprise: false })),
      });
    }
  }

  #read(url: URL, method: string, response: ServerResponse): void {
    const { room, userId } = this.expected;
    const roomId = url.searchParams.get("roomId") ?? "";
    if (method === "me") replyJson(response, 200, { _id: userId, username: "rodriq", success: true });
    else if (method === "rooms.info") {
      const found = roomId === room.id || url.searchParams.get("roomName") === room.name;
      const info = { _id: room.id, name: room.name, t: room.kind === "channels" ? "c" : "p" };
      if (found) replyJson(response, 200, { room: info, success: true });
      else refuse(response, 400, "error-room-not-found", 'The required "roomId" does not match any channel');
    } else if (/^(channels|groups|im)\.files$/.test(method)) {
      const known = roomId === room.id && method === `${room.kind}.files`;
      const files = this.#entries.toSorted((one, other) => other.uploadedAt.localeCompare(one.uploadedAt));
      const count = Number(url.searchParams.get("count"));
      const page = { files: files.slice(0, count), count, offset: 0, total: files.length, success: true };
      if (known) replyJson(response, 200, page);
      else refuse(response, 400, "error-room-not-found", "The room was not found");
    } else replyJson(response, 404, { success: false, error: "API endpoint does not exist" });
  }

  async #write(
    request: SeenRequest,
    [method = "", room = "", fileId = ""]: readonly string[],
    response: ServerResponse,
    server: StrictServer,
  ): Promise<void> {
    this.calls.push(method);
    for (const [name, value] of Object.entries(this.#limitHeaders())) response.setHeader(name, value);
    if (!this.#has(method)) {
      replyJson(response, 404, { success: false, error: "API endpoint does not exist" });
    } else if (method === "uploads.delete" || method === "chat.delete") {
      const asked = askedDeletion(request, method, server);
      if (!this.#faulty(method, response)) deleteAsAsked(asked, response, server, this);
    } else if (room !== this.expected.room.id) {
      replyJson(response, 403, { success: false, error: "unauthorized" });
    } else if (method === "rooms.mediaConfirm") this.#confirm(request, fileId, response, server);
    else await this.#take(request, method, response, server);
  }

  #has(method: string): boolean {
    const [major = 0, minor = 0] = this.expected.version.split(".").map(Number);
    if (method === "chat.delete") return true;
    if (method === "uploads.delete") return this.expected.deletesFiles === true;
    if (method === "rooms.upload") return major < 8;
    return method.startsWith("rooms.media") && (major > 6 || (major === 6 && minor >= 10));
  }

  #limitHeaders(): Readonly<Record<string, string>> {
    const { limit } = this.faults;
    if (limit === undefined) return {};
    return {
      "X-RateLimit-Limit": "10",
      "X-RateLimit-Remaining": String(limit.remaining),
      "X-RateLimit-Reset": String(this.nowMs() + limit.resetInMs),
    };
  }

  /** Whether a fault took the answer's place. */
  #faulty(method: Method, response: ServerResponse): boolean {
    const given = this.faults.answers?.[method] ?? this.faults.answer;
    if (given === undefined) return false;
    if (typeof given.body === "object") replyJson(response, given.status, given.body, given.headers);
    else response.writeHead(given.status, given.headers ?? {}).end(given.body ?? "");
    return true;
  }

  async #take(
    request: SeenRequest,
    method: string,
    response: ServerResponse,
    server: StrictServer,
  ): Promise<void> {
    const single = method === "rooms.upload";
    const texts = single ? (this.expected.texts ?? {}) : {};
    const form = checkParts(request, Object.keys(texts), "file", server.problems);
    for (const [name, value] of Object.entries(texts)) {
      if (form.texts.get(name) !== value) server.problems.push(`${name} is ${form.texts.get(name)}`);
    }
    const received = await fileAsReceived(request, "utf8");
    if (!received.content.equals(form.file))
      server.problems.push("busboy reads other bytes than the body has");
    if (this.#faulty(single ? "rooms.upload" : "rooms.media", response)) return;
    if (server.problems.length > 0) {
      refuse(response, 400, "strict", server.problems.join("; "));
      return;
    }
    const file = { ...received, id: randomBytes(9).toString("hex"), md5: md5Hex(form.file) };
    server.files.push(file);
    const path = `/file-upload/${file.id}/${encodeURI(file.name)}`;
    const size = file.content.length;
    this.addEntry({ _id: file.id, name: file.name, size, type: file.contentType, path });
    if (single) {
      this.#post(file, "rooms.upload", texts, response);
      return;
    }
    const entry = this.#entries.find((candidate) => candidate._id === file.id);
    if (entry !== undefined) entry.expiresAt = new Date(this.nowMs() + 86_400_000).toISOString();
    if (this.faults.lose?.includes("rooms.media")) response.destroy();
    else replyJson(response, 200, { file: { _id: file.id, url: path }, success: true });
  }

  #confirm(request: SeenRequest, fileId: string, response: ServerResponse, server: StrictServer): void {
    if (request.headers["content-type"] !== "application/json")
      server.problems.push("the confirm is no JSON");
    const texts = confirmSchema.parse(JSON.parse(request.body.toString("utf8")));
    if (JSON.stringify(texts) !== JSON.stringify(this.expected.texts ?? {})) {
      server.problems.push(`the confirm says ${JSON.stringify(texts)}`);
    }
    if (this.#faulty("rooms.mediaConfirm", response)) return;
    const file = server.files.find((candidate) => candidate.id === fileId);
    const entry = this.#entries.find((candidate) => candidate._id === fileId);
    if (file === undefined || entry === undefined || this.faults.forgets || this.faults.forgetsOnce) {
      this.faults = { ...this.faults, forgetsOnce: false };
      refuse(response, 400, "invalid-file", "invalid-file");
      return;
    }
    delete entry.expiresAt;
    this.#post(file, "rooms.mediaConfirm", texts, response);
  }

  #post(
    file: StrictFile,
    method: Method,
    texts: Readonly<Record<string, string | undefined>>,
    response: ServerResponse,
  ): void {
    if (this.faults.postsNothing === true) {
      replyJson(response, 200, { success: true });
      return;
    }
    const { room, userId } = this.expected;
    const described = { _id: file.id, name: file.name, type: file.contentType };
    const size = this.faults.size === undefined ? file.content.length : this.faults.size;
    const link = `/file-upload/${file.id}/${encodeURI(file.name)}`;
    const isImage = file.contentType.startsWith("image/");
    const message = {
      _id: randomBytes(9).toString("hex"),
      rid: room.id,
      ts: new Date(this.nowMs()).toISOString(),
      msg: texts["msg"] ?? "",
      file: described,
      files: [size === null ? described : { ...described, size }],
      attachments: [
        {
          ts: "1970-01-01T00:00:00.000Z",
          title: file.name,
          title_link: link,
          title_link_download: true,
          type: "file",
          ...(isImage ? { image_url: `/file-upload/thumb-${file.id}/thumb` } : {}),
          ...(texts["description"] === undefined ? {} : { description: texts["description"] }),
        },
      ],
      u: { _id: userId, username: "rodriq", name: "Rodriq" },
    };
    this.messages.push(message);
    if (this.faults.lose?.includes(method)) response.destroy();
    else replyJson(response, 200, { message, success: true });
  }

  #give(id: string, response: ServerResponse, server: StrictServer): void {
    const file = server.files.find((candidate) => id === candidate.id || id === `thumb-${candidate.id}`);
    const { redirectDownloadsTo } = this.faults;
    if (file === undefined) response.writeHead(404).end();
    else if (redirectDownloadsTo !== undefined)
      response.writeHead(302, { Location: redirectDownloadsTo }).end();
    else if (id !== file.id) response.end(`thumbnail of ${file.id}`);
    else response.writeHead(200, { "Content-Type": file.contentType }).end(file.content);
  }
}

function refuse(response: ServerResponse, status: number, errorType: string, reason: string): void {
  replyJson(response, status, { success: false, error: `${reason} [${errorType}]`, errorType });
}
