import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Failure } from "../../../../electron/engine/failure";
import { adapterFor } from "../../../../electron/engine/services/index";
import type { Session } from "../../../../electron/engine/services/service";
import { FakeClock } from "../../../helpers/fake-clock";
import { AdapterBench } from "../../../helpers/run-adapter";
import {
  type EasemobExpectations,
  easemobError,
  type StrictEasemobServer,
  startStrictEasemobServer,
} from "../../../servers/strict-easemob-server";

const org = "easemob-demo";
const app = "testapp";
const token = "YWMtS1pRuFa-EemixAMhJgmGUAAAA";
const user = { settings: { username: "u1" }, secrets: { password: "p-0123456789" } };
const client = { settings: { clientId: "YXA6-id" }, secrets: { clientSecret: "YXA6-secret-0123" } };
const userGrant = { grant_type: "password", username: "u1", password: "p-0123456789" };
const clientGrant = {
  grant_type: "client_credentials",
  client_id: "YXA6-id",
  client_secret: "YXA6-secret-0123",
};
const day = 24 * 60 * 60;

let server: StrictEasemobServer;
let clock: FakeClock;
const benches: AdapterBench[] = [];

function benchWith(settings: Record<string, string>, secrets: Record<string, string>): AdapterBench {
  const all = { baseUrl: server.baseUrl, org, app, ...settings };
  const made = new AdapterBench(adapterFor("easemob"), all, secrets, clock);
  benches.push(made);
  return made;
}

function expectMore(more: Partial<EasemobExpectations>): void {
  server.expected = { ...server.expected, ...more };
}

async function prepare(bench: AdapterBench): Promise<Session> {
  const session = await bench.adapter.prepare?.(bench.context());
  if (session === undefined) throw new Error("the adapter prepares nothing");
  return session;
}

async function refused(bench: AdapterBench): Promise<Failure> {
  const outcome = await prepare(bench).catch((thrown: unknown) => thrown);
  if (outcome instanceof Error) return outcome as Failure;
  throw new Error("it was not refused");
}

beforeEach(async () => {
  clock = new FakeClock();
  server = await startStrictEasemobServer({ org, app, token, grant: userGrant });
});

afterEach(async () => {
  for (const made of benches.splice(0)) made.close();
  await server.close();
});

describe("signing in to Easemob", () => {
  it.each([
    ["a user", user, userGrant],
    ["a client", client, clientGrant],
  ])("asks for a token as %s, in JSON and without any other header", async (_who, given, grant) => {
    expectMore({ grant });
    const session = await prepare(benchWith(given.settings, given.secrets));
    expect(server.problems).toEqual([]);
    expect(server.requests.map((request) => request.url)).toEqual([`/${org}/${app}/token`]);
    expect(session["token"]).toBe(token);
  });

  it("carries a password that no header could", async () => {
    const password = "пароль 密码 \u{1F511}";
    expectMore({ grant: { ...userGrant, password } });
    const session = await prepare(benchWith(user.settings, { password }));
    expect(server.problems).toEqual([]);
    expect(session["token"]).toBe(token);
  });

  it("asks for nothing where a token was pasted, and takes the user before the client", async () => {
    const settings = { ...user.settings, ...client.settings };
    const secrets = { ...user.secrets, ...client.secrets };
    expect(await prepare(benchWith(settings, { ...secrets, token }))).not.toHaveProperty("token");
    expect(server.signIns()).toBe(0);
    expect((await prepare(benchWith(settings, secrets)))["token"]).toBe(token);
    const onlyClient = benchWith(settings, client.secrets);
    expectMore({ grant: clientGrant });
    expect((await prepare(onlyClient))["token"]).toBe(token);
  });

  it.each([
    ["seconds", 60 * day, 60 * day * 1000],
    ["milliseconds, as one cluster gives them", 60 * day * 1000, 60 * day * 1000],
    ["a life of 10 years in seconds", 3650 * day, 3650 * day * 1000],
  ])("reads the life of a token in %s", async (_unit, expiresIn, lifeMs) => {
    expectMore({ expiresIn });
    const session = await prepare(benchWith(user.settings, user.secrets));
    expect(session["expiresAtMs"]).toBe(String(clock.now() + lifeMs));
  });

  it.each([0, -1, 1.5, null, "soon", 1e300])("takes a life of %j for no end", async (expiresIn) => {
    server.faults = { signIn: { status: 200, body: { access_token: token, expires_in: expiresIn } } };
    expect(await prepare(benchWith(user.settings, user.secrets))).toEqual({ token });
  });

  it.each([
    [{}, {}, "token"],
    [user.settings, {}, "password"],
    [{}, user.secrets, "username"],
    [client.settings, {}, "clientSecret"],
    [{}, client.secrets, "clientId"],
  ])("misses what belongs to %j %j, and says which", async (settings, secrets, field) => {
    const bench = benchWith(settings, secrets);
    expect(await refused(bench)).toMatchObject({ class: "permanent", field, error: { code: "config" } });
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field });
    expect(server.requests).toEqual([]);
  });

  it.each([
    { org: "easemob-demo#testapp" },
    { app: "easemob-demo#testapp" },
    { org: ".." },
    { app: "." },
    { app: "a/b" },
    { org: "" },
  ])("refuses an app key taken apart wrongly: %j", async (settings: Record<string, string>) => {
    const bench = benchWith(settings, { token });
    const [field] = Object.keys(settings);
    expect(await refused(bench)).toMatchObject({ field, error: { code: "config" } });
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field });
    expect(server.requests).toEqual([]);
  });
});

describe("a refused sign-in to Easemob", () => {
  it.each([
    [user, 400, "invalid_grant", "invalid password", "auth", "password"],
    [user, 400, "invalid_grant", "user not activated", "auth", "username"],
    [user, 404, "invalid_grant", "user not found", "auth", "username"],
    [client, 400, "invalid_grant", "client_secret does not match", "auth", "clientSecret"],
    [client, 400, "invalid_grant", "invalid client_id", "auth", "clientId"],
    [user, 401, "unauthorized", "Unable to authenticate", "auth", "password"],
    [client, 401, "unauthorized", "Unable to authenticate", "auth", "clientSecret"],
    [
      user,
      404,
      "organization_application_not_found",
      "Could not find application",
      "target-not-found",
      "app",
    ],
  ])("is understood: %j %i %s %s", async (given, status, error, text, code, field) => {
    server.faults = { signIn: { status, body: JSON.parse(easemobError(error, text)) } };
    const bench = benchWith(
      given.settings as Record<string, string>,
      given.secrets as Record<string, string>,
    );
    const failure = await refused(bench);
    expect(failure).toMatchObject({
      class: code === "auth" ? "auth" : "permanent",
      field,
      error: { code, httpStatus: status },
    });
    expect(failure.message).toContain(text);
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field });
  });

  it.each([
    [429, { error: "reach_limit", error_description: "Too fast" }, "transient", "rate-limited"],
    [503, {}, "transient", "server-busy"],
    [500, JSON.parse(easemobError("internal", "Broken")), "transient", "server-busy"],
    [502, {}, "transient", "server-busy"],
    [504, {}, "transient", "server-busy"],
    [200, {}, "permanent", "bad-response"],
    [200, { access_token: "new\nline" }, "permanent", "bad-response"],
    [405, {}, "permanent", "endpoint-gone"],
  ])("never leaves an upload unconfirmed: %i %j is %s", async (status, body, failureClass, code) => {
    server.faults = { signIn: { status, body } };
    const failure = await refused(benchWith(user.settings, user.secrets));
    expect(failure).toMatchObject({ class: failureClass, error: { code, httpStatus: status } });
    expect(failure.message).not.toContain("file");
  });

  it("may be repeated when its answer is lost", async () => {
    server.faults = { loseSignIn: true };
    const bench = benchWith(user.settings, user.secrets);
    const failure = await refused(bench);
    expect(failure).toMatchObject({ class: "transient", error: { code: "network" } });
    expect(failure.message).not.toContain("file");
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "baseUrl" });
  });

  it("shows no password, whatever the server repeats", async () => {
    const text = `wrong: ${user.secrets.password}`;
    server.faults = { signIn: { status: 400, body: JSON.parse(easemobError("invalid_grant", text)) } };
    const failure = await refused(benchWith(user.settings, user.secrets));
    expect(inspect(failure, { depth: 20 })).not.toContain(user.secrets.password);
  });
});

describe("the test of an Easemob destination", () => {
  it("asks for a token where there are credentials, and for a file that is not there where there is a token", async () => {
    const signingIn = benchWith(user.settings, user.secrets);
    expect(await signingIn.adapter.test(signingIn.context())).toMatchObject({ ok: true });
    const pasted = benchWith({}, { token });
    expect(await pasted.adapter.test(pasted.context())).toMatchObject({ ok: true });
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST /${org}/${app}/token`,
      `GET /${org}/${app}/chatfiles/00000000-0000-1000-8000-000000000000`,
    ]);
    expect(server.problems).toEqual([]);
  });

  it("tells a wrong app, a wrong token and an expired one apart", async () => {
    const wrongApp = benchWith({ app: "other" }, { token });
    const app404 = await wrongApp.adapter.test(wrongApp.context());
    expect(app404).toMatchObject({ ok: false, field: "app" });
    expect(app404.message).toContain("easemob-demo/other");
    const wrongToken = benchWith({}, { token: "YWMt-another" });
    const corrupt = await wrongToken.adapter.test(wrongToken.context());
    expect(corrupt).toMatchObject({ ok: false, field: "token" });
    expect(corrupt.message).toContain("not valid for this org/app");
    expectMore({ token: "YWMt-new", expiredTokens: [token] });
    const old = benchWith({}, { token });
    const expired = await old.adapter.test(old.context());
    expect(expired).toMatchObject({ ok: false, field: "token", message: "The token has expired." });
  });
});
