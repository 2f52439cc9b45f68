import { connect, createServer, type Server, type Socket } from "node:net";

/** Where a connection is cut, in bytes of one exchange as they go over the wire. */
export interface Cut {
  /** The request on its way to the server, or the answer on its way back. */
  readonly side: "request" | "reply";
  /** So many bytes pass; nothing after them does. */
  readonly afterBytes: number;
  /** `reset` throws away what is under way, `close` ends in order. */
  readonly how: "reset" | "close";
}

/** What passed during one exchange; grows while it runs. */
export interface Passed {
  request: Buffer;
  reply: Buffer;
  /** Resolves when the connection to the server has ended: it stored what it stores. */
  readonly ended: Promise<void>;
}

/** A proxy that hands bytes on as they are, and cuts one exchange at an exact byte. */
export interface CuttingProxy {
  readonly origin: string;
  /** Watches the next exchange whose first line fits, and cuts it, or lets it pass. */
  next(line: RegExp, cut: Cut | null): Passed;
  close(): Promise<void>;
}

interface Plan {
  readonly line: RegExp;
  readonly cut: Cut | null;
  readonly passed: Passed;
  readonly end: () => void;
}

const requestLine = /^[A-Z]+ \/\S* HTTP\/1\.1\r\n/;

/** One connection of a client, and its counterpart to the server. */
class Pipe {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #next: { plan: Plan | null };
  #plan: Plan | null = null;
  #isCut = false;

  constructor(client: Socket, port: number, next: { plan: Plan | null }) {
    this.#client = client;
    this.#next = next;
    this.#server = connect({ port, host: "127.0.0.1", noDelay: true });
    for (const socket of [client, this.#server]) socket.on("error", () => {});
    client.on("data", (chunk: Buffer) => this.#fromClient(chunk));
    client.on("end", () => {
      if (!this.#isCut) this.#server.end();
    });
    client.on("close", () => {
      if (!this.#isCut) this.#server.destroy();
    });
    this.#server.on("data", (chunk: Buffer) => this.#fromServer(chunk));
    this.#server.on("close", () => {
      this.#client.end();
      this.#plan?.end();
    });
  }

  #fromClient(chunk: Buffer): void {
    const start = chunk.toString("latin1", 0, 500);
    if (requestLine.test(start) && !this.#isCut) {
      const { plan } = this.#next;
      this.#plan = plan?.line.test(start) === true ? plan : null;
      if (this.#plan !== null) this.#next.plan = null;
    }
    this.#pass("request", chunk, this.#server);
  }

  #fromServer(chunk: Buffer): void {
    if (this.#isCut) this.#server.end();
    else this.#pass("reply", chunk, this.#client);
  }

  #pass(side: Cut["side"], chunk: Buffer, to: Socket): void {
    if (this.#isCut) return;
    const { cut = null, passed } = this.#plan ?? {};
    const before = passed?.[side].length ?? 0;
    const room = cut?.side === side ? cut.afterBytes - before : Number.POSITIVE_INFINITY;
    const bytes = chunk.subarray(0, room);
    if (passed !== undefined) passed[side] = Buffer.concat([passed[side], bytes]);
    if (bytes.length > 0) to.write(bytes);
    if (cut !== null && bytes.length === room) this.#cut(cut, passed?.request ?? Buffer.alloc(0));
  }

  #cut({ side, how }: Cut, request: Buffer): void {
    this.#isCut = true;
    if (how === "reset") this.#client.resetAndDestroy();
    else this.#client.end(() => this.#client.destroy());
    // A server that has everything and has not answered is let finish: it would take an end as the client's change of mind.
    if (side === "reply" || !isWhole(request)) this.#server.end();
  }
}

function isWhole(request: Buffer): boolean {
  const headEnd = request.indexOf("\r\n\r\n");
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(request.toString("latin1", 0, headEnd + 2))?.[1];
  return headEnd > 0 && request.length >= headEnd + 4 + Number(length ?? 0);
}

/** Starts a cutting proxy before a server of this computer. */
export async function startCuttingProxy(target: { readonly port: number }): Promise<CuttingProxy> {
  const next: { plan: Plan | null } = { plan: null };
  const open = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    new Pipe(socket, target.port, next);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    next: (line, cut) => {
      let end = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const passed = { request: Buffer.alloc(0), reply: Buffer.alloc(0), ended };
      next.plan = { line, cut, passed, end };
      return passed;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
