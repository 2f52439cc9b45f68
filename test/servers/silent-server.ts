import { createServer, type Socket } from "node:net";

/** A server that takes connections and never answers, so that an upload keeps running. */
export interface SilentServer {
  readonly port: number;
  readonly baseUrl: string;
  /** How many connections were opened. */
  connections(): number;
  /** All that was sent to it, byte by byte as Latin-1; nothing where it reads nothing. */
  heard(): string;
  close(): void;
}

/** Starts a silent server on a free port. It reads everything, so that bodies are sent whole, or nothing, so that they are not. */
export async function startSilentServer(reads: "everything" | "nothing"): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  let heard = "";
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    if (reads === "nothing") socket.pause();
    else
      socket.on("data", (bytes) => {
        heard += bytes.toString("latin1");
      });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: address.port,
    baseUrl: `http://127.0.0.1:${address.port}`,
    connections: () => sockets.size,
    heard: () => heard,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
