import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, Socket } from "node:net";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { WriteGauge } from "../../../electron/engine/http/write-gauge";
import { makeAuthority, makeCertificate } from "../../helpers/certificates";

/** Far more than the system's buffers take on both sides of a connection. */
const writtenBytes = 24 * 1024 * 1024;
/** Bytes of a record of TLS, which is read whole or not at all. */
const recordBytes = 16 * 1024;

let server: Server | null = null;
afterEach(() => server?.close());

/** Writes into a connection until the system takes no more, and lets go of it; answers what the gauge and the server saw. */
async function measure(
  listening: Server,
  open: (port: number) => Socket,
  ready: string,
): Promise<{ readonly taken: number; readonly received: number }> {
  server = listening;
  await new Promise<void>((done) => listening.listen(0, "127.0.0.1", done));
  const socket = open((listening.address() as AddressInfo).port);
  socket.on("error", () => {});
  const [[peer]] = (await Promise.all([
    once(listening, ready === "connect" ? "connection" : ready),
    once(socket, ready === "connect" ? "connect" : "secureConnect"),
  ])) as [[Socket], unknown];
  const gauge = WriteGauge.of(socket);
  if (gauge === null) throw new Error("There is no gauge.");
  await new Promise<void>((taken) => socket.write("what was before", () => taken()));
  gauge.begin();
  socket.write(Buffer.alloc(writtenBytes));
  await expect.poll(() => gauge.taken(), { interval: 100 }).toBeGreaterThan(recordBytes);
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = gauge.taken() === before;
        before = gauge.taken();
        return isStill;
      },
      { interval: 100 },
    )
    .toBe(true);
  const taken = gauge.taken();
  let received = -"what was before".length;
  peer.on("data", (bytes) => (received += bytes.length));
  peer.on("error", () => {});
  socket.destroy();
  peer.resume();
  await once(peer, "close");
  return { taken, received };
}

describe.skipIf(process.platform === "win32")("the gauge of a connection", () => {
  it("counts to the byte what the system has taken of a write that still waits", async () => {
    const silent = createServer((socket) => socket.pause());
    const { taken, received } = await measure(silent, (port) => connect(port, "127.0.0.1"), "connect");
    expect(taken).toBeLessThan(writtenBytes);
    expect(received).toBe(taken);
  });

  it("never counts more than what the server can have over TLS", async () => {
    const authority = await makeAuthority("Gauge authority");
    const silent = createTlsServer(await makeCertificate(authority, ["127.0.0.1"]), (socket) =>
      socket.pause(),
    );
    const { taken, received } = await measure(
      silent,
      (port) => connectTls({ port, host: "127.0.0.1", ca: authority.cert }),
      "secureConnection",
    );
    expect(taken).toBeLessThan(writtenBytes);
    expect(taken).toBeLessThanOrEqual(received + recordBytes);
    expect(taken).toBeGreaterThan(received * 0.99 - recordBytes);
  });

  it("is not there for a stream that Node does not count, nor on Windows", () => {
    const counted = Object.assign(new Socket(), { _handle: { bytesWritten: 0, writeQueueSize: 0 } });
    expect(WriteGauge.of(counted)).not.toBeNull();
    expect(WriteGauge.of(counted, "win32")).toBeNull();
    expect(WriteGauge.of(new Socket())).toBeNull();
  });
});
