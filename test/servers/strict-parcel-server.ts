import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import {
  checkHeaders,
  checkParts,
  fileAsReceived,
  md5Hex,
  replyJson,
  type SeenRequest,
  type StrictServer,
  startStrictServer,
} from "./strict-server";

/** What the server of CONTRIBUTING's sample does otherwise than usual. */
export interface ParcelFaults {
  /** Answers every upload like this, after it was read whole. */
  readonly answer?: {
    readonly status: number;
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** Stores the upload, then cuts the connection instead of answering. */
  readonly loseAnswer?: boolean;
}

/** A server for the service Parcel, the sample of CONTRIBUTING.md; `faults` may be changed between requests. */
export interface StrictParcelServer extends StrictServer {
  faults: ParcelFaults;
}

/** Starts a server that takes exactly `POST /drop/{shelf}` with a `parcel` part and a bearer key. */
export async function startStrictParcelServer(expected: {
  readonly apiKey: string;
  readonly shelf: string;
}): Promise<StrictParcelServer> {
  const state: { faults: ParcelFaults } = { faults: {} };
  const authorization = `Bearer ${expected.apiKey}`;
  const server = await startStrictServer(async (request, response, strict) => {
    checkHeaders(request, { authorization }, strict.problems);
    if (request.headers["authorization"] !== authorization) replyJson(response, 401, { ok: false });
    else if (request.url === "/me" && request.method === "GET") replyJson(response, 200, { ok: true });
    else if (request.url === `/drop/${encodeURIComponent(expected.shelf)}`) {
      await take(request, response, strict, state.faults);
    } else replyJson(response, 404, { ok: false, why: "There is no such shelf." });
  });
  return Object.assign(state, server);
}

async function take(
  request: SeenRequest,
  response: ServerResponse,
  server: StrictServer,
  faults: ParcelFaults,
): Promise<void> {
  checkParts(request, [], "parcel", server.problems);
  const received = await fileAsReceived(request, "utf8");
  if (faults.answer !== undefined) {
    response.writeHead(faults.answer.status, faults.answer.headers ?? {}).end(faults.answer.body);
    return;
  }
  if (server.problems.length > 0) {
    replyJson(response, 400, { ok: false, why: server.problems.join("; ") });
    return;
  }
  const file = { ...received, id: randomUUID(), md5: md5Hex(received.content) };
  server.files.push(file);
  if (faults.loseAnswer === true) response.destroy();
  else replyJson(response, 200, { ok: true, ref: file.id, bytes: file.content.length, name: file.name });
}
