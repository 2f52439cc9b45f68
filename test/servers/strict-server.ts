import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import busboy from "busboy";

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case; a repeated name is a problem of its own. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A part of a multipart body, read byte by byte as RFC 7578 writes it. */
export interface RawPart {
  /** Header lines as sent. */
  readonly headers: readonly string[];
  readonly content: Buffer;
}

/** A file that a strict server accepted. */
export interface StrictFile {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
  readonly md5: string;
}

/** A server that answers like a service and notes everything that is not exactly as the service's document says. */
export interface StrictServer {
  readonly baseUrl: string;
  readonly port: number;
  /** Everything that was not exactly right, in words. */
  readonly problems: string[];
  readonly requests: SeenRequest[];
  readonly files: StrictFile[];
  /** Connections that are open now. */
  openConnections(): number;
  /** Bytes of bodies that came so far, also of requests that are not complete. */
  bytesSeen(): number;
  close(): Promise<void>;
}

/** Answers a whole request; may destroy the response's socket instead. */
export type StrictHandler = (
  request: SeenRequest,
  response: ServerResponse,
  server: StrictServer,
) => void | Promise<void>;

/** What every HTTP client sends; everything else must be named by the service's strict server. */
const ordinaryHeaders = ["host", "connection", "user-agent", "accept", "accept-encoding"];

/** Starts a server on the loopback address that hands whole requests to `handler`. */
export async function startStrictServer(handler: StrictHandler): Promise<StrictServer> {
  const sockets = new Set<Socket>();
  const problems: string[] = [];
  const requests: SeenRequest[] = [];
  let bytes = 0;
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    const whole = readWhole(request, (length) => {
      bytes += length;
    });
    whole.then(
      async (body) => {
        const seen = seenRequest(request, body, problems);
        requests.push(seen);
        try {
          await handler(seen, response, strict);
        } catch (thrown) {
          problems.push(`the server could not read the request: ${String(thrown)}`);
          response.destroy();
        }
      },
      () => response.destroy(),
    );
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const strict: StrictServer = {
    baseUrl: `http://127.0.0.1:${address.port}`,
    port: address.port,
    problems,
    requests,
    files: [],
    openConnections: () => sockets.size,
    bytesSeen: () => bytes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return strict;
}

async function readWhole(request: IncomingMessage, came: (length: number) => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
    came(chunk.length);
  }
  return Buffer.concat(chunks);
}

function seenRequest(request: IncomingMessage, body: Buffer, problems: string[]): SeenRequest {
  const headers: Record<string, string> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? "").toLowerCase();
    if (headers[name] !== undefined) problems.push(`header ${name} came twice`);
    headers[name] = request.rawHeaders[index + 1] ?? "";
  }
  return { method: request.method ?? "", url: request.url ?? "", headers, body };
}

/** Notes every header beyond the ordinary and the wanted ones, and every wanted one that is not as it should be. */
export function checkHeaders(
  request: SeenRequest,
  wanted: Readonly<Record<string, string>>,
  problems: string[],
): void {
  const bodyHeaders = request.method === "POST" ? ["content-type", "content-length"] : [];
  for (const name of Object.keys(request.headers)) {
    if (![...ordinaryHeaders, ...bodyHeaders, ...Object.keys(wanted)].includes(name)) {
      problems.push(`unexpected header ${name}`);
    }
  }
  for (const [name, value] of Object.entries(wanted)) {
    if (request.headers[name] !== value) problems.push(`header ${name} is not as it should be`);
  }
  if (request.method === "POST" && request.headers["content-length"] !== String(request.body.length)) {
    problems.push(
      `Content-Length ${request.headers["content-length"]} but ${request.body.length} bytes came`,
    );
  }
}

/** Takes a multipart body apart without any tolerance. */
export function rawParts(request: SeenRequest, problems: string[]): readonly RawPart[] {
  const type = request.headers["content-type"] ?? "";
  const boundary = /^multipart\/form-data; boundary=([\w-]{16,70})$/.exec(type)?.[1];
  if (boundary === undefined) {
    problems.push(`Content-Type is ${type}`);
    return [];
  }
  const { body } = request;
  const opening = Buffer.from(`--${boundary}\r\n`);
  const closing = Buffer.from(`\r\n--${boundary}--\r\n`);
  if (!body.subarray(0, opening.length).equals(opening))
    problems.push("the body does not begin with its boundary");
  if (!body.subarray(-closing.length).equals(closing))
    problems.push("the body does not end with its boundary");
  const parts: RawPart[] = [];
  let rest = body.subarray(opening.length, body.length - closing.length);
  for (;;) {
    const next = rest.indexOf(`\r\n--${boundary}\r\n`);
    parts.push(rawPart(next === -1 ? rest : rest.subarray(0, next), problems));
    if (next === -1) return parts;
    rest = rest.subarray(next + opening.length + 2);
  }
}

function rawPart(bytes: Buffer, problems: string[]): RawPart {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) problems.push("a part has no end of its headers");
  const headers = bytes.toString("utf8", 0, end).split("\r\n");
  return { headers, content: bytes.subarray(end + 4) };
}

const textHead = /^Content-Disposition: form-data; name="([^"\r\n]+)"$/;
const fileHead =
  /^Content-Disposition: form-data; name="([^"\r\n]+)"; filename="([^"\r\n]+)"(; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+)?$/;

/** Checks that the parts are exactly these text parts in this order and then one file, and answers them. */
export function checkParts(
  request: SeenRequest,
  textNames: readonly string[],
  fileName: string,
  problems: string[],
): { readonly texts: ReadonlyMap<string, string>; readonly file: Buffer } {
  const { texts, files } = checkPartsWithFiles(request, textNames, fileName, problems);
  if (files.length !== 1) problems.push(`${files.length} files came`);
  return { texts, file: files[0] ?? Buffer.alloc(0) };
}

/** Checks that the parts are exactly these text parts in this order and then at least one file, and answers them. */
export function checkPartsWithFiles(
  request: SeenRequest,
  textNames: readonly string[],
  fileName: string,
  problems: string[],
): { readonly texts: ReadonlyMap<string, string>; readonly files: readonly Buffer[] } {
  const parts = rawParts(request, problems);
  const texts = new Map<string, string>();
  const names = parts.map(
    (part) => textHead.exec(part.headers[0] ?? "")?.[1] ?? fileHead.exec(part.headers[0] ?? "")?.[1],
  );
  const wanted = parts.map((_part, index) => textNames[index] ?? fileName);
  const isComplete = parts.length > textNames.length;
  if (!isComplete || names.join() !== wanted.join()) problems.push(`the parts are ${names.join()}`);
  for (const part of parts.slice(0, textNames.length)) {
    if (part.headers.length !== 1) problems.push(`a text part has the headers ${part.headers.join(" | ")}`);
    texts.set(textHead.exec(part.headers[0] ?? "")?.[1] ?? "", part.content.toString("utf8"));
  }
  const files = parts.slice(textNames.length);
  for (const { headers } of files) {
    const isRight =
      headers.length === 2 &&
      fileHead.test(headers[0] ?? "") &&
      /^Content-Type: [\w.+-]+\/[\w.+-]+$/.test(headers[1] ?? "");
    if (!isRight) problems.push(`a file part has the headers ${headers.join(" | ")}`);
  }
  return { texts, files: files.map(({ content }) => content) };
}

/** A file as a usual receiver reads it. */
export type ReceivedFile = Pick<StrictFile, "name" | "contentType" | "content">;

/** What a usual receiver makes of the same body: the file with its name, as busboy reads it. */
export async function fileAsReceived(
  request: SeenRequest,
  charset: "utf8" | "latin1",
): Promise<ReceivedFile> {
  const [file] = await filesAsReceived(request, charset);
  return file ?? { name: "", contentType: "", content: Buffer.alloc(0) };
}

/** The same for all files of a body. */
export async function filesAsReceived(
  request: SeenRequest,
  charset: "utf8" | "latin1",
): Promise<readonly ReceivedFile[]> {
  const parser = busboy({ headers: request.headers, defParamCharset: charset });
  const files: { name: string; contentType: string; chunks: Buffer[] }[] = [];
  parser.on("file", (_part, stream, info) => {
    const file = { name: info.filename ?? "", contentType: info.mimeType, chunks: [] as Buffer[] };
    files.push(file);
    stream.on("data", (chunk: Buffer) => file.chunks.push(chunk));
  });
  Readable.from([request.body]).pipe(parser);
  await finished(parser);
  return files.map(({ name, contentType, chunks }) => ({
    name,
    contentType,
    content: Buffer.concat(chunks),
  }));
}

/** The MD5 of bytes, as services write it. */
export function md5Hex(content: Uint8Array): string {
  return createHash("md5").update(content).digest("hex");
}

/** Answers JSON. */
export function replyJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}
