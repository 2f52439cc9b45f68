import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { HttpReply } from "../../../../electron/engine/http/http-client";
import {
  failureFromConnection,
  failureFromDownload,
  failureFromReply,
  looksLikeHtml,
  unreadableReply,
} from "../../../../electron/engine/http/http-errors";

function reply(status: number, more: Partial<HttpReply> = {}): HttpReply {
  return {
    status,
    headers: {},
    text: "",
    json: undefined,
    url: "https://a.example/",
    receivedAtMs: 0,
    bodySentWhole: true,
    ...more,
  };
}

function verdict(status: number, more: Partial<HttpReply> = {}): string {
  const failure = failureFromReply(reply(status, more), { now: 0 });
  expect(failure.error.httpStatus).toBe(status);
  return `${failure.class}/${failure.error.code}`;
}

describe("a status that means the same wherever it is met", () => {
  it.each([
    [302, "permanent/redirect-refused"],
    [400, "permanent/invalid-field"],
    [401, "auth/auth"],
    [402, "permanent/quota-exceeded"],
    [403, "permanent/forbidden"],
    [404, "permanent/target-not-found"],
    [405, "permanent/endpoint-gone"],
    [407, "auth/proxy"],
    [408, "transient/server-busy"],
    [409, "permanent/invalid-field"],
    [410, "permanent/endpoint-gone"],
    [413, "permanent/too-large"],
    [415, "permanent/type-refused"],
    [421, "transient/server-busy"],
    [422, "permanent/invalid-field"],
    [425, "transient/server-busy"],
    [429, "transient/rate-limited"],
    [451, "permanent/forbidden"],
    [501, "permanent/endpoint-gone"],
    [503, "transient/server-busy"],
    [507, "permanent/quota-exceeded"],
    [511, "transient/network"],
  ])("%i is %s", (status, expected) => {
    expect(verdict(status)).toBe(expected);
    expect(verdict(status, { bodySentWhole: false })).toBe(expected);
  });
});

describe("a server that fails", () => {
  it("with its own words has decided", () => {
    expect(verdict(500, { json: { error: "disk full" } })).toBe("permanent/server-error");
    expect(failureFromReply(reply(500), { now: 0, serviceText: "" }).class).toBe("permanent");
  });

  it.each([500, 502, 504, 520, 599])("with %i and no word of its own leaves the outcome open", (status) => {
    expect(verdict(status, { text: "<html>" })).toBe("unknown/outcome-unknown");
    expect(verdict(status, { bodySentWhole: false })).toBe("transient/server-busy");
  });

  it("behind a gateway says nothing by the gateway's JSON", () => {
    expect(verdict(502, { json: { error: "bad gateway" } })).toBe("unknown/outcome-unknown");
  });
});

describe("what a failure carries", () => {
  it("is the wait that the server named", () => {
    const asked = { headers: { "retry-after": "90" } };
    expect(failureFromReply(reply(429, asked), { now: 0 }).retryAfterMs).toBe(90_000);
    expect(failureFromReply(reply(503), { now: 0 }).retryAfterMs).toBeNull();
    const dated = { "retry-after": "Thu, 01 Jan 1970 00:00:40 GMT", date: "Thu, 01 Jan 1970 00:00:10 GMT" };
    expect(failureFromReply(reply(503, { headers: dated }), { now: 0 }).retryAfterMs).toBe(30_000);
  });

  it("is the service's own sentence, on one line and not too long", () => {
    const told = failureFromReply(reply(400), { now: 0, serviceText: ` room\n${"x".repeat(500)}` });
    expect(told.message.startsWith("room x")).toBe(true);
    expect(told.message).toHaveLength(300);
    expect(failureFromReply(reply(403), { now: 0, serviceText: null }).message).toContain("does not allow");
  });
});

describe("an unreadable success", () => {
  const page = { text: "\n<!DOCTYPE html><html>…" };
  it("may have arrived when everything was sent", () => {
    const failure = unreadableReply(reply(200, page));
    expect([failure.class, failure.error.code, failure.error.httpStatus]).toEqual([
      "unknown",
      "outcome-unknown",
      200,
    ]);
    expect(failure.message).toContain("web page");
  });

  it("is a wrong address when not everything was sent", () => {
    const failure = unreadableReply(reply(200, { text: "hm", bodySentWhole: false }));
    expect([failure.class, failure.error.code]).toEqual(["permanent", "bad-response"]);
  });

  it("counts the same when somebody takes it for a failure by its status", () => {
    expect(verdict(200)).toBe("unknown/outcome-unknown");
    expect(verdict(204, { bodySentWhole: false })).toBe("permanent/bad-response");
  });

  it.each([
    [{ headers: { "content-type": "text/html; charset=utf-8" } }, true],
    [{ text: "<html lang=de>" }, true],
    [{ text: "  <!doctype HTML>" }, true],
    [{ text: '{"html":"<html>"}' }, false],
    [{ text: "<?xml version='1.0'?><Error/>" }, false],
    [{ headers: { "content-type": "application/json" }, text: "{}" }, false],
  ])("is told to be a page or not: %j", (more, expected) => {
    expect(looksLikeHtml(reply(200, more))).toBe(expected);
  });
});

describe("a refused download", () => {
  it("is explained by its status and never leaves anything open", async () => {
    const body = Readable.from([Buffer.alloc(100_000, "x")]);
    const download = { status: 502, headers: {}, url: "https://a.example/", body };
    expect((await failureFromDownload(download, 0)).class).toBe("transient");
    expect(body.destroyed).toBe(true);
  });

  it("is explained although its connection broke", async () => {
    const body = new Readable({ read: () => body.destroy(new Error("cut")) });
    const download = { status: 404, headers: {}, url: "https://a.example/", body };
    expect((await failureFromDownload(download, 0)).error.code).toBe("target-not-found");
  });
});

describe("a failed connection", () => {
  const fault = (code: string) => Object.assign(new Error(code), { code });
  const verdictOf = (error: unknown, bodySentWhole: boolean, hasBody = true, atProxy = false) => {
    const failure = failureFromConnection(error, { bodySentWhole, hasBody, atProxy });
    return `${failure.class}/${failure.error.code}`;
  };

  it.each([
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ETIMEDOUT",
    "ECONNRESET",
    "EPIPE",
    "ESOMETHING",
  ])("by %s may be repeated unless everything was sent", (code) => {
    expect(verdictOf(fault(code), false)).toBe("transient/network");
    expect(verdictOf(fault(code), true)).toBe("unknown/outcome-unknown");
    expect(verdictOf(fault(code), true, false)).toBe("transient/network");
    expect(verdictOf(fault(code), false, true, true)).toBe("transient/proxy");
  });

  it.each([
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "EPROTO",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "CERT_SIGNATURE_FAILURE",
  ])("by %s is not to be trusted", (code) => {
    expect(verdictOf(fault(code), false)).toBe("permanent/tls");
    expect(verdictOf(fault(code), false, true, true)).toBe("permanent/tls");
  });

  it("that speaks no HTTP is a wrong address", () => {
    expect(verdictOf(fault("HPE_INVALID_CONSTANT"), false)).toBe("permanent/bad-response");
    expect(verdictOf(fault("HPE_HEADER_OVERFLOW"), true)).toBe("unknown/outcome-unknown");
  });

  it("is understood through causes and through several addresses", () => {
    expect(verdictOf(new Error("outer", { cause: fault("CERT_HAS_EXPIRED") }), false)).toBe("permanent/tls");
    expect(verdictOf(new AggregateError([fault("ECONNREFUSED")]), false)).toBe("transient/network");
    expect(verdictOf("a string", false)).toBe("transient/network");
  });
});
