import { describe, expect, it } from "vitest";
import type { HttpReply } from "../../../../electron/engine/http/http-client";
import { complaintOf, fileInMessage, paceOf } from "../../../../electron/engine/services/rocket-chat-replies";
import { filePathOf } from "../../../../electron/engine/services/rocket-chat-requests";
import { isAtLeast } from "../../../../electron/engine/services/rocket-chat-session";

const answeredAtMs = Date.UTC(2031, 4, 6);

function replyWith(
  headers: Record<string, string>,
  status = 200,
  body: unknown = { success: true },
): HttpReply {
  return {
    status,
    headers,
    text: JSON.stringify(body),
    json: body,
    url: "https://chat.example/",
    receivedAtMs: answeredAtMs,
    bodySentWhole: true,
  };
}

function destinationAt(baseUrl: string) {
  return { id: "d", name: "D", service: "rocket-chat", settings: { baseUrl }, secrets: {} };
}

describe("a Rocket.Chat version", () => {
  it.each([
    ["6.9", false],
    ["6.9.12", false],
    ["6.10", true],
    ["6.10.0-rc.1", true],
    ["7.0", true],
    ["10.1", true],
    ["0.74.3", false],
    ["", null],
    ["develop", null],
    [undefined, null],
  ])("%j is compared with 6.10 by its numbers", (version, expected) => {
    expect(isAtLeast(version, 6, 10)).toBe(expected);
  });
});

describe("Rocket.Chat's announced limit", () => {
  const reset = String(Date.UTC(2026, 0, 1, 12, 0, 42));

  it("is measured against the answer's own clock", () => {
    const date = new Date(Date.UTC(2026, 0, 1, 12, 0, 0)).toUTCString();
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset, date };
    expect(paceOf(replyWith(headers))).toBe(42_000);
  });

  it("is measured against our clock where the answer has no time", () => {
    const soon = String(answeredAtMs + 42_000);
    const waitMs = paceOf(replyWith({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": soon })) ?? 0;
    expect(waitMs).toBe(42_000);
  });

  it.each([
    [{}],
    [{ "x-ratelimit-reset": reset }],
    [{ "x-ratelimit-remaining": "3", "x-ratelimit-reset": reset }],
    [{ "x-ratelimit-remaining": "0" }],
    [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon" }],
    [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1767268842" }],
  ])("holds nothing back for %j", (headers: Record<string, string>) => {
    expect(paceOf(replyWith(headers))).toBeUndefined();
  });
});

describe("a link in Rocket.Chat's answer", () => {
  it.each([
    ["https://chat.example", "/file-upload/f1/a.txt", "file-upload/f1/a.txt"],
    ["https://chat.example/", "/file-upload/f1/a.txt", "file-upload/f1/a.txt"],
    ["https://chat.example/team/", "/file-upload/f1/a.txt", "file-upload/f1/a.txt"],
    ["https://chat.example/team", "/team/file-upload/f1/a.txt", "file-upload/f1/a.txt"],
    ["https://chat.example/team", "/teammates/f1/a.txt", "teammates/f1/a.txt"],
    ["https://chat.example", "/file-upload/f1/a.txt?token=secret", "file-upload/f1/a.txt"],
    ["https://chat.example", "https://chat.example/file-upload/f1/a", "file-upload/f1/a"],
    ["https://chat.example", "https://user:pw@chat.example/file-upload/f1/a", "file-upload/f1/a"],
    ["https://chat.example", "http://chat.example/file-upload/f1/a", null],
    ["https://chat.example", "https://chat.example:444/file-upload/f1/a", null],
    ["https://chat.example", "//other.example/a", null],
    ["https://chat.example", "\\\\other.example\\a", null],
    ["https://chat.example", "data:text/plain,a", null],
    ["https://chat.example", "/", null],
    ["https://chat.example", null, null],
  ])("at %s, %j leads to %j", (baseUrl, link, expected) => {
    expect(filePathOf(destinationAt(baseUrl), link)).toBe(expected);
  });
});

describe("Rocket.Chat's words", () => {
  it("are no complaint when it succeeded, and one when it only says so in the body", () => {
    expect(complaintOf(replyWith({}), null)).toBeNull();
    expect(complaintOf(replyWith({}, 200, { success: false, error: "No" }), null)).toMatchObject({
      status: 400,
      text: "No",
    });
    expect(complaintOf(replyWith({}, 200, { status: "error", message: "No" }), null)?.text).toBe("No");
  });

  it.each([
    [undefined],
    [{}],
    [{ file: {} }],
    [{ file: { _id: ".." } }],
    [{ file: { _id: 5 } }],
    [{ files: [null] }],
  ])("about a message without a usable file (%j) make no receipt", (message) => {
    expect(fileInMessage(message ?? {}, null)).toBeNull();
  });

  it("about a message that tells its files in the list alone are enough", () => {
    const message = { _id: "m", files: [{ _id: "f", name: "a", size: 3 }] };
    expect(fileInMessage(message, null)).toMatchObject({ id: "f", name: "a", size: 3, messageId: "m" });
  });
});
