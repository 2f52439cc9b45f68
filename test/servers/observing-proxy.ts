import { connect, createServer, type Socket } from "node:net";

/**
 * How far a request with a body is on the wire: its head is through, a part of its body, all of it (the server has it
 * now), or the first byte of the answer is about to go back.
 */
export type WireMoment = "head" | "mid-body" | "body" | "answer";

/** A stretch of wire before a server, that tells what passes. */
export interface ObservingProxy {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Hands every byte on to a server of this computer, and tells the moments of each POST with its path. */
export async function startObservingProxy(
  targetPort: number,
  tell: (moment: WireMoment, path: string) => void,
  answerDelayMs: () => number,
): Promise<ObservingProxy> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(targetPort, "127.0.0.1");
    const watch = new RequestWatch(tell);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.once("close", () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
      socket.on("error", () => {});
    }
    client.on("data", (bytes: Buffer) => {
      upstream.write(bytes);
      watch.sent(bytes);
    });
    // Every answer waits its delay, those that come meanwhile behind it.
    let queue = Promise.resolve();
    upstream.on("data", (bytes: Buffer) => {
      queue = queue
        .then(() => new Promise((resolve) => setTimeout(resolve, answerDelayMs())))
        .then(() => {
          watch.answered();
          client.write(bytes);
        });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** Follows the requests of one connection, one after the other. */
class RequestWatch {
  readonly #tell: (moment: WireMoment, path: string) => void;
  #head = Buffer.alloc(0);
  #path: string | null = null;
  #bodyBytesLeft = 0;
  #isPartTold = false;

  constructor(tell: (moment: WireMoment, path: string) => void) {
    this.#tell = tell;
  }

  sent(bytes: Buffer): void {
    if (this.#bodyBytesLeft > 0) {
      this.#bodyCame(bytes);
      return;
    }
    this.#head = Buffer.concat([this.#head, bytes]);
    const end = this.#head.indexOf("\r\n\r\n");
    if (end === -1) return;
    const head = this.#head.toString("latin1", 0, end);
    const rest = this.#head.subarray(end + 4);
    this.#head = Buffer.alloc(0);
    this.#bodyBytesLeft = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    this.#path = head.startsWith("POST ") ? (head.split(" ")[1] ?? "") : null;
    this.#isPartTold = false;
    this.#say("head");
    if (rest.length > 0) this.#bodyCame(rest);
  }

  answered(): void {
    this.#say("answer");
    this.#path = null;
  }

  #bodyCame(bytes: Buffer): void {
    const taken = Math.min(bytes.length, this.#bodyBytesLeft);
    this.#bodyBytesLeft -= taken;
    if (this.#bodyBytesLeft === 0) this.#say("body");
    else if (!this.#isPartTold) {
      this.#isPartTold = true;
      this.#say("mid-body");
    }
    if (taken < bytes.length) this.sent(bytes.subarray(taken));
  }

  #say(moment: WireMoment): void {
    if (this.#path !== null) this.#tell(moment, this.#path);
  }
}
