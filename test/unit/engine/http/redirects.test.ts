import { describe, expect, it } from "vitest";
import { Failure } from "../../../../electron/engine/failure";
import { isRedirect, redirectTarget, type Target } from "../../../../electron/engine/http/redirects";

const from: Target = { url: new URL("https://a.example/x/y?q"), headers: { "X-Auth-Token": "t" }, hops: 0 };

function refusal(location: string, start: Target = from, mayFollow = true): string {
  try {
    redirectTarget(start, 302, location, mayFollow);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.error.code === "redirect-refused") return thrown.message;
    throw thrown;
  }
  return "";
}

describe("a redirect", () => {
  it("is an answer that names another place", () => {
    expect(isRedirect(302, "/x")).toBe(true);
    expect(isRedirect(302, undefined)).toBe(false);
    expect(isRedirect(304, "/x")).toBe(false);
    expect(isRedirect(200, "/x")).toBe(false);
  });

  it("within the origin keeps the headers and counts", () => {
    expect(redirectTarget(from, 302, "../z", true)).toEqual({
      url: new URL("https://a.example/z"),
      headers: { "X-Auth-Token": "t" },
      hops: 1,
    });
  });

  it.each([
    "https://b.example/",
    "https://a.example:8443/",
    "//b.example/",
    "https://a.example.evil.example/",
  ])("to %s loses every header", (location) => {
    expect(redirectTarget(from, 302, location, true).headers).toEqual({});
  });

  it.each([
    ["http://a.example/", "not protected"],
    ["ftp://a.example/", "no web address"],
    ["javascript:alert(1)", "no web address"],
    ["https://me:secret@a.example/", "credentials of its own"],
    ["https://127.0.0.1/", "this computer itself"],
    ["https://[::1]/", "this computer itself"],
    ["https://localhost/", "this computer itself"],
    ["https://", "can't be read"],
  ])("to %s is refused", (location, reason) => {
    expect(refusal(location)).toContain(reason);
  });

  it("is refused after five", () => {
    expect(refusal("/z", { ...from, hops: 4 })).toBe("");
    expect(refusal("/z", { ...from, hops: 5 })).toContain("circle");
  });

  it("of an upload is refused wherever it leads, without telling a presigned address", () => {
    const message = refusal("https://b.example/up?X-Amz-Signature=secret", from, false);
    expect(message).toContain("https://b.example/up");
    expect(message).not.toContain("secret");
    expect(refusal("/same", from, false)).not.toBe("");
  });
});
