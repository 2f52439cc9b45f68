import { describe, expect, it } from "vitest";
import { AxiosHttpClient } from "../../../electron/engine/http/axios-http-client";
import { startFaultServer } from "../../servers/fault-server";
import { exchangeOptions, failureOf, get, plainRoute } from "./client-fixture";

const client = new AxiosHttpClient({
  lookup: (_host, _options, callback) => callback(Object.assign(new Error(), { code: "ENOTFOUND" }), []),
});

describe("an address", () => {
  it.each([
    ["is plain http to another computer", "http://files.example/"],
    ["is no address", "files.example"],
    ["is no web address", "ftp://files.example/"],
    ["carries a password", "https://me:secret@files.example/"],
  ])("that %s is the destination's fault", async (_, url) => {
    const failure = await failureOf(client.exchange(get(url), exchangeOptions()));
    expect([failure.class, failure.error.code, failure.field]).toEqual(["permanent", "config", "baseUrl"]);
    expect(failure.message).not.toContain("secret");
  });

  it("may be plain http where the destination allows it", async () => {
    const route = { ...plainRoute, allowInsecureHttp: true };
    const failure = await failureOf(
      client.exchange(get("http://files.example/"), exchangeOptions({ route })),
    );
    expect(failure.error.code).toBe("network");
  });

  it("may be plain http on this computer", async () => {
    const server = await startFaultServer();
    const reply = await client.exchange(get(server.origin), exchangeOptions());
    expect(reply.status).toBe(200);
    client.close();
    await server.close();
  });
});

describe("a header", () => {
  it.each(["two\r\nX-Evil: 1", "snow ☃", "nul \0"])(
    "with %j is refused by its name, never by its value",
    async (value) => {
      const server = await startFaultServer();
      const failure = await failureOf(
        client.exchange(get(server.origin, { "X-Auth-Token": value }), exchangeOptions()),
      );
      await server.close();
      expect([failure.class, failure.error.code]).toEqual(["permanent", "config"]);
      expect(failure.message).toContain("X-Auth-Token");
      expect(failure.message).not.toContain(value);
      expect(server.connections()).toBe(0);
    },
  );
});
