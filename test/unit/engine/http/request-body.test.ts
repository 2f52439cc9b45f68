import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Base64Encoder, encodeBody } from "../../../../electron/engine/http/request-body";

describe("a body", () => {
  it("that is raw is the file and nothing else", () => {
    expect(encodeBody({ kind: "raw", contentType: "image/png" }, [7])).toEqual({
      contentType: "image/png",
      contentLength: 7,
      segments: ["file"],
    });
  });

  it("that is JSON counts bytes, not characters", () => {
    const body = encodeBody({ kind: "json", value: { name: "ü" } }, []);
    expect([body.contentType, body.contentLength]).toEqual(["application/json", 13]);
  });

  it.each([
    [0, 0],
    [1, 4],
    [2, 4],
    [3, 4],
    [4, 8],
    [5 * 1024 ** 3, 7_158_278_828],
  ])("with the Base64 of %i bytes announces %i bytes for it", (fileSize, expected) => {
    const body = encodeBody({ kind: "json-base64", before: '{"c":"', after: '"}' }, [fileSize]);
    expect(body.contentLength).toBe(6 + expected + 2);
  });
});

describe("a body of several files", () => {
  it("counts each file in its own place, with its own padding", () => {
    const body = { kind: "json-base64", before: "[", between: ["|", "|"], after: "]" } as const;
    const encoded = encodeBody(body, [1, 0, 5]);
    expect(encoded.segments.map(String)).toEqual([
      "[",
      "file-base64",
      "|",
      "file-base64",
      "|",
      "file-base64",
      "]",
    ]);
    expect(encoded.contentLength).toBe(4 + 4 + 0 + 8);
  });
});

describe("Base64 in chunks", () => {
  it("is the same as in one piece, however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (parts) => {
        const encoder = new Base64Encoder();
        const texts = parts.map((part) => encoder.encode(Buffer.from(part)));
        const whole = Buffer.concat(parts);
        expect(Buffer.concat([...texts, encoder.end()]).toString()).toBe(whole.toString("base64"));
      }),
    );
  });
});
