import { createServer, type Socket } from "node:net";

/** A server that takes connections and never answers, so that an upload keeps running. */
export interface SilentServer {
  readonly port: number;
  /** How many connections were opened. */
  connections(): number;
  close(): void;
}

/** Starts a silent server on a free port. */
export async function startSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.pause();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: address.port,
    connections: () => sockets.size,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
