import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mask, maskLink } from "../../../electron/shared/link-mask";

const secret = fc.string({
  unit: fc.constantFrom(..."abcdefXYZ0123456789%-_.~+"),
  minLength: 6,
  maxLength: 40,
});

describe("a link in the window", () => {
  it("is shown whole when it holds no secret", () => {
    const url = "https://files.example/a/b.png?v=3&size=200#page-2";
    expect(maskLink(url)).toEqual({ text: url, isMasked: false });
  });

  it("keeps its place and its end in sight, and hides what lets people in", () => {
    const { text, isMasked } = maskLink(
      "https://s3.example/b/f.pdf?X-Amz-Date=20240508T034059Z&X-Amz-Expires=3600&X-Amz-Signature=deadbeef&X-Amz-Security-Token=tok",
    );
    expect(isMasked).toBe(true);
    expect(text).toBe(
      `https://s3.example/b/f.pdf?X-Amz-Date=20240508T034059Z&X-Amz-Expires=3600&X-Amz-Signature=${mask}&X-Amz-Security-Token=${mask}`,
    );
  });

  it("hides user names and passwords, and tokens behind the hash", () => {
    expect(maskLink("https://ann:pw@files.example/x").text).toBe(`https://${mask}@files.example/x`);
    expect(maskLink("https://files.example/x#access_token=abc").text).toBe(`https://files.example/x#${mask}`);
  });

  it("never shows the value of a parameter that it does not know to be harmless", () => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom(
          "sig",
          "Signature",
          "token",
          "key",
          "share-secret",
          "auth",
          "whatever",
          "X-Amz-Credential",
        ),
        fc.constantFrom("", "&v=1", ";b=2", "#x"),
        (value, key, rest) => {
          const { text, isMasked } = maskLink(`https://files.example/p?size=1&${key}=${value}${rest}`);
          expect(isMasked).toBe(true);
          expect(text).not.toContain(value);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("never shows a long value that has no name", () => {
    expect(maskLink("https://files.example/p?0123456789abcdef0123").text).toBe(
      `https://files.example/p?${mask}`,
    );
  });
});
