import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SystemProxy } from "../../../electron/engine/ports";
import { makeAuthority, makeCertificate } from "../../helpers/certificates";
import { type Delivery, DeliveryStage } from "../../helpers/delivery-stage";
import { startProxy, type TestProxy } from "../../servers/proxy-server";
import { flowNamed } from "./flows";
import { pemFile } from "./pem-file";

const host = "files.example";
const password = "pr0xy:pass@w%rd/?";
const authorization = `Basic ${Buffer.from(`me:${password}`).toString("base64")}`;
const flow = flowNamed("imkit multipart");
const pemOf = async () => {
  const authority = await makeAuthority();
  return { tls: await makeCertificate(authority, [host]), pem: await pemFile(authority.cert) };
};

let stage: DeliveryStage;
let proxy: TestProxy;
let trust: Awaited<ReturnType<typeof pemOf>>;
let systemProxy: SystemProxy;

beforeAll(async () => {
  trust = await pemOf();
});
afterAll(() => trust.pem.remove());
beforeEach(async () => {
  systemProxy = async () => null;
  const options = { systemProxy: (url: string) => systemProxy(url) };
  stage = await DeliveryStage.open(flow, options, { tls: trust.tls });
  proxy = await startProxy(stage.gate);
});
afterEach(async () => {
  await proxy.close();
  await stage.close();
});

const settings = (more: Readonly<Record<string, string>>) => ({
  baseUrl: `https://${host}:${stage.gate.port}`,
  caCertificate: trust.pem.path,
  concurrency: "1",
  ...more,
});

const throughProxy = () => stage.destination(settings({ proxy: `http://me@127.0.0.1:${proxy.port}` }));

/** Enters the password as the window does. */
async function enterPassword(destinationId: string, value: string): Promise<void> {
  const { api } = stage.engine.connection;
  const found = (await api.destinations()).find((candidate) => candidate.id === destinationId);
  if (found === undefined) throw new Error("The destination is gone.");
  const { id, name, service, settings: kept } = found;
  await api.saveDestination({ id, name, service, settings: kept, secrets: { proxyPassword: value } });
}

async function stands(delivery: Delivery) {
  const state = await delivery.state();
  return [state.kind, "error" in state ? state.error?.code : null];
}

describe("N36: a proxy that wants a password", () => {
  it("is asked once: one upload says so, the others are held, and all go on with the password", async () => {
    proxy.wants = authorization;
    const destination = await throughProxy();
    const first = await stage.send(10, destination);
    expect(await first.rest()).toMatchObject({ kind: "failed", error: { code: "proxy", httpStatus: 407 } });
    const others = [await stage.send(10, destination), await stage.send(10, destination)];
    stage.clock.advance(24 * 3600 * 1000);
    await new Promise(setImmediate);
    for (const other of others) expect((await stands(other))[0]).not.toBe("failed");
    expect([proxy.seen.length, stage.gate.connections()]).toEqual([1, 0]);
    await enterPassword(destination, password);
    for (const one of [first, ...others]) {
      await stage.engine.until("it arrived", async () => (await one.state()).kind === "completed");
      expect(one.copies()).toBe(1);
    }
    const heads = stage.gate.requests.map((request) => request.head).join("\n");
    expect(heads).not.toMatch(/proxy-authorization/i);
    expect(heads).not.toContain(authorization.slice("Basic ".length));
  });

  it("holds what was queued when it refused", async () => {
    const destination = await throughProxy();
    proxy.wants = authorization;
    const all = await Promise.all([1, 2, 3, 4].map(() => stage.send(10, destination)));
    await stage.engine.until("one failed", async () => {
      const kinds = await Promise.all(all.map(async (one) => (await one.state()).kind));
      return kinds.includes("failed") && !kinds.includes("uploading") && !kinds.includes("preparing");
    });
    const rows = await Promise.all(all.map(stands));
    expect(rows.filter(([kind]) => kind === "failed")).toEqual([["failed", "proxy"]]);
    expect(proxy.seen).toHaveLength(1);
  });

  it("keeps the password neither in the records nor in the log, and shows it nobody", async () => {
    proxy.wants = authorization;
    const destination = await throughProxy();
    await enterPassword(destination, password);
    const delivery = await stage.send(10, destination);
    expect((await delivery.rest()).kind).toBe("completed");
    const shown = JSON.stringify(await stage.engine.connection.api.destinations());
    const { profileDirectory } = stage.engine;
    const names = (await readdir(profileDirectory, { recursive: true, withFileTypes: true })).filter(
      (entry) => entry.isFile(),
    );
    const kept = await Promise.all(
      names.map((entry) => readFile(join(entry.parentPath, entry.name), "latin1")),
    );
    for (const spelling of [password, encodeURIComponent(password), authorization.slice(6)]) {
      expect([shown, ...stage.log, ...kept].filter((text) => text.includes(spelling))).toEqual([]);
    }
  });

  it.each([
    ["http://me:secret@127.0.0.1:3128", /password/],
    ["https://me:secret@proxy.example", /password/],
    ["me:secret@127.0.0.1:3128", /must begin with http/],
    ["socks5://me:secret@127.0.0.1:1080", /must begin with http/],
  ])("does not take it in the address, where it would be kept in the open: %s", async (address, words) => {
    const refused = stage.destination(settings({ proxy: address }));
    await expect(refused).rejects.toMatchObject({ error: { code: "config" }, field: "proxy" });
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.not.toThrow(/secret@/);
  });

  it("that is the system's parks the destination too", async () => {
    proxy.wants = authorization;
    systemProxy = async () => `http://127.0.0.1:${proxy.port}`;
    const destination = await stage.destination(settings({}));
    const first = await stage.send(10, destination);
    expect(await first.rest()).toMatchObject({ kind: "failed", error: { code: "proxy" } });
    await stage.send(10, destination);
    stage.clock.advance(3600 * 1000);
    await new Promise(setImmediate);
    expect(proxy.seen).toHaveLength(1);
  });
});

describe("N36: a proxy that is not there", () => {
  it("is waited for, and nothing goes around it", async () => {
    const destination = await throughProxy();
    const { port } = proxy;
    await proxy.close();
    const delivery = await stage.send(10, destination);
    expect(await delivery.rest()).toMatchObject({
      kind: "waiting",
      reason: "back-off",
      error: { code: "proxy" },
    });
    expect(await delivery.goOn()).toMatchObject({ kind: "waiting", error: { code: "proxy" } });
    expect(stage.gate.connections()).toBe(0);
    proxy = await startProxy(stage.gate, port);
    expect((await delivery.goOn()).kind).toBe("completed");
    expect([delivery.copies(), proxy.seen.length]).toEqual([1, 1]);
  });

  it.each([502, 503, 504, 429])("or answers %i itself, is waited for", async (status) => {
    const destination = await throughProxy();
    proxy.answer = status;
    const delivery = await stage.send(10, destination);
    expect(await delivery.rest()).toMatchObject({
      kind: "waiting",
      error: { code: "proxy", httpStatus: status },
    });
    proxy.answer = 200;
    expect((await delivery.goOn()).kind).toBe("completed");
    expect(delivery.copies()).toBe(1);
  });
});

describe("N36: proxy settings of the system that can't be read", () => {
  it("make an upload wait; it does not go around the proxy", async () => {
    systemProxy = async () => {
      throw new Error("the PAC script is broken");
    };
    const delivery = await stage.send(10, await stage.destination(settings({})));
    expect(await delivery.rest()).toMatchObject({
      kind: "waiting",
      reason: "back-off",
      error: { code: "proxy" },
    });
    expect(stage.gate.connections()).toBe(0);
    systemProxy = async () => `http://127.0.0.1:${proxy.port}`;
    expect((await delivery.goOn()).kind).toBe("completed");
    expect([delivery.copies(), proxy.seen.length]).toEqual([1, 1]);
  });
});
