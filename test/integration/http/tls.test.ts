import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AxiosHttpClient } from "../../../electron/engine/http/axios-http-client";
import { type FaultServer, faults, startFaultServer } from "../../servers/fault-server";
import {
  exchangeOptions,
  failureOf,
  get,
  makeFolder,
  openNewFile,
  plainRoute,
  rawPost,
} from "./client-fixture";

let folder: Awaited<ReturnType<typeof makeFolder>>;
let server: FaultServer;
let pems: { readonly private: string; readonly cert: string };
const client = new AxiosHttpClient({ limits: { connectMs: 3000 } });

beforeAll(async () => {
  folder = await makeFolder();
  pems = await certificateFor("127.0.0.1");
});
afterAll(() => folder.remove());
beforeEach(async () => {
  server = await startFaultServer({ tls: { key: pems.private, cert: pems.cert } });
});
afterEach(async () => {
  client.close();
  await server.close();
});

async function certificateFor(ip: string) {
  const names = [{ type: 7 as const, ip }];
  return await generate([{ name: "commonName", value: "Waybill test" }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: names },
    ],
  });
}

async function trusting(pem: string): Promise<typeof plainRoute> {
  const path = join(folder.path, "authority.pem");
  await writeFile(path, pem);
  return { ...plainRoute, caCertificate: path };
}

async function post(route: typeof plainRoute) {
  const { source } = await openNewFile(folder.path, 3 * 1024 * 1024);
  try {
    return await client.exchange(
      { ...rawPost(`${server.origin}/upload`), headers: { "X-Auth-Token": "secret" } },
      exchangeOptions({ route, file: source }),
    );
  } finally {
    await source.close();
  }
}

describe("a certificate that nobody vouches for", () => {
  it("S-20 a certificate that nobody vouches for is refused before a byte of the request is sent", async () => {
    const failure = await failureOf(post(plainRoute));
    expect([failure.class, failure.error.code]).toEqual(["permanent", "tls"]);
    expect(failure.message).toContain("self-signed");
    expect(server.requests).toHaveLength(0);
  });

  it("S-20 it is refused although the environment switches all checks off", async () => {
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      expect((await failureOf(post(plainRoute))).error.code).toBe("tls");
    } finally {
      delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    }
    expect(server.requests).toHaveLength(0);
  });

  it("is accepted when the destination names its authority", async () => {
    const reply = await post(await trusting(pems.cert));
    expect(reply).toMatchObject({ status: 200, bodySentWhole: true });
    expect(server.requests[0]?.bodyBytes).toBe(3 * 1024 * 1024);
  });

  it("is refused when the named authority is another one", async () => {
    const other = await certificateFor("127.0.0.1");
    expect((await failureOf(post(await trusting(other.cert)))).error.code).toBe("tls");
    expect(server.requests).toHaveLength(0);
  });

  it("is refused when it is for another address", async () => {
    const other = await certificateFor("127.0.0.9");
    await server.close();
    server = await startFaultServer({ tls: { key: other.private, cert: other.cert } });
    const failure = await failureOf(post(await trusting(other.cert)));
    expect(failure.error.code).toBe("tls");
    expect(failure.message).toContain("another address");
  });

  it("is not accepted because an earlier request trusted it", async () => {
    await post(await trusting(pems.cert));
    expect((await failureOf(post(plainRoute))).error.code).toBe("tls");
    expect(server.requests).toHaveLength(1);
  });
});

describe("a protected connection", () => {
  it("is kept for the next request", async () => {
    const route = await trusting(pems.cert);
    await post(route);
    await post(route);
    expect(server.connections()).toBe(1);
  });

  it("that is cut tells what was sent, as a plain one does", async () => {
    const route = await trusting(pems.cert);
    server.next(faults.resetAfter(1000), faults.resetAfterBody());
    expect((await failureOf(post(route))).class).toBe("transient");
    expect((await failureOf(post(route))).class).toBe("unknown");
  });

  it("delivers an answer that comes before the body is sent", async () => {
    server.next(faults.earlyReply(413, '{"error":"too large"}', "close"));
    const { source } = await openNewFile(folder.path, 24 * 1024 * 1024);
    const options = exchangeOptions({ route: await trusting(pems.cert), file: source });
    const reply = await client.exchange(rawPost(server.origin), options);
    await source.close();
    expect([reply.status, reply.bodySentWhole]).toEqual([413, false]);
  });

  it("S-19 is not followed to an unprotected address", async () => {
    const plain = await startFaultServer();
    server.next(faults.redirect(`${plain.origin}/file`));
    const options = exchangeOptions({ route: await trusting(pems.cert) });
    const failure = await failureOf(client.exchange(get(server.origin), options));
    expect(failure.error.code).toBe("redirect-refused");
    expect(plain.connections()).toBe(0);
    await plain.close();
  });

  it("to a server without TLS fails as such", async () => {
    const plain = createServer((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    );
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const { port } = plain.address() as AddressInfo;
    const failure = await failureOf(client.exchange(get(`https://127.0.0.1:${port}`), exchangeOptions()));
    await new Promise((resolve) => plain.close(resolve));
    expect([failure.class, failure.error.code]).toEqual(["permanent", "tls"]);
  });
});

describe("the file of an authority", () => {
  it.each([
    ["missing", null],
    ["no certificate", "hello"],
  ])("that is %s is the destination's fault", async (_, content) => {
    const path = join(folder.path, `authority-${content === null ? "missing" : "text"}.pem`);
    if (content !== null) await writeFile(path, content);
    const failure = await failureOf(post({ ...plainRoute, caCertificate: path }));
    expect([failure.class, failure.error.code, failure.field]).toEqual([
      "permanent",
      "config",
      "caCertificate",
    ]);
    expect(server.connections()).toBe(0);
  });
});
