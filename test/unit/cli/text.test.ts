import { describe, expect, test } from "vitest";
import { parseDuration, parseInteger } from "../../../electron/cli/settings-arguments";
import {
  formatBytes,
  formatDuration,
  nearest,
  printable,
  quoteWord,
  tableLines,
} from "../../../electron/cli/text";

describe("text for people", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [9_960, "10 kB"],
    [999_400, "999 kB"],
    [999_600, "1.0 MB"],
    [5_368_709_120, "5.4 GB"],
    [2e18, "2000 PB"],
  ])("writes %d bytes as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test.each([
    [-5, "1 s"],
    [1001, "2 s"],
    [60_000, "1 min"],
    [250_000, "4 min 10 s"],
    [7_200_000, "2 h"],
    [7_500_000, "2 h 5 min"],
  ])("writes %d milliseconds as %s", (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  test("takes control characters out and leaves letters of every script", () => {
    expect(printable("über\u001b[2J 文件\n\u009b😀")).toBe("über?[2J 文件??😀");
  });

  test("aligns columns and leaves out one that is empty everywhere", () => {
    const rows = [
      ["a", "1", "", "x"],
      ["bbb", "22", "", ""],
    ];
    expect(tableLines(rows, [1])).toEqual(["a     1  x", "bbb  22"]);
  });

  test.each([
    ["plain-word_1.txt", "linux", "plain-word_1.txt"],
    ["two words", "linux", "'two words'"],
    ["it's $HOME", "linux", "'it'\\''s $HOME'"],
    ["", "linux", "''"],
    ["it's", "win32", "'it''s'"],
  ] as const)("quotes %j for %s as %s", (word, platform, quoted) => {
    expect(quoteWord(word, platform)).toBe(quoted);
  });

  test.each([
    ["practise", ["Depot", "Practice"], "Practice"],
    ["depo", ["Depot", "Deport"], "Depot"],
    ["something else", ["Depot"], null],
    ["x", [], null],
  ])("guesses for %j among %j that %j was meant", (word, candidates, meant) => {
    expect(nearest(word, candidates)).toBe(meant);
  });
});

describe("numbers of arguments", () => {
  test.each([
    ["90", 90_000],
    ["90s", 90_000],
    ["10m", 600_000],
    ["1.5h", 5_400_000],
    ["500ms", 500],
  ])("reads the duration %j as %d milliseconds", (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  test.each(["", "0", "-1", "10 days", "1e3", "NaN", "m", "9".repeat(400)])(
    "refuses the duration %j",
    (text) => {
      expect(() => parseDuration(text)).toThrow("is no duration");
    },
  );

  test.each(["", "0", "11", "1.5", "0x5", " 5"])("refuses the number %j outside 1 to 10", (text) => {
    expect(() => parseInteger("--limit", text, 1, 10)).toThrow("--limit needs a whole number from 1 to 10");
  });
});
