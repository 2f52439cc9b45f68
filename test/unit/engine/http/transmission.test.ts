import { Agent } from "node:http";
import { Duplex } from "node:stream";
import { describe, expect, it } from "vitest";
import { layOut } from "../../../../electron/engine/http/body-layout";
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

async function answered(): Promise<{
  transmission: Transmission;
  connection: HastyConnection;
  clock: FakeClock;
}> {
  const connection = new HastyConnection();
  const agent = Object.assign(new Agent(), { createConnection: () => connection });
  const clock = new FakeClock();
  const transmission = new Transmission({
    clock,
    limits: { connectMs: 1000, sendStallMs: 1000, answerMs: 1000, answerIdleMs: 1000 },
    connection: { agent, ca: undefined, secureContext: undefined, throughProxy: false, lookup: undefined },
    body: layOut("text/plain", [Buffer.from(body)], []),
    hasEffect: true,
    isLocal: true,
    exchange: {
      route: { proxy: "", caCertificate: "", allowInsecureHttp: false },
      signal: new AbortController().signal,
    },
  });
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
