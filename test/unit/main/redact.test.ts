import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact, redactText } from "../../../electron/main/redact";

const canary = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/).map((random) => `canary${random}`);

describe("what goes to the log", () => {
  it("S-17 carries no secret in any of the forms they are met in", () => {
    const forms: readonly ((secret: string) => unknown)[] = [
      (secret) => ({ token: secret }),
      (secret) => ({ headers: { Authorization: `Bearer ${secret}`, "X-Auth-Token": secret } }),
      (secret) => ({ deep: [{ clientSecret: secret }, { "x-api-key": secret }] }),
      (secret) => `GET https://files.example/a?sig=${secret}&x=1#top`,
      (secret) => `https://user:${secret}@files.example/`,
      (secret) => `https://${secret}@files.example/`,
      (secret) => `authorization: Bearer ${secret}`,
      (secret) => `Basic ${secret}==`,
      (secret) => `{"password":"${secret}"}`,
      (secret) => `apiKey=${secret}`,
      (secret) => new Error(`refused token=${secret}`),
      (secret) => new Error("outer", { cause: new Error(`at https://a.example/?key=${secret}`) }),
      (secret) => ({
        error: Object.assign(new Error("x"), { stack: `x\n at https://u:${secret}@b.example` }),
      }),
    ];
    fc.assert(
      fc.property(canary, fc.constantFrom(...forms), (secret, form) => {
        return !JSON.stringify(redact(form(secret))).includes(secret);
      }),
      { numRuns: 2_000 },
    );
  });

  it("keeps what helps to understand an error", () => {
    expect(redactText("connect ECONNREFUSED 127.0.0.1:80 at http://127.0.0.1/x")).toBe(
      "connect ECONNREFUSED 127.0.0.1:80 at http://127.0.0.1/x",
    );
    expect(redact({ id: "0a1b", status: 503, gone: null })).toEqual({ id: "0a1b", status: 503, gone: null });
  });

  it("ends at a depth, also in circles", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(JSON.stringify(redact(circle)).length).toBeLessThan(200);
  });
});
