import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A proxy for one server: whatever name is asked for, the connection goes there. */
export interface TestProxy {
  /** With a user name and a password, as the environment would name it. */
  readonly address: string;
  readonly port: number;
  readonly seen: { readonly line: string; readonly headers: NodeJS.Dict<string | string[]> }[];
  /** 200 lets everything pass. */
  answer: number;
  /** The one value of Proxy-Authorization that it lets pass; null for all. */
  wants: string | null;
  readonly openConnections: () => number;
  close(): Promise<void>;
}

/** Starts a proxy before a server of this computer; on a given port, or any. */
export async function startProxy(target: { readonly port: number }, port = 0): Promise<TestProxy> {
  const seen: TestProxy["seen"] = [];
  const sockets = new Set<Socket>();
  const answerTo = (headers: NodeJS.Dict<string | string[]>) =>
    proxy.wants === null || headers["proxy-authorization"] === proxy.wants ? proxy.answer : 407;
  const server: Server = createServer((request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    const answer = answerTo(request.headers);
    response.writeHead(answer === 200 ? 201 : answer);
    request.resume().once("end", () => response.end("{}"));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("connect", (request, socket) => {
    seen.push({ line: `CONNECT ${request.url}`, headers: request.headers });
    const answer = answerTo(request.headers);
    if (answer !== 200) {
      socket.end(`HTTP/1.1 ${answer} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(target.port, "127.0.0.1", () => socket.write("HTTP/1.1 200 Connected\r\n\r\n"));
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
    socket.once("close", () => upstream.destroy());
    upstream.pipe(socket);
    socket.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: ownPort } = server.address() as AddressInfo;
  const proxy: TestProxy = {
    address: `http://me:proxy-secret@127.0.0.1:${ownPort}`,
    port: ownPort,
    seen,
    answer: 200,
    wants: null,
    openConnections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return proxy;
}
