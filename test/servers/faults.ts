import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import type { Fault, RecordedRequest } from "./fault-wire";

const page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>";

const pause = (delayMs: number) => new Promise<void>((resolve) => setTimeout(resolve, delayMs));

/** Hands a request to a server, byte by byte on a connection of its own; resolves when its whole answer has come. */
function deliver(target: { readonly port: number }, { head, body }: RecordedRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const answer: Buffer[] = [];
    const upstream = connect(target.port, "127.0.0.1");
    upstream.on("error", reject);
    upstream.on("data", (chunk: Buffer) => answer.push(chunk));
    upstream.once("close", () => resolve(Buffer.concat(answer)));
    upstream.write(closing(head), "latin1");
    upstream.write(body);
  });
}

/** A request's head that asks for one answer on this connection. */
function closing(head: string): string {
  return `${head.replace(/\r\nConnection: [^\r\n]*/i, "")}\r\nConnection: close\r\n\r\n`;
}

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
  /** Answers so slowly that it never ends: a byte every few milliseconds of a body that would be a valid one. */
  drippingReply: (): Fault => async (exchange) => {
    await exchange.received();
    exchange.reply(200, "{", { "Content-Length": "1000000" });
    const drip = setInterval(() => exchange.socket.write(" "), 5);
    await exchange.gone;
    clearInterval(drip);
  },
  /** A body of so many bytes, a valid JSON text. */
  oversizedReply:
    (status: number, bytes: number): Fault =>
    async (exchange) => {
      await exchange.received();
      exchange.reply(status, JSON.stringify("x".repeat(bytes - 2)));
    },
  /** A small answer that unpacks to so many bytes. */
  gzipBomb: (unpackedBytes: number): Fault => {
    const packed = gzipSync(Buffer.alloc(unpackedBytes, 0x20));
    return async (exchange) => {
      await exchange.received();
      exchange.reply(200, packed, { "Content-Encoding": "gzip" });
    };
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
  /** Lets a real server take the whole request, throws its answer away, and goes on as told. */
  kept:
    (target: { readonly port: number }, then: Fault): Fault =>
    async (exchange) => {
      if (!(await exchange.received())) return;
      await deliver(target, exchange.request);
      await then(exchange);
    },
  /** Lets a real server do it: the request goes there byte by byte, on a connection of its own. */
  forward:
    (target: { readonly port: number }): Fault =>
    async (exchange) => {
      const { socket, request } = exchange;
      const upstream = connect(target.port, "127.0.0.1");
      upstream.on("error", () => socket.destroy());
      socket.once("close", () => upstream.destroy());
      upstream.write(closing(request.head), "latin1");
      socket.removeAllListeners("data");
      upstream.write(request.body);
      socket.pipe(upstream);
      upstream.pipe(socket);
      await exchange.gone;
    },
} as const;
