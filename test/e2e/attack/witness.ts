import { createSocket } from "node:dgram";
import { readFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";

/** Whoever is reached here was reached by the page. */
export interface Witness {
  /** The port of both listeners, TCP and UDP. */
  readonly port: number;
  /** What arrived: the first line of each connection, and a word for each datagram. */
  readonly arrived: readonly string[];
  close(): Promise<void>;
}

/** Listens for connections and datagrams on one port of this computer. */
export async function openWitness(): Promise<Witness> {
  const arrived: string[] = [];
  const server = createServer((socket) => {
    const at = arrived.push("a connection without a word") - 1;
    socket.on("error", () => {});
    socket.once("data", (data) => {
      arrived[at] = data.toString("latin1").split("\r\n")[0] ?? "";
      socket.end("HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 7\r\n\r\nreached");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const datagrams = createSocket("udp4");
  datagrams.on("message", (data) => arrived.push(`a datagram of ${data.length} bytes`));
  await new Promise<void>((done) => datagrams.bind(port, "127.0.0.1", done));
  return {
    port,
    arrived,
    close: async () => {
      await new Promise<void>((done) => datagrams.close(done));
      await new Promise<void>((done) => void server.close(() => done()));
    },
  };
}

/** The lines of Chromium's own network log that name a text: every look-up, socket and request goes through there. */
export async function linesOfNetLog(path: string, text: string): Promise<readonly string[]> {
  return (await readFile(path, "utf8")).split("\n").filter((line) => line.includes(text));
}
