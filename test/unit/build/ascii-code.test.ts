import { describe, expect, it } from "vitest";
import { asciiCode } from "../../../scripts/build/ascii-code.mjs";

const resultOf = (code: string): unknown => new Function(`return ${code}`)();

describe("code in ASCII", () => {
  it("says the same in texts, templates and patterns", () => {
    for (const code of ['"合同 定稿 – 🎈"', "`合同 🎈`", "/^[合-同]🎈$/u.test('合🎈')", "({ é: 1 }).é"]) {
      const ascii = asciiCode(code);
      expect(ascii).toMatch(/^[\x20-\x7e]*$/);
      expect(resultOf(ascii)).toEqual(resultOf(code));
    }
  });

  it("keeps a backslash that is one itself", () => {
    const code = String.raw`"\\合"`;
    expect(resultOf(asciiCode(code))).toBe(resultOf(code));
  });

  it("refuses what an escape would change", () => {
    expect(() => asciiCode(String.raw`/\–/`)).toThrow("behind a backslash");
  });
});
