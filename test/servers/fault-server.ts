import { connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { gzipSync } from "node:zlib";

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

/** A server that misbehaves as told, one fault per request, over real sockets. */
export interface FaultServer {
  /** `http://127.0.0.1:port`, or https. */
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly RecordedRequest[];
  /** How many connections were opened. */
  readonly connections: () => number;
  /** How many connections are open now. */
  readonly openConnections: () => number;
  /** What to do with the next requests, in order. */
  next(...faults: readonly Fault[]): void;
  /** What to do with all others; a plain 200 at first. */
  otherwise(fault: Fault): void;
  close(): Promise<void>;
}

/** How to start the server. */
export interface FaultServerOptions {
  /** PEM texts; plain http without. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

const statusTexts: Readonly<Record<number, string>> = { 200: "OK", 302: "Found", 413: "Content Too Large" };

/** Starts a fault server on a port of its own. */
export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const state: ServerState = {
    requests: [],
    queue: [],
    fallback: faults.reply(200, '{"ok":true}'),
    count: 0,
  };
  const serve = (socket: Socket) => new Wire(socket, state);
  const server: Server =
    options.tls === undefined ? createTcpServer(serve) : createTlsServer({ ...options.tls }, serve);
  server.on("tlsClientError", () => {});
  // Below TLS, so that a handshake which never ended is closed too.
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fault server has no port");
  return {
    origin: `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${address.port}`,
    port: address.port,
    requests: state.requests,
    connections: () => state.count,
    openConnections: () => open.size,
    next: (...planned) => state.queue.push(...planned),
    otherwise: (fault) => {
      state.fallback = fault;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

interface ServerState {
  readonly requests: RecordedRequest[];
  readonly queue: Fault[];
  fallback: Fault;
  count: number;
}

/** One connection: takes requests apart, counts their bodies and hands each to its fault. */
class Wire {
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

const page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>";

const pause = (delayMs: number) => new Promise<void>((resolve) => setTimeout(resolve, delayMs));

/** Ready-made faults; each can stand for one request of any service. */
export const faults = {
  /** Takes the whole body, then answers. */
  reply:
    (status: number, body: string, headers?: Readonly<Record<string, string>>): Fault =>
    async (exchange) => {
      if (await exchange.received()) exchange.reply(status, body, headers);
    },
  /** Resets the connection before anything of the body is looked at. */
  resetAtOnce: (): Fault => (exchange) => void exchange.socket.resetAndDestroy(),
  /** Resets after so many bytes of the body. */
  resetAfter:
    (bytes: number): Fault =>
    async (exchange) => {
      await exchange.received(bytes);
      exchange.socket.resetAndDestroy();
    },
  /** Takes the whole body and resets without an answer. */
  resetAfterBody: (): Fault => async (exchange) => {
    await exchange.received();
    exchange.socket.resetAndDestroy();
  },
  /** Takes the whole body and closes without an answer. */
  closeAfterBody: (): Fault => async (exchange) => {
    await exchange.received();
    exchange.socket.end();
  },
  /** Takes the whole body and never answers. */
  silence: (): Fault => async (exchange) => {
    await exchange.received();
    await exchange.gone;
  },
  /** Stops reading after so many bytes of the body. */
  stallAfter:
    (bytes: number): Fault =>
    async (exchange) => {
      await exchange.received(bytes);
      exchange.stopReading();
      await exchange.gone;
    },
  /** Answers after a while. */
  slowReply:
    (delayMs: number, status: number, body: string): Fault =>
    async (exchange) => {
      if (!(await exchange.received())) return;
      await pause(delayMs);
      exchange.reply(status, body);
    },
  /** Answers after the first bytes of the body, then closes (`close`), takes the rest (`drain`) or resets (`reset`). */
  earlyReply:
    (status: number, body: string, then: "close" | "drain" | "reset", afterBytes = 1): Fault =>
    async (exchange) => {
      await exchange.received(afterBytes);
      exchange.reply(status, body, { Connection: then === "drain" ? "keep-alive" : "close" });
      if (then === "drain") return;
      // A moment for the answer to leave: a reset throws away what is still in the sender's hands.
      if (then === "reset") await pause(20);
      if (then === "close") exchange.socket.end();
      else exchange.socket.resetAndDestroy();
    },
  /** Promises more than it sends. */
  truncatedReply:
    (status: number, body: string, promisedBytes: number): Fault =>
    async (exchange) => {
      await exchange.received();
      exchange.reply(status, body, { "Content-Length": String(promisedBytes) });
      exchange.socket.end();
    },
  /** Begins to answer and stops in the middle. */
  stalledReply:
    (status: number, body: string): Fault =>
    async (exchange) => {
      await exchange.received();
      exchange.reply(status, body, { "Content-Length": "1000000" });
      await exchange.gone;
    },
  /** A body of so many bytes, a valid JSON text. */
  oversizedReply:
    (status: number, bytes: number): Fault =>
    async (exchange) => {
      await exchange.received();
      exchange.reply(status, JSON.stringify("x".repeat(bytes - 2)));
    },
  /** A small answer that unpacks to so many bytes. */
  gzipBomb:
    (unpackedBytes: number): Fault =>
    async (exchange) => {
      await exchange.received();
      exchange.reply(200, gzipSync(Buffer.alloc(unpackedBytes, 0x20)), { "Content-Encoding": "gzip" });
    },
  /** So many bytes of headers. */
  hugeHeaders:
    (bytes: number): Fault =>
    async (exchange) => {
      await exchange.received();
      const count = Math.ceil(bytes / 1024);
      const extra = Array.from({ length: count }, (_, index) => [`X-Filler-${index}`, "x".repeat(1000)]);
      exchange.reply(200, "{}", Object.fromEntries(extra));
    },
  /** A web page with status 200, as captive portals and sign-in pages send it. */
  htmlPage: (): Fault => async (exchange) => {
    await exchange.received();
    exchange.reply(200, page, { "Content-Type": "text/html; charset=utf-8" });
  },
  /** Something that is no HTTP at all. */
  notHttp: (): Fault => (exchange) => void exchange.socket.end("SSH-2.0-OpenSSH_9.6\r\n"),
  /** Sends the client elsewhere. */
  redirect: (location: string, status = 302): Fault => faults.reply(status, "", { Location: location }),
  /** Lets a real server do it: the request goes there byte by byte, on a connection of its own. */
  forward:
    (target: { readonly port: number }): Fault =>
    async (exchange) => {
      const { socket, request } = exchange;
      const upstream = connect(target.port, "127.0.0.1");
      upstream.on("error", () => socket.destroy());
      socket.once("close", () => upstream.destroy());
      upstream.write(
        `${request.head.replace(/\r\nConnection: [^\r\n]*/i, "")}\r\nConnection: close\r\n\r\n`,
        "latin1",
      );
      socket.removeAllListeners("data");
      upstream.write(request.body);
      socket.pipe(upstream);
      upstream.pipe(socket);
      await exchange.gone;
    },
} as const;
