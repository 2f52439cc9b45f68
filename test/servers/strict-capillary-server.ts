import { randomBytes, randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import {
  checkHeaders,
  checkParts,
  fileAsReceived,
  md5Hex,
  rawParts,
  replyJson,
  type SeenRequest,
  type StrictFile,
  type StrictServer,
  startStrictServer,
} from "./strict-server";

/** What the strict Capillary server does otherwise than usual (services.md 3.3). */
export interface CapillaryFaults {
  /** Answers every upload like this, after it was read whole. */
  readonly answer?: {
    readonly status: number;
    readonly body?: string;
    readonly headers?: Record<string, string>;
  };
  /** Answers the connection test's question like this. */
  readonly probe?: { readonly status: number; readonly body: string };
  /** Stores the upload, then cuts the connection instead of answering. */
  readonly loseAnswer?: boolean;
  /** Keeps whatever the body is as the file, form and all, as a server does that reads no forms. */
  readonly readsNoForms?: boolean;
  /** Says this size instead of the true one; null says none. */
  readonly size?: string | null;
  /** Gives this link instead of a signed one that ends in an hour; null gives none. */
  readonly link?: string | null;
  /** Writes names as the service's siblings do. */
  readonly camelCase?: boolean;
  /** Writes `&` and `=` as `\u0026` and `\u003d`, as some JSON writers do. */
  readonly escapes?: boolean;
}

/** What a strict Capillary server expects; may be changed between requests. */
export interface CapillaryExpectations {
  /** The path before the name, as it stands in the address. */
  path: string;
  /** The header that signs in, in lower case, and the values that are accepted. */
  header: "authorization" | "x-cap-api-oauth-token";
  accepted: readonly string[];
  partName: string;
}

/** A strict Capillary server; `faults` and `expected` may be changed between requests. */
export interface StrictCapillaryServer extends StrictServer {
  faults: CapillaryFaults;
  readonly expected: CapillaryExpectations;
}

/** Starts a Capillary server that accepts exactly what services.md 3.1 says, as a form or as bytes alone. */
export async function startStrictCapillaryServer(
  expected: CapillaryExpectations,
): Promise<StrictCapillaryServer> {
  const state = new CapillaryState(expected);
  const server = await startStrictServer(async (request, response, strict) => {
    const given = request.headers[expected.header];
    checkHeaders(request, { [expected.header]: given ?? "nothing" }, strict.problems);
    if (!expected.accepted.includes(given ?? "")) response.writeHead(401).end();
    else if (request.method === "POST") await state.takeUpload(request, response, strict);
    else state.give(response);
  });
  return Object.assign(state, server);
}

class CapillaryState {
  faults: CapillaryFaults = {};
  readonly expected: CapillaryExpectations;

  constructor(expected: CapillaryExpectations) {
    this.expected = expected;
  }

  async takeUpload(request: SeenRequest, response: ServerResponse, server: StrictServer): Promise<void> {
    const name = this.#nameIn(request.url, server.problems);
    const content = await this.#fileIn(request, name, server.problems);
    const { answer } = this.faults;
    if (answer !== undefined) {
      response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? "");
      return;
    }
    if (server.problems.length > 0) {
      replyJson(response, 400, { message: server.problems.join("; ") });
      return;
    }
    const contentType = request.headers["content-type"] ?? "";
    server.files.push({ id: randomUUID(), name, contentType, content, md5: md5Hex(content) });
    if (this.faults.loseAnswer === true) response.destroy();
    else this.#confirm(server, response);
  }

  #nameIn(url: string, problems: string[]): string {
    const prefix = `${this.expected.path}/`;
    const encoded = url.startsWith(prefix) ? url.slice(prefix.length) : "";
    const name = decodeURIComponent(encoded);
    if (encoded === "" || encodeURIComponent(name) !== encoded) problems.push(`the address is ${url}`);
    return name;
  }

  /** The file of the body; empty, which is a placeholder, when the form's part has another name. */
  async #fileIn(request: SeenRequest, name: string, problems: string[]): Promise<Buffer> {
    const isForm = (request.headers["content-type"] ?? "").startsWith("multipart/");
    if (!isForm && !/^[\w.+-]+\/[\w.+-]+$/.test(request.headers["content-type"] ?? "")) {
      problems.push(`Content-Type is ${request.headers["content-type"]}`);
    }
    if (!isForm || this.faults.readsNoForms === true) return request.body;
    const [first] = rawParts(request, problems);
    if (first?.headers[0]?.includes(`name="${this.expected.partName}"`) !== true) return Buffer.alloc(0);
    const { file } = checkParts(request, [], this.expected.partName, problems);
    const received = await fileAsReceived(request, "utf8");
    if (!received.content.equals(file)) problems.push("busboy reads other bytes than the raw body has");
    if (received.name !== name && received.name !== encodeURIComponent(name)) {
      problems.push(`the form's name is ${received.name}, the address has ${name}`);
    }
    return file;
  }

  #confirm(server: StrictServer, response: ServerResponse): void {
    const stored = server.files.at(-1);
    if (stored === undefined) throw new Error("no file is stored");
    const version = server.files.filter((file) => file.name === stored.name).length;
    const text = JSON.stringify(this.#described(stored, version));
    const escaped = text.replaceAll("&", "\\u0026").replaceAll("=", "\\u003d");
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(this.faults.escapes === true ? escaped : text);
  }

  #described(file: StrictFile, version: number): Record<string, unknown> {
    const size = this.faults.size === undefined ? String(file.content.length) : this.faults.size;
    const link = this.faults.link === undefined ? signedLink(new Date()) : this.faults.link;
    const common = { name: file.name, namespace: "rewards", version, acl: "PRIVATE" };
    const facts =
      this.faults.camelCase === true
        ? { fileHandle: file.id, s3Token: "rewards/1.png", latestVersion: version }
        : { file_handle: file.id, s3_token: "rewards/1.png", latest_version: version };
    return {
      code: 200,
      status: "true",
      message: "Successfully uploaded file",
      file: { ...common, ...facts, ...(size === null ? {} : { fileSize: size }) },
      ...(link === null ? {} : { secureFilePath: link }),
    };
  }

  give(response: ServerResponse): void {
    const { status, body } = this.faults.probe ?? { status: 405, body: "" };
    response.writeHead(status, { "Content-Type": "application/json" }).end(body);
  }
}

/** The signature of every signed link of this server, which must never be shown or kept. */
export const linkSignature = "86c114267239ef985ff81c32ad0fa1d6";

/** A link as S3 signs it, that lives for an hour from a time on; `base` is where it leads. */
export function signedLink(from: Date, base = "https://bucket.example/rewards/1.png"): string {
  const date = from.toISOString().replace(/[-:]|\.\d+/g, "");
  const query = new URLSearchParams({
    "X-Amz-Security-Token": "FwoGZXIvYXdzEJ3//wEaDPltNW6lwqLl1xXlfyLI",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Date": date,
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Expires": "3600",
    "X-Amz-Credential": "ASIAXKEP2EMBVBC5UMM3/20240508/eu-west-1/s3/aws4_request",
    "X-Amz-Signature": linkSignature,
  });
  return `${base}?${query}`;
}

/** A token service on a host of its own, as Capillary's is. */
export interface StrictTokenServer extends StrictServer {
  /** The tokens it gave, in order. */
  readonly issued: readonly string[];
  /** How long they live, as it says; null says nothing. */
  ttlSeconds: number | null;
  /** Answers like this instead. */
  answer: { readonly status: number; readonly body: string } | null;
}

/** Starts a token service that takes exactly one key and secret; every token is told to `onIssued`. */
export async function startStrictTokenServer(
  client: { readonly key: string; readonly secret: string },
  onIssued: (token: string) => void,
): Promise<StrictTokenServer> {
  const issued: string[] = [];
  const state: Pick<StrictTokenServer, "issued" | "ttlSeconds" | "answer"> = {
    issued,
    ttlSeconds: 300,
    answer: null,
  };
  const server = await startStrictServer((request, response, strict) => {
    checkHeaders(request, {}, strict.problems);
    if (request.method !== "POST" || request.url !== "/v3/oauth/token/generate") {
      strict.problems.push(`${request.method} ${request.url}`);
    }
    if (request.headers["content-type"] !== "application/json") strict.problems.push("no JSON came");
    if (state.answer !== null) {
      response.writeHead(state.answer.status).end(state.answer.body);
    } else if (request.body.toString("utf8") === JSON.stringify(client)) {
      const accessToken = `at-${randomBytes(12).toString("hex")}`;
      issued.push(accessToken);
      onIssued(accessToken);
      const ttl = state.ttlSeconds === null ? {} : { ttlSeconds: state.ttlSeconds };
      replyJson(response, 200, { data: { accessToken, ...ttl }, errors: null, warnings: null });
    } else {
      response.writeHead(401).end();
    }
  });
  return Object.assign(state, server);
}
