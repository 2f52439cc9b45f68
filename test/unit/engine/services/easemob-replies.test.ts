import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { HttpReply } from "../../../../electron/engine/http/http-client";
import { easemob } from "../../../../electron/engine/services/easemob";
import { knowing, refusalOf } from "../../../../electron/engine/services/easemob-replies";
import type { StepOutcome } from "../../../../electron/engine/services/service";
import { AdapterBench, MapMemory } from "../../../helpers/run-adapter";
import { easemobError } from "../../../servers/strict-easemob-server";

const settings = { baseUrl: "https://a1.easemob.example", org: "easemob-demo", app: "testapp" };
const issued = "YWMt-issued-0123456789";
const password = "p-0123456789";
const bench = new AdapterBench(easemob, { ...settings, username: "u1" }, { password });
const job = bench.job({ name: "a.jpg", size: 5 }, {});

function replyOf(status: number, text: string): HttpReply {
  const json: unknown = text.startsWith("{") ? JSON.parse(text) : undefined;
  return { status, headers: {}, text, json, url: settings.baseUrl, receivedAtMs: 0, bodySentWhole: true };
}

function interpreted(status: number, text: string): StepOutcome {
  const step = easemob.plan(job, { token: issued }, null);
  return easemob.interpret(step, replyOf(status, text), job, { size: 5, hash: null }, new MapMemory());
}

describe("an Easemob refusal", () => {
  it.each([
    [400, "illegal_argument", "file must be provided.", "permanent", "invalid-field", null],
    [403, "forbidden_op", "You may not", "permanent", "forbidden", null],
    [404, "organization_application_not_found", "Could not find", "permanent", "target-not-found", "app"],
    [404, "file_expired", "file is expired", "permanent", "target-not-found", null],
    [404, "entity_not_found", "file may not exists", "permanent", "target-not-found", null],
    [405, "illegal_request", "Method Not Allowed", "permanent", "endpoint-gone", null],
    [408, "timeout", "Request Timeout", "transient", "server-busy", null],
    [501, "not_implemented", "Not Implemented", "permanent", "endpoint-gone", null],
    [507, "storage", "Insufficient Storage", "permanent", "quota-exceeded", null],
  ])("%i %s (%s) is %s, %s", (status, error, text, failureClass, code, field) => {
    const failure = refusalOf(replyOf(status, easemobError(error, text)), bench.destination, "token");
    expect(failure).toMatchObject({ class: failureClass, field, error: { code, httpStatus: status } });
    if (error !== "file_expired") expect(failure.message).toContain(text);
  });

  it("does not know more than the service says of a 401 without a reason", () => {
    const own = interpreted(401, easemobError("unauthorized", "Unable to authenticate (OAuth)"));
    expect(own).toMatchObject({ failure: { class: "auth", message: "Unable to authenticate (OAuth)" } });
    expect(interpreted(401, "<html>")).toMatchObject({ failure: { class: "auth", field: "password" } });
  });

  it("says in the service's own words why the plan does not allow more", () => {
    const text = "You have exceeded the limit of the community edition";
    const outcome = interpreted(429, easemobError("resource_limited", text));
    expect(outcome).toMatchObject({
      failure: { message: text, error: { code: "quota-exceeded", httpStatus: 429 } },
    });
    expect(inspect(outcome)).toContain("Waiting does not help");
  });

  it("blames the credential in use for a refused token", () => {
    const outcome = interpreted(401, easemobError("unauthorized", "due to expired access token"));
    expect(outcome).toMatchObject({ failure: { class: "auth", field: "password" } });
  });

  it.each([200, 400, 401, 404, 429, 500, 502])(
    "shows neither password nor issued token with %i",
    (status) => {
      for (const error of ["oops", "auth_bad_access_token", "organization_application_not_found"]) {
        const outcome = interpreted(status, easemobError(error, `${issued} ${password}`));
        expect(outcome.kind).toBe("failure");
        expect(inspect(outcome, { depth: 20 })).not.toMatch(/YWMt-issued|p-0123456789/);
      }
    },
  );
});

describe("an Easemob receipt", () => {
  it("shows neither the issued token nor the share-secret, wherever the server repeats them", () => {
    const secret = "X9dIOla-0123456789";
    const text = JSON.stringify({
      entities: [{ uuid: "5fd74830", "share-secret": secret }],
      note: `${issued} ${secret} ${password}`,
    });
    const outcome = interpreted(200, text);
    if (outcome.kind !== "receipt") throw new Error("it is no receipt");
    expect(outcome.secrets).toEqual({ shareSecret: secret });
    expect(JSON.stringify(outcome.receipt)).not.toMatch(/YWMt-issued|X9dIOla|p-0123456789/);
    expect(knowing(bench.destination, { a: "b" }).secrets).toEqual({ password, a: "b" });
  });
});
