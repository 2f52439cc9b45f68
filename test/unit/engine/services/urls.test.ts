import { describe, expect, it } from "vitest";
import { signedUrlEndMs } from "../../../../electron/engine/services/signed-url";
import { isSafeLink, joinUrl } from "../../../../electron/engine/services/urls";

describe("joining an address", () => {
  it("keeps a path of the address and encodes each segment", () => {
    expect(joinUrl("https://chat.example/api//", "files", "a b/c?d#e", "ü")).toBe(
      "https://chat.example/api/files/a%20b%2Fc%3Fd%23e/%C3%BC",
    );
    expect(joinUrl("https://chat.example", "%2e%2e")).toBe("https://chat.example/%252e%252e");
  });

  it.each(["", ".", "..", "\ud800"])("refuses the segment %j, which would not arrive as one", (segment) => {
    expect(() => joinUrl("https://chat.example", "files", segment)).toThrow("can't be part of an address");
  });
});

describe("a link from an answer", () => {
  it.each([
    ["https://bucket.example/file?sig=1", true],
    ["http://chat.example:3100/signed", true],
    ["http://elsewhere.example/signed", false],
    ["https://user@bucket.example/file", false],
    ["javascript:alert(1)", false],
    ["file:///etc/passwd", false],
    ["//bucket.example/file", false],
  ])("is safe to show or not: %s → %s", (link, safe) => {
    expect(isSafeLink(link, "http://chat.example:3100/files/b/1")).toBe(safe);
  });

  it("may use plain http from this computer to itself", () => {
    expect(isSafeLink("http://localhost:9000/x", "http://127.0.0.1:3100/files/b/1")).toBe(true);
    expect(isSafeLink("http://127.0.0.1:9000/x", "https://chat.example/files/b/1")).toBe(false);
  });
});

describe("the end of a signed address", () => {
  const nowMs = Date.UTC(2026, 2, 1, 7, 0, 0);
  const minutes = (count: number) => nowMs + count * 60_000;

  it.each([
    ["Amazon's date and life", "X-Amz-Date=20260301T070000Z&X-Amz-Expires=900", minutes(15)],
    ["Google's date and life", "X-Goog-Date=20260301T065500Z&X-Goog-Expires=600", minutes(5)],
    ["an end in epoch seconds", `Expires=${minutes(20) / 1000}`, minutes(20)],
    ["an end that is over", `Expires=${minutes(-5) / 1000}`, minutes(-5)],
    ["nothing: ten minutes", "", minutes(10)],
    ["nonsense: ten minutes", "X-Amz-Date=yesterday&X-Amz-Expires=soon", minutes(10)],
    ["an empty end: ten minutes", "Expires=", minutes(10)],
    ["a week: an hour at most", "X-Amz-Date=20260301T070000Z&X-Amz-Expires=604800", minutes(60)],
  ])("follows from %s", (_what, query, expected) => {
    expect(signedUrlEndMs(`https://bucket.example/file?${query}`, nowMs)).toBe(expected);
  });
});
