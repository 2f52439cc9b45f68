import type { Socket } from "node:net";

/** How much of each body is kept to be looked at, bytes; all of it is counted. */
const keptBodyBytes = 4 * 1024 * 1024;

/** A request as it came over the wire. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The head as it was sent. */
  readonly head: string;
  /** Counts the connections of the server; equal numbers share a connection. */
  readonly connection: number;
  /** Bytes of the body that arrived up to now. */
  bodyBytes: number;
  /** What the body should have. */
  readonly expectedBodyBytes: number;
  /** The beginning of the body. */
  body: Buffer;
}

/** One request in the hands of a fault. */
export interface FaultExchange {
  readonly socket: Socket;
  readonly request: RecordedRequest;
  /** Resolves when so many bytes of the body came (all of them by default); false when the client went away before. */
  received(bytes?: number): Promise<boolean>;
  /** Stops reading, so that the client's writes stall. */
  stopReading(): void;
  /** Writes an answer with its Content-Length. */
  reply(status: number, body: string | Buffer, headers?: Readonly<Record<string, string>>): void;
  /** Resolves when the client closed the connection. */
  readonly gone: Promise<void>;
}

/** What the server does with one request. */
export type Fault = (exchange: FaultExchange) => Promise<void> | void;

/** What all connections of a server share. */
export interface ServerState {
  readonly requests: RecordedRequest[];
  readonly queue: Fault[];
  fallback: Fault;
  count: number;
}

const statusTexts: Readonly<Record<number, string>> = { 200: "OK", 302: "Found", 413: "Content Too Large" };

/** One connection: takes requests apart, counts their bodies and hands each to its fault. */
export class Wire {
  readonly #socket: Socket;
  readonly #state: ServerState;
  readonly #number: number;
  readonly #gone: Promise<void>;
  #head: Buffer = Buffer.alloc(0);
  #request: RecordedRequest | null = null;
  #waiting: { readonly bytes: number; readonly resolve: (came: boolean) => void }[] = [];

  constructor(socket: Socket, state: ServerState) {
    this.#socket = socket;
    this.#state = state;
    state.count += 1;
    this.#number = state.count;
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#gone = new Promise((resolve) => {
      socket.once("close", () => {
        for (const waiting of this.#waiting.splice(0)) waiting.resolve(false);
        resolve();
      });
    });
  }

  #take(chunk: Buffer): void {
    const request = this.#request;
    if (request === null || request.bodyBytes >= request.expectedBodyBytes) {
      this.#takeHead(chunk);
      return;
    }
    const room = Math.max(0, keptBodyBytes - request.body.length);
    if (room > 0) request.body = Buffer.concat([request.body, chunk.subarray(0, room)]);
    request.bodyBytes += chunk.length;
    this.#wake(request);
  }

  #takeHead(chunk: Buffer): void {
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf("\r\n\r\n");
    if (end < 0) return;
    const request = parseHead(this.#head.toString("latin1", 0, end), this.#number);
    const rest = this.#head.subarray(end + 4);
    this.#head = Buffer.alloc(0);
    this.#request = request;
    this.#state.requests.push(request);
    if (rest.length > 0) this.#take(rest);
    const fault = this.#state.queue.shift() ?? this.#state.fallback;
    Promise.resolve(fault(this.#exchange(request))).catch((thrown: unknown) =>
      this.#socket.destroy(thrown instanceof Error ? thrown : undefined),
    );
  }

  #wake(request: RecordedRequest): void {
    const due = this.#waiting.filter((waiting) => request.bodyBytes >= waiting.bytes);
    this.#waiting = this.#waiting.filter((waiting) => request.bodyBytes < waiting.bytes);
    for (const waiting of due) waiting.resolve(true);
  }

  #exchange(request: RecordedRequest): FaultExchange {
    const socket = this.#socket;
    return {
      socket,
      request,
      gone: this.#gone,
      received: (bytes = request.expectedBodyBytes) => {
        if (request.bodyBytes >= bytes) return Promise.resolve(true);
        if (socket.destroyed) return Promise.resolve(false);
        return new Promise((resolve) => this.#waiting.push({ bytes, resolve }));
      },
      stopReading: () => socket.pause(),
      reply: (status, body, headers) => socket.write(message(status, body, headers)),
    };
  }
}

function parseHead(head: string, connection: number): RecordedRequest {
  const [requestLine = "", ...lines] = head.split("\r\n");
  const [method = "", path = ""] = requestLine.split(" ");
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  );
  const expectedBodyBytes = Number(headers["content-length"] ?? 0);
  return { method, path, headers, head, connection, bodyBytes: 0, expectedBodyBytes, body: Buffer.alloc(0) };
}

function message(
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const bytes = Buffer.from(body);
  const all: Record<string, string> = {
    "Content-Type": "application/json",
    "Content-Length": String(bytes.length),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${statusTexts[status] ?? "Status"}`, ...lines, "", ""].join("\r\n");
  return Buffer.concat([Buffer.from(head, "latin1"), bytes]);
}
