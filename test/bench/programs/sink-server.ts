import { type AddressInfo, createServer as createPlainServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { serveOperations } from "../frame/processes";

/**
 * A server that reads as fast as Node can: bodies are counted, not parsed, so that it holds up neither Waybill nor what
 * is measured beside it. It refuses a form whose last boundary is missing, and answers in the words of Easemob, or in
 * those of IMKIT with a hash that it was told.
 */
let connections = 0;
let requests = 0;
let bodyBytes = 0;
let lengthAndMd5 = { length: 0, md5: "" };
let number = 0;

const headEnd = Buffer.from("\r\n\r\n");
const formEnd = Buffer.from("--\r\n");

function answerTo(head: string): string {
  number += 1;
  const { length, md5 } = lengthAndMd5;
  const isImkit = head.includes(" /files/");
  const value = isImkit
    ? { RC: 0, result: { _id: `id-${number}`, filename: "file", length, md5, bucketName: "bucket" } }
    : { uri: "http://127.0.0.1/o/a/chatfiles", entities: [{ uuid: `id-${number}`, type: "chatfile" }] };
  return message("200 OK", JSON.stringify(value));
}

function message(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Reads one request after the other from a connection. */
class Reader {
  readonly #socket: Socket;
  #begun: Buffer = Buffer.alloc(0);
  #head = "";
  #bytesLeft = 0;
  #tail: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  take(bytes: Buffer): void {
    let chunk = bytes;
    while (chunk.length > 0) {
      if (this.#bytesLeft === 0) {
        this.#begun = this.#begun.length === 0 ? chunk : Buffer.concat([this.#begun, chunk]);
        const end = this.#begun.indexOf(headEnd);
        if (end < 0) return;
        chunk = this.#begun.subarray(end + headEnd.length);
        this.#head = this.#begun.toString("latin1", 0, end);
        this.#begun = Buffer.alloc(0);
        this.#begin();
        continue;
      }
      const mine = chunk.length <= this.#bytesLeft ? chunk : chunk.subarray(0, this.#bytesLeft);
      this.#bytesLeft -= mine.length;
      bodyBytes += mine.length;
      if (this.#bytesLeft < formEnd.length) {
        this.#tail = Buffer.concat([this.#tail, mine.subarray(-formEnd.length)]).subarray(-formEnd.length);
      }
      chunk = chunk.subarray(mine.length);
      if (this.#bytesLeft === 0) this.#end();
    }
  }

  #begin(): void {
    const length = /^content-length: *(\d+)/im.exec(this.#head)?.[1];
    this.#bytesLeft = Number(length ?? 0);
    this.#tail = Buffer.alloc(0);
    if (/^expect: *100-continue/im.test(this.#head)) this.#socket.write("HTTP/1.1 100 Continue\r\n\r\n");
    if (this.#bytesLeft === 0)
      this.#socket.write(message("404 Not Found", '{"RC":404,"error":{"code":"NOT_FOUND"}}'));
  }

  #end(): void {
    requests += 1;
    const isWhole = this.#tail.equals(formEnd) || !this.#head.includes("multipart/form-data");
    this.#socket.write(isWhole ? answerTo(this.#head) : message("400 Bad Request", "{}"));
  }
}

function serve(socket: Socket): void {
  connections += 1;
  socket.setNoDelay(true);
  socket.on("error", () => {});
  const reader = new Reader(socket);
  socket.on("data", (chunk: Buffer) => reader.take(chunk));
}

let server: Server | null = null;

/** What the server can be asked for. */
export const sinkOperations = {
  /** Begins to listen on this computer alone; answers the port. */
  listen: async (tls: { readonly key: string; readonly cert: string } | null): Promise<number> => {
    const opened =
      tls === null ? createPlainServer(serve) : createTlsServer({ ...tls, minVersion: "TLSv1.3" }, serve);
    server = opened;
    await new Promise<void>((done) => opened.listen(0, "127.0.0.1", done));
    return (opened.address() as AddressInfo).port;
  },
  /** The size and MD5 that every file has from now on. */
  expect: (expected: { readonly length: number; readonly md5: string }): void => {
    lengthAndMd5 = expected;
  },
  /** What came since the last time it was asked. */
  counted: (): { connections: number; requests: number; bodyBytes: number } => {
    const counted = { connections, requests, bodyBytes };
    [connections, requests, bodyBytes] = [0, 0, 0];
    return counted;
  },
};

serveOperations(sinkOperations, async () => {
  server?.close();
});
