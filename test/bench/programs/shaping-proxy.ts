import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Transform } from "node:stream";
import { serveOperations } from "../frame/processes";
import { pause } from "../frame/rounds";

/** What a line does to whatever passes: each way takes half of `roundTripMs`, and all bytes share the rate. */
interface Line {
  readonly port: number;
  readonly roundTripMs: number;
  /** Bytes per second, each way. */
  readonly rate: number;
}

/** When the line is free for the next byte of a direction, milliseconds; all connections share it, as a real one. */
const freeAtMs = { there: 0, back: 0 };
/** As much may be under way as a line of this kind holds, and no more: then the sender has to wait. */
const underWayLimit = 2 * 1024 * 1024;

function delayed(line: Line, way: keyof typeof freeAtMs, openedMs: number): Transform {
  let underWay = 0;
  let resume: (() => void) | null = null;
  let last: Promise<unknown> = Promise.resolve();
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      // The handshake takes a round trip of its own before the first byte.
      const from = Math.max(performance.now(), openedMs + line.roundTripMs, freeAtMs[way]);
      freeAtMs[way] = from + (chunk.length / line.rate) * 1000;
      const arrivesMs = freeAtMs[way] + line.roundTripMs / 2;
      underWay += chunk.length;
      // One after the other: two timers may ring in another order than they were set.
      last = last
        .then(() => pause(Math.max(0, arrivesMs - performance.now())))
        .then(() => {
          underWay -= chunk.length;
          this.push(chunk);
          resume?.();
          resume = null;
        });
      if (underWay < underWayLimit) next();
      else resume = next;
    },
    flush(done) {
      last.then(() => done());
    },
  });
}

function pass(client: Socket, line: Line): void {
  const openedMs = performance.now();
  const server = connect(line.port, "127.0.0.1");
  const end = () => {
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) socket.setNoDelay(true).on("error", end).on("close", end);
  client.pipe(delayed(line, "there", openedMs)).pipe(server);
  server.pipe(delayed(line, "back", openedMs)).pipe(client);
}

/** What the line can be asked for. */
export const lineOperations = {
  /** Opens a line to a port of this computer; answers the port at its near end. */
  open: async (line: Line): Promise<number> => {
    const server = createServer((client) => pass(client, line));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return (server.address() as AddressInfo).port;
  },
};

serveOperations(lineOperations);
