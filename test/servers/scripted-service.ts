import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** One request as a scripted service saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  /** Bytes of the body that came in. */
  bytes: number;
  /** Whether the body came in whole. */
  whole: boolean;
}

/** Answers one request. By default the body is read to its end first. */
export type Script = (response: ServerResponse, seen: SeenRequest, socket: Socket) => void | Promise<void>;

/** A server on the loopback address that answers as the test says, and remembers what it was asked. */
export interface ScriptedService {
  readonly baseUrl: string;
  readonly seen: readonly SeenRequest[];
  /** The script of all requests from now on. */
  answer: Script;
  /** Called as soon as a request's headers are in, before its body. */
  onRequest: ((seen: SeenRequest, request: IncomingMessage, response: ServerResponse) => void) | null;
  close(): Promise<void>;
}

/** Answers with JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Script {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

/** An IMKIT answer that fits any file of `length` bytes; without hash, so that its size alone is compared. */
export function imkitOk(length: number, id = "58b6734b3f094c17ec29ce48"): Script {
  return json(200, {
    RC: 0,
    RM: "OK",
    result: { _id: id, id, length, filename: "stored.bin", bucketName: "b" },
  });
}

/** Starts a scripted service. */
export async function startScriptedService(answer: Script): Promise<ScriptedService> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const entry: SeenRequest = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      bytes: 0,
      whole: false,
    };
    seen.push(entry);
    service.onRequest?.(entry, request, response);
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => {
      entry.bytes += chunk.length;
    });
    request.on("end", () => {
      entry.whole = true;
      Promise.resolve(service.answer(response, entry, request.socket)).catch(() => request.socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const service: ScriptedService = {
    baseUrl: `http://127.0.0.1:${port}`,
    seen,
    answer,
    onRequest: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return service;
}
