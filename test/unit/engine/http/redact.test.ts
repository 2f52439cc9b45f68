import { describe, expect, it } from "vitest";
import { redactText } from "../../../../electron/engine/http/redact";

describe("a redacted text", () => {
  it("has no known secret in it, in any spelling", () => {
    const secret = 'p"ä+/ss word';
    const text = [
      secret,
      JSON.stringify({ echo: secret }),
      `https://a.example/?x=${encodeURIComponent(secret)}`,
      Buffer.from(secret).toString("base64"),
    ].join("\n");
    const clean = redactText(text, [secret]);
    expect(clean).toBe('***\n{"echo":"***"}\nhttps://a.example/?x=***\n***');
  });

  it("masks a secret that contains another one as a whole", () => {
    expect(redactText("abcd-efgh abcd", ["abcd", "abcd-efgh"])).toBe("*** ***");
  });

  it("leaves the text readable when a secret is too short to be one", () => {
    expect(redactText("all ok", ["", "a", "ok"])).toBe("all ok");
  });

  it("masks signatures of presigned addresses", () => {
    const url = "https://s3.example/f?X-Amz-Date=1&X-Amz-Signature=abc123&X-Amz-Credential=k%2Fx&keep=1";
    expect(redactText(url, [])).toBe(
      "https://s3.example/f?X-Amz-Date=1&X-Amz-Signature=***&X-Amz-Credential=***&keep=1",
    );
    expect(redactText('{"u":"https://a/f?sig=abc\\u0026x=1"}', [])).toBe(
      '{"u":"https://a/f?sig=***\\u0026x=1"}',
    );
  });

  it("masks members that hold credentials", () => {
    expect(redactText('{"access_token": "a\\"b", "token":"x", "name":"token"}', [])).toBe(
      '{"access_token": "***", "token":"***", "name":"token"}',
    );
  });

  it("is at most 8 KiB long and ends with a whole character", () => {
    const clean = redactText("ü".repeat(10_000), []);
    expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(8192);
    expect(clean).toBe("ü".repeat(4096));
    expect(redactText(`x${"ü".repeat(10_000)}`, [])).toBe(`x${"ü".repeat(4095)}`);
  });
});
