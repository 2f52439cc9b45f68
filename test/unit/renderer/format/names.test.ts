import { describe, expect, it } from "vitest";
import { monogram, splitName, visibleName } from "../../../../renderer/format/names";

describe("names as they are shown", () => {
  it("shows control characters as their pictures", () => {
    expect(visibleName("a\nb\u0000c\u007f")).toBe("a␊b␀c␡");
  });

  it("names signs that turn the direction, so that an ending can't be faked", () => {
    expect(visibleName("invoice\u202efdp.exe")).toBe("invoice‹U+202E›fdp.exe");
    expect(visibleName("a\u200bb")).toBe("a‹U+200B›b");
  });

  it("leaves letters, combined letters, emoji and their joiners alone", () => {
    for (const name of ["報告.docx", "über.txt", "u\u0308ber.txt", "👩\u200d💻.png", "می\u200cخواهم.txt"]) {
      expect(visibleName(name)).toBe(name);
    }
  });
});

describe("names in two parts", () => {
  it.each([
    ["report.pdf", "report", ".pdf"],
    ["backup.tar.gz", "backup.tar", ".gz"],
    [".bashrc", ".bashrc", ""],
    ["README", "README", ""],
    ["ends with a dot.", "ends with a dot.", ""],
    ["v1.0 of something long", "v1.0 of something long", ""],
  ])("keeps the ending of %s apart", (name, stem, extension) => {
    expect(splitName(name)).toEqual({ stem, extension });
  });
});

describe("monograms", () => {
  it.each([
    ["Design room", "DR"],
    ["practice", "P"],
    ["  «Été» à la mer", "ÉÀ"],
    ["𝒳 files", "𝒳F"],
    ["!!!", "?"],
  ])("shortens %s to %s", (name, letters) => {
    expect(monogram(name)).toBe(letters);
  });
});
