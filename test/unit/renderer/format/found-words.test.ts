import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foundPieces } from "../../../../renderer/format/found-words";

const found = (text: string, search: string) =>
  foundPieces(text, search)
    .filter(({ isFound }) => isFound)
    .map((piece) => piece.text);

describe("the words of a search in a name", () => {
  it("are found whatever their case, each place once, also where they overlap", () => {
    expect(found("IMG_0292 img.jpg", "img")).toEqual(["IMG", "img"]);
    expect(found("banana", "ana nan")).toEqual(["anana"]);
    expect(found("合同 定稿.pdf", "定稿 合")).toEqual(["合", "定稿"]);
    expect(found("plan.pdf", "")).toEqual([]);
    expect(found("İstanbul", "ist")).toEqual([]);
  });

  it("never change the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string({ unit: fc.constantFrom(..."ab İß") }),
        (text, search) => {
          expect(
            foundPieces(text, search)
              .map((piece) => piece.text)
              .join(""),
          ).toBe(text);
        },
      ),
    );
  });
});
