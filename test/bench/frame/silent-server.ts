import { type AddressInfo, createServer, type Socket } from "node:net";

/** A server that takes everything and never answers, so that nothing but the first few rows moves. */
export async function startSilentServer(): Promise<{ readonly baseUrl: string; readonly close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).resume();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { baseUrl: `http://127.0.0.1:${port}`, close };
}
