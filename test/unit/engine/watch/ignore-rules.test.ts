import { describe, expect, test } from "vitest";
import { ignoreRules } from "../../../../electron/engine/watch/ignore-rules";

describe("what of a watched folder is left out", () => {
  test.each([
    ".hidden",
    "sub/.git/config",
    "Thumbs.db",
    "film.mkv.part",
    "~$report.docx",
    "download.crdownload",
  ])("%s, always", (path) => expect(ignoreRules([])(path)).toBe(true));

  test.each(["photo.jpg", "sub/photo.jpg", "part.txt", "temporary.txt"])("but not %s", (path) =>
    expect(ignoreRules([])(path)).toBe(false),
  );

  test("what the user's rules say, as in .gitignore", () => {
    const isIgnored = ignoreRules(["*.raw", "/drafts/", "!keep.tmp"]);
    expect(
      ["a.raw", "sub/b.RAW", "drafts/c.png", "sub/drafts/d.png", "keep.tmp", "other.tmp"].map(isIgnored),
    ).toEqual([true, true, true, false, false, true]);
  });

  test("never the folder itself", () => expect(ignoreRules(["*"])("")).toBe(false));
});
