import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import {
  checkHeaders,
  checkPartsWithFiles,
  filesAsReceived,
  md5Hex,
  replyJson,
  type SeenRequest,
  type StrictFile,
  type StrictServer,
  startStrictServer,
} from "./strict-server";

/** What the strict Surgery Connect server does otherwise than usual (services.md 4.3). */
export interface SurgeryConnectFaults {
  /** Takes this form alone and refuses the other with 415, or with 400 and the service's error body. */
  readonly only?: { readonly form: "multipart" | "json-base64"; readonly refusal: 400 | 415 };
  /** Answers every upload like this, after it was read whole; an empty body where none is given. */
  readonly answer?: {
    readonly status: number;
    readonly body?: string;
    readonly headers?: Record<string, string>;
  };
  /** Refuses every request that brings a file of this name, with 400 and the service's error body. */
  readonly refusesName?: string;
  /** Answers the entries of several files last first. */
  readonly backwards?: boolean;
  /** Leaves the entry of this file out of its answer. */
  readonly forgetsName?: string;
  /** Stores files under other names. */
  readonly renames?: boolean;
  /** Takes uploads, but looks at none of them before this. */
  readonly holdsUntil?: Promise<void>;
  /** Stores the upload and never answers. */
  readonly neverAnswers?: boolean;
  /** Stores the upload, then cuts the connection instead of answering. */
  readonly loseAnswer?: boolean;
  /** Answers one object instead of a list. */
  readonly singleObject?: boolean;
  /** Puts entries of other files around ours. */
  readonly amongOthers?: boolean;
  /** Says this size instead of the true one; null says none. */
  readonly size?: number | null;
  /** Milliseconds that the server's clock is ahead of ours. */
  readonly clockAheadMs?: number;
}

/** What a strict Surgery Connect server expects. */
export interface SurgeryConnectExpectations {
  readonly apiKey: string;
  readonly userId: string;
  readonly expiryInterval?: number;
  readonly fileRequestId?: string;
}

/** A strict Surgery Connect server; `faults` and `expected` may be changed between requests. */
export interface StrictSurgeryConnectServer extends StrictServer {
  faults: SurgeryConnectFaults;
  expected: SurgeryConnectExpectations;
  /** The form of each upload that came, in order. */
  readonly forms: string[];
  /** The names of the files that each upload request brought. */
  readonly carried: string[][];
  /** Puts an entry into the file request, as if somebody had sent it at that time. */
  addEntry(entry: { originalName: string; size: number; createdAt: string }): void;
}

type Entry = Readonly<Record<string, unknown>>;

const jsonSchema = z.strictObject({
  files: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        type: z.string().min(1),
        contents: z.base64().or(z.literal("")),
      }),
    )
    .nonempty(),
  userId: z.string(),
  expiryInterval: z.number().int().positive().optional(),
  fileRequestId: z.string().optional(),
});

/** Starts a Surgery Connect server that accepts exactly what services.md 4.1 says, in both forms. */
export async function startStrictSurgeryConnectServer(
  expected: SurgeryConnectExpectations,
): Promise<StrictSurgeryConnectServer> {
  const state = new SurgeryConnectState(expected);
  const server = await startStrictServer(async (request, response, strict) => {
    checkHeaders(request, { authorization: `Bearer ${state.expected.apiKey}` }, strict.problems);
    const isSignedIn = request.headers["authorization"] === `Bearer ${state.expected.apiKey}`;
    if (!isSignedIn) response.writeHead(401).end();
    else if (request.method === "POST") await state.takeUpload(request, response, strict);
    else state.give(request, response, strict);
  });
  return Object.assign(state, server);
}

class SurgeryConnectState {
  faults: SurgeryConnectFaults = {};
  expected: SurgeryConnectExpectations;
  readonly forms: string[] = [];
  readonly carried: string[][] = [];
  readonly #entries: Entry[] = [];

  constructor(expected: SurgeryConnectExpectations) {
    this.expected = expected;
  }

  addEntry(entry: { originalName: string; size: number; createdAt: string }): void {
    this.#entries.push({ id: randomUUID(), ...entry });
  }

  async takeUpload(request: SeenRequest, response: ServerResponse, server: StrictServer): Promise<void> {
    const form = (request.headers["content-type"] ?? "") === "application/json" ? "json-base64" : "multipart";
    this.forms.push(form);
    await this.faults.holdsUntil;
    if (request.url !== "/v1/files") server.problems.push(`the address is ${request.url}`);
    const { only, answer } = this.faults;
    if (only !== undefined && only.form !== form) {
      if (only.refusal === 400) replyJson(response, 400, { error: "userId is required." });
      else response.writeHead(415).end();
      return;
    }
    const files = form === "multipart" ? await this.#multipart(request, server) : this.#json(request, server);
    this.carried.push(files.map(({ name }) => name));
    if (answer !== undefined) {
      response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? "");
      return;
    }
    if (server.problems.length > 0) {
      replyJson(response, 400, { error: server.problems.join("; ") });
      return;
    }
    if (files.some(({ name }) => name === this.faults.refusesName)) {
      replyJson(response, 400, { error: "This file is not what was asked for." });
      return;
    }
    this.#store(files, server, response);
  }

  #store(files: readonly StrictFile[], server: StrictServer, response: ServerResponse): void {
    server.files.push(...files);
    const entries = files.map((file) => this.#described(file));
    this.#entries.push(...entries);
    if (this.faults.neverAnswers === true) return;
    if (this.faults.loseAnswer === true) {
      response.destroy();
      return;
    }
    const told = entries.filter((entry) => entry["originalName"] !== this.faults.forgetsName);
    if (this.faults.backwards === true) told.reverse();
    const other = { ...told[0], id: randomUUID(), originalName: "other.bin", size: 1 };
    const list = this.faults.amongOthers === true ? [other, ...told, { ...other, id: randomUUID() }] : told;
    replyJson(response, 200, this.faults.singleObject === true ? told[0] : list);
  }

  #described(file: StrictFile): Entry {
    const { expiryInterval, fileRequestId } = this.expected;
    const size = this.faults.size === undefined ? file.content.length : this.faults.size;
    return {
      id: file.id,
      createdAt: this.#now().toISOString().replace("Z", "322+00:00"),
      expiresAt: expiryInterval === undefined ? null : "2021-01-15T15:33:29.145322+00:00",
      fileRequestId: fileRequestId ?? null,
      mimeType: file.contentType,
      originalName: this.faults.renames === true ? `${file.id}.dat` : file.name,
      ...(size === null ? {} : { size }),
    };
  }

  #now(): Date {
    return new Date(Date.now() + (this.faults.clockAheadMs ?? 0));
  }

  async #multipart(request: SeenRequest, server: StrictServer): Promise<readonly StrictFile[]> {
    const { userId, expiryInterval, fileRequestId } = this.expected;
    const wanted = Object.entries({ userId, expiryInterval, fileRequestId }).filter(
      ([, value]) => value !== undefined,
    );
    const names = wanted.map(([name]) => name);
    const { texts, files } = checkPartsWithFiles(request, names, "files", server.problems);
    for (const [name, value] of wanted) {
      if (texts.get(name) !== String(value)) server.problems.push(`${name} is ${texts.get(name)}`);
    }
    const received = await filesAsReceived(request, "utf8");
    const isSame = received.every(({ content }, index) => content.equals(files[index] ?? Buffer.alloc(0)));
    if (!isSame || received.length !== files.length)
      server.problems.push("busboy reads other bytes than the raw body has");
    return received.map((file) => ({ ...file, id: randomUUID(), md5: md5Hex(file.content) }));
  }

  #json(request: SeenRequest, server: StrictServer): readonly StrictFile[] {
    const body = jsonSchema.parse(JSON.parse(request.body.toString("utf8")));
    const { userId, expiryInterval, fileRequestId } = body;
    const { apiKey: _secret, ...wanted } = this.expected;
    if (JSON.stringify({ userId, expiryInterval, fileRequestId }) !== JSON.stringify(inOrder(wanted))) {
      server.problems.push(`the settings are ${JSON.stringify({ userId, expiryInterval, fileRequestId })}`);
    }
    return body.files.map((file) => {
      const content = Buffer.from(file.contents, "base64");
      if (content.toString("base64") !== file.contents) server.problems.push("the Base64 is not canonical");
      return { id: randomUUID(), name: file.name, contentType: file.type, content, md5: md5Hex(content) };
    });
  }

  give(request: SeenRequest, response: ServerResponse, server: StrictServer): void {
    response.setHeader("Date", this.#now().toUTCString());
    const url = new URL(request.url, server.baseUrl);
    const [, version, collection, id] = url.pathname.split("/");
    if (version === "v1" && collection === "file-requests" && id === this.expected.fileRequestId) {
      replyJson(response, 200, { id, files: this.#entries });
      return;
    }
    const file = server.files.find((candidate) => candidate.id === id);
    if (version !== "v1" || collection !== "files" || file === undefined) response.writeHead(404).end();
    else if (url.searchParams.has("imageSize"))
      response.end(`thumbnail ${url.searchParams.get("imageSize")}`);
    else response.writeHead(200, { "Content-Type": file.contentType }).end(file.content);
  }
}

function inOrder(
  expected: Omit<SurgeryConnectExpectations, "apiKey">,
): Omit<SurgeryConnectExpectations, "apiKey"> {
  const { userId, expiryInterval, fileRequestId } = expected;
  return {
    userId,
    ...(expiryInterval === undefined ? {} : { expiryInterval }),
    ...(fileRequestId === undefined ? {} : { fileRequestId }),
  };
}
