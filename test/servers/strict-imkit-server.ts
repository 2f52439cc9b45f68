import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { z } from "zod";
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

/** What the strict IMKIT server does otherwise than well (services.md 1.4). */
export interface ImkitFaults {
  /** Says this MD5 instead of the true one; null says none, as other storage back ends do. */
  readonly md5?: string | null;
  /** Says this length instead of the true one. */
  readonly length?: number;
  /** Answers every upload like this, after it was read whole. */
  readonly answer?: {
    readonly status: number;
    readonly body: unknown;
    readonly headers?: Record<string, string>;
  };
  /** Reads file names as Latin-1, as receivers with busboy's defaults do. */
  readonly latin1Names?: boolean;
  /** Cuts the connection after the whole upload came. */
  readonly loseAnswer?: boolean;
  /** Gives files by sending clients to this address. */
  readonly redirectDownloadsTo?: string;
  /** Answers `signedUrlOnly` with this address; without it files are streamed, as GridFS does. */
  readonly signedUrl?: string;
}

/** What a strict IMKIT server expects. */
export interface ImkitExpectations {
  readonly bucket: string;
  readonly clientKey: string;
  readonly token: string;
  /** The header that carries the token, in lower case. */
  readonly tokenHeader?: string;
}

const extraSchema = z.strictObject({ roomID: z.string().min(1) }).catchall(z.string());

/** A strict IMKIT server; `faults` may be changed between requests. */
export interface StrictImkitServer extends StrictServer {
  faults: ImkitFaults;
}

/** Starts an IMKIT server that accepts exactly what services.md 1.1 says. */
export async function startStrictImkitServer(expected: ImkitExpectations): Promise<StrictImkitServer> {
  const state: { faults: ImkitFaults } = { faults: {} };
  const server = await startStrictServer(async (request, response, strict) => {
    if (request.method === "POST") await takeUpload(request, response, strict, expected, state.faults);
    else giveFile(request, response, strict, expected, state.faults);
  });
  return Object.defineProperty(server as StrictImkitServer, "faults", {
    get: () => state.faults,
    set: (faults: ImkitFaults) => {
      state.faults = faults;
    },
  });
}

function wantedHeaders(expected: ImkitExpectations): Record<string, string> {
  return {
    "im-client-key": expected.clientKey,
    [expected.tokenHeader ?? "im-authorization"]: expected.token,
  };
}

async function takeUpload(
  request: SeenRequest,
  response: ServerResponse,
  server: StrictServer,
  expected: ImkitExpectations,
  faults: ImkitFaults,
): Promise<void> {
  const { problems } = server;
  if (request.url !== `/files/${encodeURIComponent(expected.bucket)}/`)
    problems.push(`the address is ${request.url}`);
  checkHeaders(request, wantedHeaders(expected), problems);
  const { texts, file } = checkParts(request, ["extra"], "file", problems);
  const extra = extraSchema.safeParse(JSON.parse(texts.get("extra") ?? "null"));
  if (!extra.success) problems.push("extra is no object of strings with a roomID");
  const received = await fileAsReceived(request, faults.latin1Names === true ? "latin1" : "utf8");
  if (!received.content.equals(file)) problems.push("busboy reads other bytes than the raw body has");
  if (faults.loseAnswer === true) {
    response.destroy();
    return;
  }
  if (faults.answer !== undefined) {
    answer(response, faults.answer);
    return;
  }
  if (problems.length > 0) {
    replyJson(response, 400, { RC: 400, RM: problems.join("; ") });
    return;
  }
  const stored = { ...received, id: randomBytes(12).toString("hex"), md5: md5Hex(file) };
  server.files.push(stored);
  replyJson(response, 200, {
    RC: 0,
    RM: "OK",
    result: described(stored, expected, extra.data ?? {}, faults),
  });
}

function answer(response: ServerResponse, given: NonNullable<ImkitFaults["answer"]>): void {
  if (typeof given.body === "string") response.writeHead(given.status, given.headers ?? {}).end(given.body);
  else replyJson(response, given.status, given.body, given.headers);
}

function described(
  file: StrictFile,
  expected: ImkitExpectations,
  extra: Record<string, string>,
  faults: ImkitFaults,
): Record<string, unknown> {
  const md5 = faults.md5 === undefined ? file.md5 : faults.md5;
  return {
    _id: file.id,
    id: file.id,
    length: faults.length ?? file.content.length,
    chunkSize: 261_120,
    uploadDate: "2017-03-01T07:07:55.816Z",
    uploadDateMS: 1_488_352_075_816,
    ...(md5 === null ? {} : { md5 }),
    filename: file.name,
    mimetype: file.contentType,
    extra,
    appID: "SampleApp",
    client: "1485248560558",
    bucketName: expected.bucket,
  };
}

function giveFile(
  request: SeenRequest,
  response: ServerResponse,
  server: StrictServer,
  expected: ImkitExpectations,
  faults: ImkitFaults,
): void {
  checkHeaders(request, wantedHeaders(expected), server.problems);
  const url = new URL(request.url, server.baseUrl);
  const [, root, bucket, id, part] = url.pathname.split("/").map(decodeURIComponent);
  const file = server.files.find((candidate) => candidate.id === id);
  if (request.headers["im-client-key"] !== expected.clientKey) {
    replyJson(response, 401, {
      RC: 401,
      RM: "Unauthorized",
      error: { code: "INVALID_API_KEY", message: "Invalid key" },
    });
  } else if (
    Object.entries(wantedHeaders(expected)).some(([name, value]) => request.headers[name] !== value)
  ) {
    replyJson(response, 401, {
      RC: 401,
      RM: "Unauthorized",
      error: { code: "INVALID_TOKEN", message: "Invalid or expired token" },
    });
  } else if (root !== "files" || bucket !== expected.bucket) {
    replyJson(response, 404, {
      RC: 404,
      RM: "Not Found",
      error: { code: "BUCKET_NOT_FOUND", message: "Unknown bucket" },
    });
  } else if (file === undefined) {
    replyJson(response, 404, {
      RC: 404,
      RM: "Not Found",
      error: { code: "FILE_NOT_FOUND", message: "File not found" },
    });
  } else if (part === "metadata") {
    replyJson(response, 200, { RC: 0, RM: "OK", result: described(file, expected, {}, {}) });
  } else if (url.searchParams.get("signedUrlOnly") === "1" && faults.signedUrl !== undefined) {
    replyJson(response, 200, { RC: 0, RM: "OK", result: { url: faults.signedUrl } });
  } else if (faults.redirectDownloadsTo !== undefined) {
    response.writeHead(302, { Location: faults.redirectDownloadsTo }).end();
  } else {
    response
      .writeHead(200, { "Content-Type": file.contentType, "Content-Length": file.content.length })
      .end(file.content);
  }
}
