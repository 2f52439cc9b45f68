import { Agent } from "node:http";
import { Duplex, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { type EncodedBody, layOut } from "../../../../electron/engine/http/body-layout";
import type { ExchangeOptions } from "../../../../electron/engine/http/http-client";
import { Transmission } from "../../../../electron/engine/http/transmission";
import { FakeClock } from "../../../helpers/fake-clock";

const body = "the whole body";

/** A connection whose server answers as soon as it has all, before the word that all was taken is back. */
class HastyConnection extends Duplex {
  #received = "";
  #lastWord: (() => void) | null = null;

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, taken: () => void): void {
    this.#received += chunk.toString("latin1");
    if (this.#received.endsWith(body)) {
      this.#lastWord = taken;
      this.push("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    } else taken();
  }

  /** Says at last that everything was taken. */
  confirm(): void {
    this.#lastWord?.();
  }
}

/** Takes all of the first write, which is small, and of the others only as much as it is told to. */
class SlowConnection extends Duplex {
  /** What Node counts below a connection's stream. */
  readonly _handle = { bytesWritten: 0, writeQueueSize: 0 };
  #taken: (() => void) | null = null;
  /** Bytes of each write after the one with the head. */
  readonly writes: number[] = [];

  override _read(): void {}

  override _writev(chunks: { chunk: Buffer }[], taken: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => Buffer.from(chunk))), "latin1", taken);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, taken: () => void): void {
    const isFirst = this._handle.bytesWritten === 0;
    this._handle.bytesWritten += chunk.length;
    if (isFirst) {
      taken();
      return;
    }
    this.writes.push(chunk.length);
    this._handle.writeQueueSize += chunk.length;
    this.#taken = taken;
  }

  drink(bytes: number): void {
    this._handle.writeQueueSize -= bytes;
    if (this._handle.writeQueueSize === 0) this.#taken?.();
  }
}

function transmit(options: {
  readonly connection: Duplex;
  readonly body: EncodedBody;
  readonly exchange?: Partial<ExchangeOptions>;
}): { readonly transmission: Transmission; readonly clock: FakeClock } {
  const agent = Object.assign(new Agent(), { createConnection: () => options.connection });
  const clock = new FakeClock();
  const transmission = new Transmission({
    clock,
    limits: { connectMs: 1000, sendStallMs: 1000, answerMs: 1000, answerIdleMs: 1000 },
    connection: { agent, ca: undefined, secureContext: undefined, throughProxy: false, lookup: undefined },
    body: options.body,
    hasEffect: true,
    isLocal: true,
    exchange: {
      route: { proxy: "", caCertificate: "", allowInsecureHttp: false },
      signal: new AbortController().signal,
      ...options.exchange,
    },
  });
  return { transmission, clock };
}

async function answered(): Promise<{
  transmission: Transmission;
  connection: HastyConnection;
  clock: FakeClock;
}> {
  const connection = new HastyConnection();
  const encoded = layOut("text/plain", [Buffer.from(body)], []);
  const { transmission, clock } = transmit({ connection, body: encoded });
  const headers = { "Content-Length": String(body.length) };
  await new Promise<void>((done) => {
    transmission.request({ protocol: "http:", host: "127.0.0.1", method: "POST", headers }, () => done());
  });
  return { transmission, connection, clock };
}

describe("an answer that overtakes the word that the last byte was taken", () => {
  it("belongs to a body that was sent whole, as soon as the word is back", async () => {
    const { transmission, connection } = await answered();
    expect(transmission.bodySentWhole).toBe(false);
    const known = transmission.lastByteKnown();
    connection.confirm();
    await known;
    expect(transmission.bodySentWhole).toBe(true);
  });

  it("is not waited for much longer when the word never comes", async () => {
    const { transmission, clock } = await answered();
    const known = transmission.lastByteKnown();
    clock.advance(500);
    await known;
    expect(transmission.bodySentWhole).toBe(false);
  });
});

describe.skipIf(process.platform === "win32")("a line that takes a slice of the body in parts", () => {
  const kibibyte = 1024;
  const size = 2048 * kibibyte;
  const file = {
    size,
    stream: () => Readable.from([Buffer.alloc(size / 2), Buffer.alloc(size / 2)], { highWaterMark: 1 }),
  };

  async function sending() {
    const connection = new SlowConnection();
    const progress: number[] = [];
    const exchange = { file, onProgress: (bytes: number) => progress.push(bytes) };
    const encoded = layOut("application/octet-stream", ["file"], [size]);
    const { transmission, clock } = transmit({ connection, body: encoded, exchange });
    let failure: unknown = null;
    transmission.on("error", (thrown) => {
      failure = transmission.explain(thrown);
    });
    const headers = { "Content-Length": String(size) };
    transmission.request({ protocol: "http:", host: "127.0.0.1", method: "POST", headers }, () => {});
    await expect.poll(() => connection.writes.length).toBe(1);
    return { connection, transmission, clock, progress, failure: () => failure };
  }

  it("is no stalled one, however long the slice stands, and each part counts as sent", async () => {
    const { connection, transmission, clock, progress, failure } = await sending();
    expect(progress).toEqual([64 * kibibyte]);
    expect(connection.writes).toEqual([960 * kibibyte]);
    for (let part = 1; part <= 30; part += 1) {
      connection.drink(kibibyte);
      clock.advance(900);
      expect(progress.at(-1)).toBe((64 + part) * kibibyte);
    }
    expect(failure()).toBeNull();
    clock.advance(1100);
    await expect.poll(failure).toMatchObject({ class: "transient", error: { code: "network" } });
    expect(transmission.bodySentWhole).toBe(false);
  });

  it("gets large slices and a small last one, and the count ends at the file's size", async () => {
    const { connection, transmission, progress } = await sending();
    for (const count of [1, 2, 3]) {
      await expect.poll(() => connection.writes.length).toBe(count);
      connection.drink(connection._handle.writeQueueSize);
    }
    await expect.poll(() => transmission.bodySentWhole).toBe(true);
    expect(connection.writes).toEqual([960, 960, 64].map((count) => count * kibibyte));
    expect(progress).toEqual([64, 1024, 1984, 2048].map((count) => count * kibibyte));
  });
});
