import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AxiosHttpClient } from "../../../electron/engine/http/axios-http-client";
import { type FaultServer, faults, startFaultServer } from "../../servers/fault-server";
import { startProxy, type TestProxy } from "../../servers/proxy-server";
import {
  exchangeOptions,
  failureOf,
  get,
  makeFolder,
  openNewFile,
  plainRoute,
  rawPost,
} from "./client-fixture";

const host = "files.example";
const credentials = Buffer.from("me:proxy-secret").toString("base64");

let folder: Awaited<ReturnType<typeof makeFolder>>;
let target: FaultServer;
let proxy: TestProxy;
let pems: { readonly private: string; readonly cert: string };
let authority: string;
const client = new AxiosHttpClient({ limits: { connectMs: 3000, answerMs: 1000 } });

beforeAll(async () => {
  folder = await makeFolder();
  pems = await generate([{ name: "commonName", value: host }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: host }] },
    ],
  });
  authority = join(folder.path, "authority.pem");
  await writeFile(authority, pems.cert);
});
afterAll(() => folder.remove());
beforeEach(async () => {
  target = await startFaultServer({ tls: { key: pems.private, cert: pems.cert } });
  proxy = await startProxy(target);
});
afterEach(async () => {
  client.close();
  await proxy.close();
  await target.close();
});

async function post(through = client, address = proxy.address) {
  const { source, bytes } = await openNewFile(folder.path, 2 * 1024 * 1024);
  const route = { ...plainRoute, proxy: address, caCertificate: authority };
  try {
    const reply = await through.exchange(
      rawPost(`https://${host}/upload`),
      exchangeOptions({ route, file: source }),
    );
    return { reply, bytes };
  } finally {
    await source.close();
  }
}

describe("an upload through a proxy", () => {
  it("is tunneled: the proxy sees the server's name and its own credentials, nothing else", async () => {
    const { reply, bytes } = await post();
    expect(reply).toMatchObject({ status: 200, bodySentWhole: true });
    expect(target.requests[0]?.body.equals(bytes)).toBe(true);
    expect(proxy.seen.map((one) => one.line)).toEqual([`CONNECT ${host}:443`]);
    expect(proxy.seen[0]?.headers["proxy-authorization"]).toBe(`Basic ${credentials}`);
    expect(target.requests[0]?.head).not.toContain(credentials);
  });

  it("still refuses a certificate that nobody vouches for", async () => {
    const route = { ...plainRoute, proxy: proxy.address };
    const failure = await failureOf(client.exchange(get(`https://${host}/`), exchangeOptions({ route })));
    expect([failure.class, failure.error.code]).toEqual(["permanent", "tls"]);
    expect(target.requests).toHaveLength(0);
    await expect.poll(() => proxy.openConnections()).toBe(0);
  });

  it.each([
    [407, "auth"],
    [403, "permanent"],
    [503, "transient"],
  ])("that the proxy answers with %i is the proxy's fault (%s)", async (status, failureClass) => {
    proxy.answer = status;
    const failure = await failureOf(post());
    expect([failure.class, failure.error.code, failure.error.httpStatus]).toEqual([
      failureClass,
      "proxy",
      status,
    ]);
    expect(target.connections()).toBe(0);
  });

  it("may be repeated when the proxy is not there", async () => {
    const { address } = proxy;
    await proxy.close();
    const failure = await failureOf(post(client, address));
    expect([failure.class, failure.error.code]).toEqual(["transient", "proxy"]);
    expect(failure.message).not.toContain("proxy-secret");
  });

  it("is unknown when the connection is lost after the body", async () => {
    target.next(faults.resetAfterBody());
    expect((await failureOf(post())).class).toBe("unknown");
  });
});

describe("the proxy of a request", () => {
  it("is the system's when the destination names none", async () => {
    const asked: string[] = [];
    const withSystem = new AxiosHttpClient({
      systemProxy: async (url) => {
        asked.push(url);
        return proxy.address;
      },
    });
    await post(withSystem, "");
    expect(asked).toEqual([`https://${host}/upload`]);
    expect(proxy.seen).toHaveLength(1);
  });

  it("is the environment's before the system's", async () => {
    process.env["https_proxy"] = proxy.address;
    try {
      await post(client, "");
    } finally {
      delete process.env["https_proxy"];
    }
    expect(proxy.seen).toHaveLength(1);
  });

  it("is the one for all destinations where that is set, whatever environment and system say", async () => {
    const commonRoute = () => ({ proxyMode: "manual" as const, proxy: proxy.address, caCertificate: "" });
    const withCommon = new AxiosHttpClient({
      commonRoute,
      systemProxy: async () => {
        throw new Error("The system was asked.");
      },
    });
    process.env["https_proxy"] = "http://127.0.0.1:9";
    try {
      await post(withCommon, "");
    } finally {
      delete process.env["https_proxy"];
    }
    expect(proxy.seen).toHaveLength(1);
  });

  it("is the destination's own before the one for all", async () => {
    const commonRoute = () => ({
      proxyMode: "manual" as const,
      proxy: "http://127.0.0.1:9",
      caCertificate: "",
    });
    await post(new AxiosHttpClient({ commonRoute }), proxy.address);
    expect(proxy.seen).toHaveLength(1);
  });

  it("is none where none is wanted, and a change counts for the next request", async () => {
    let proxyMode: "none" | "system" = "none";
    const changing = new AxiosHttpClient({
      commonRoute: () => ({ proxyMode, proxy: "", caCertificate: "" }),
      systemProxy: async () => proxy.address,
      limits: { connectMs: 500 },
    });
    await failureOf(post(changing, ""));
    expect(proxy.seen).toHaveLength(0);
    proxyMode = "system";
    await post(changing, "");
    expect(proxy.seen).toHaveLength(1);
  });

  it("is never used for this computer itself", async () => {
    const plain = await startFaultServer();
    process.env["http_proxy"] = proxy.address;
    const withSystem = new AxiosHttpClient({ systemProxy: async () => proxy.address });
    const route = { ...plainRoute, proxy: proxy.address };
    try {
      await withSystem.exchange(get(plain.origin), exchangeOptions({ route }));
      await withSystem.exchange(get(`http://localhost:${plain.port}`), exchangeOptions());
    } finally {
      delete process.env["http_proxy"];
    }
    withSystem.close();
    await plain.close();
    expect(plain.requests).toHaveLength(2);
    expect(proxy.seen).toHaveLength(0);
  });

  it("carries plain http with the whole address where that is allowed", async () => {
    const route = { ...plainRoute, proxy: proxy.address, allowInsecureHttp: true };
    const { source } = await openNewFile(folder.path, 300_000);
    const options = exchangeOptions({ route, file: source });
    const reply = await client.exchange(rawPost(`http://${host}/upload`), options);
    await source.close();
    expect([reply.status, reply.bodySentWhole]).toEqual([201, true]);
    expect(proxy.seen.map((one) => one.line)).toEqual([`POST http://${host}/upload`]);
    proxy.answer = 407;
    const failure = await failureOf(client.exchange(get(`http://${host}/`), exchangeOptions({ route })));
    expect([failure.class, failure.error.code]).toEqual(["auth", "proxy"]);
  });

  it("must be an http proxy", async () => {
    const failure = await failureOf(post(client, "socks5://127.0.0.1:1080"));
    expect([failure.error.code, failure.field]).toEqual(["config", "proxy"]);
  });
});
