import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { type Fault, type RecordedRequest, type ServerState, Wire } from "./fault-wire";
import { faults } from "./faults";

export type { Fault, FaultExchange, RecordedRequest } from "./fault-wire";
export { faults } from "./faults";

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
