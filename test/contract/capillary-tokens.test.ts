import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adapterFor } from "../../electron/engine/services/index";
import type { Upload } from "../../electron/shared/upload";
import { startEngine, type TestEngine, temporaryFolder } from "../helpers/engine";
import { FakeClock } from "../helpers/fake-clock";
import { AdapterBench, TestFolder } from "../helpers/run-adapter";
import {
  type StrictCapillaryServer,
  type StrictTokenServer,
  startStrictCapillaryServer,
  startStrictTokenServer,
} from "../servers/strict-capillary-server";

const key = "WnCygRI1Fmlf6YudKwTxQq1LI";
const secret = "client-secret-b1946ac92492d234";

let tokens: StrictTokenServer;
let server: StrictCapillaryServer;
let folder: TestFolder;

function settings(): Record<string, string> {
  const tokenUrl = `${tokens.baseUrl}/v3/oauth/token/generate`;
  return { baseUrl: server.baseUrl, auth: "oauth", tokenUrl, key };
}

const uploads = () => server.requests.filter((request) => request.method === "POST");

beforeEach(async () => {
  folder = await TestFolder.make();
  server = await startStrictCapillaryServer({
    path: "/api_gateway/file-service/rewards",
    header: "x-cap-api-oauth-token",
    accepted: [],
    partName: "file",
  });
  tokens = await startStrictTokenServer({ key, secret }, (token) => {
    server.expected.accepted = [token];
  });
});

afterEach(async () => {
  await tokens.close();
  await server.close();
  await folder.remove();
});

describe("Capillary's access tokens (vector 4)", () => {
  let profile: { path: string; remove: () => Promise<void> };
  let engine: TestEngine;

  beforeEach(async () => {
    profile = await temporaryFolder();
    engine = await startEngine(profile.path, { environment: { CLIENT_SECRET: secret } });
    await add(settings(), "secret");
  });

  afterEach(async () => {
    await engine.close();
    await profile.remove();
  });

  async function add(more: Record<string, string>, secretKey: string): Promise<void> {
    await engine.connection.api.saveDestination({
      name: "Rewards",
      service: "capillary",
      settings: more,
      secrets: {},
      secretSources: { [secretKey]: { kind: "env", variable: "CLIENT_SECRET" } },
    });
  }

  async function send(...names: readonly string[]): Promise<readonly Upload[]> {
    const paths = await Promise.all(names.map((name) => folder.file(Buffer.from(name), name)));
    return await engine.ended(await engine.send("Rewards", paths));
  }

  it("are fetched once for many uploads, and never sent to the token address or kept", async () => {
    const rows = await send("1.png", "2.png", "3.png", "4.png");
    expect(rows.map((row) => row.state.kind)).toEqual(Array.from({ length: 4 }, () => "completed"));
    expect(tokens.requests.length).toBe(1);
    expect(uploads().length).toBe(4);
    expect([...tokens.problems, ...server.problems]).toEqual([]);
    expect(inspect(rows, { depth: 20 })).not.toContain(tokens.issued[0]);
  });

  it("are renewed once after a 401, and the upload is sent again", async () => {
    await send("1.png");
    server.expected.accepted = [];
    const [row] = await send("2.png");
    expect(row?.state.kind).toBe("completed");
    expect(tokens.issued.length).toBe(2);
    expect(uploads().length).toBe(3);
  });

  it("are not renewed a second time: then the credentials are refused", async () => {
    await send("1.png");
    server.faults = { answer: { status: 401 } };
    const [row] = await send("2.png");
    expect(row?.state).toMatchObject({ kind: "failed", error: { code: "auth" } });
    expect(tokens.issued.length).toBe(2);
    expect(uploads().length).toBe(3);
  });

  it("are waited for when the token address is busy, without an upload in vain", async () => {
    tokens.answer = { status: 503, body: "" };
    const sending = send("1.png");
    await engine.until("the token was asked for", () => tokens.requests.length > 0);
    tokens.answer = null;
    expect((await sending)[0]?.state.kind).toBe("completed");
    expect(uploads().length).toBe(1);
  });

  it("let an upload whose answer was lost go out again by itself, as a new version", async () => {
    server.faults = { loseAnswer: true };
    const sending = send("1.png");
    await engine.until("the first one came", () => server.files.length > 0);
    server.faults = {};
    const [row] = await sending;
    expect(row?.state.kind).toBe("completed");
    expect(Number(row?.receipt?.remote["version"])).toBeGreaterThan(1);
    expect(new Set(server.files.map((file) => file.name))).toEqual(new Set(["1.png"]));
  });

  it("are the only credentials worth another try: a refused token of the user's own costs one upload", async () => {
    const { id } = await engine.destination("Rewards");
    await engine.connection.api.removeDestination({ id });
    await add({ baseUrl: server.baseUrl, auth: "token" }, "token");
    server.expected.accepted = [secret];
    await send("1.png");
    server.expected.accepted = [];
    const [row] = await send("2.png");
    expect(row?.state).toMatchObject({ kind: "failed", error: { code: "auth" } });
    expect(uploads().length).toBe(2);
  });
});

describe("asking for Capillary's access tokens", () => {
  let bench: AdapterBench;

  function benchWith(
    more: Record<string, string> = {},
    clientSecret = secret,
    clock = new FakeClock(),
  ): void {
    bench?.close();
    const all = { ...settings(), ...more };
    bench = new AdapterBench(adapterFor("capillary"), all, { secret: clientSecret }, clock);
  }

  beforeEach(() => {
    benchWith();
  });

  afterEach(() => {
    bench.close();
  });

  it("takes their end from the answer, counted from when they were asked for", async () => {
    const session = await bench.adapter.prepare?.(bench.context());
    const expiresAtMs = String(new FakeClock().now() + 300_000);
    expect(session).toEqual({ accessToken: tokens.issued[0], expiresAtMs });
    tokens.ttlSeconds = null;
    expect(await bench.adapter.prepare?.(bench.context())).toEqual({ accessToken: tokens.issued[1] });
  });

  it.each([
    [401, "", "auth", "auth", "secret"],
    [403, "<html>no</html>", "auth", "auth", "secret"],
    [400, '{"errors":[{"message":"Invalid key"}]}', "auth", "auth", "secret"],
    [200, '{"data":null,"errors":[{"code":1,"message":"Invalid key"}]}', "auth", "auth", "secret"],
    [200, "<!doctype html><title>Welcome</title>", "permanent", "bad-response", "tokenUrl"],
    [200, '{"data":{}}', "permanent", "bad-response", "tokenUrl"],
    [200, '{"data":{"accessToken":"a\\nb"}}', "permanent", "bad-response", "tokenUrl"],
    [404, "", "permanent", "target-not-found", "tokenUrl"],
    [429, "", "transient", "rate-limited", "tokenUrl"],
    [502, "<html>bad gateway</html>", "transient", "server-busy", "tokenUrl"],
    [503, "", "transient", "server-busy", "tokenUrl"],
  ])("takes an answer %i %j for what it is", async (status, body, failureClass, code, field) => {
    tokens.answer = { status, body };
    const run = await bench.upload(await folder.file(Buffer.from("x")), {}, { name: "a.png" });
    expect(run.failure).toMatchObject({ class: failureClass, field, error: { code } });
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field });
    expect(server.requests).toEqual([]);
  });

  it("shows no secret that the token address repeats", async () => {
    for (const status of [200, 400, 401, 500]) {
      tokens.answer = { status, body: JSON.stringify({ errors: [{ message: `not ${secret}` }] }) };
      const run = await bench.upload(await folder.file(Buffer.from("x")), {}, { name: "a.png" });
      expect(run.failure).not.toBeNull();
      expect(inspect(run.failure, { depth: 20 })).not.toContain(secret);
    }
  });

  it("shows no issued token that the service repeats", async () => {
    let token = "";
    tokens.answer = { status: 200, body: '{"data":{"accessToken":"issued-token-0815"}}' };
    token = "issued-token-0815";
    server.expected.accepted = [token];
    server.faults = { answer: { status: 400, body: JSON.stringify({ message: `bad ${token}` }) } };
    const run = await bench.upload(await folder.file(Buffer.from("x")), {}, { name: "a.png" });
    expect(run.failure?.error.message).toBe("bad ***");
  });

  it("proves key and secret in the destination's test, and asks the upload address once", async () => {
    const tested = await bench.adapter.test(bench.context());
    expect(tested).toMatchObject({ ok: true, field: null });
    expect(tested.message).toMatch(/^Key and secret get an access token/);
    expect([tokens.requests.length, server.requests.length, server.files.length]).toEqual([1, 1, 0]);
    expect([...tokens.problems, ...server.problems]).toEqual([]);
    benchWith({}, "wrong-wrong");
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "secret" });
  });

  it("names the address that does not answer, and the one that refuses a fresh token", async () => {
    server.expected.accepted = [];
    tokens.answer = { status: 200, body: '{"data":{"accessToken":"of-another-cluster"}}' };
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "baseUrl" });
    await tokens.close();
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "tokenUrl" });
    tokens = await startStrictTokenServer({ key, secret }, () => {});
  });
});
