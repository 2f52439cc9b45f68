import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, csvHead, csvLine, exportedUpload } from "../../../electron/main/export-rows";
import { completedUpload, someUpload } from "./uploads";

/** Reads a line of a table as RFC 4180 says. */
function cellsOf(line: string): readonly string[] {
  const cells: string[] = [];
  for (let rest = line.replace(/\r\n$/, ""); ; ) {
    const found = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|$)/.exec(rest);
    if (found === null) throw new Error(`no cell at ${rest}`);
    cells.push((found[1] ?? found[2] ?? "").replaceAll('""', '"'));
    if (found[3] === "") return cells;
    rest = rest.slice(found[0].length);
  }
}

const signed = "https://files.example/a.png?Expires=1900000000&Signature=canary-signature";
const delivered = completedUpload("a", { links: [{ url: signed, expiresAt: null, opensInBrowser: true }] });

describe("a table of uploads", () => {
  it("gives every cell back as it was, but for an apostrophe before what a spreadsheet would run", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(..."=+-@\t\r\n\",;'ab |") }),
    );
    fc.assert(
      fc.property(text, text, (first, second) => {
        const cells = cellsOf(`${csvCell(first)},${csvCell(second)}\r\n`);
        expect(cells.map((cell) => cell.replace(/^'/, ""))).toEqual(
          [first, second].map((value) => value.replace(/^'/, "")),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it("holds no cell that begins a formula", () => {
    const sign = fc.constantFrom("=", "+", "-", "@", "\t=", "\r=", " =", "\n+", "＝", "\uFEFF=");
    fc.assert(
      fc.property(sign, fc.string(), (begin, rest) => {
        const [cell = ""] = cellsOf(`${csvCell(begin + rest)}\r\n`);
        expect(cell.startsWith("'")).toBe(true);
      }),
    );
    expect(csvCell(-5)).toBe("-5");
  });

  it("has as many cells in a line as its head names, also for a file named like a formula", () => {
    const head = cellsOf(csvHead.replace("\uFEFF", ""));
    const line = cellsOf(
      csvLine(
        someUpload("x", { kind: "canceled" }, { name: '=HYPERLINK("http://evil.example","a,b")\n' }),
        false,
      ),
    );
    expect(line).toHaveLength(head.length);
    expect(line[head.indexOf("name")]).toBe('\'=HYPERLINK("http://evil.example","a,b")\n');
    expect(line[head.indexOf("state")]).toBe("canceled");
  });

  it("masks what lets people in, unless the user asked for whole links", () => {
    expect(csvLine(delivered, false)).not.toContain("canary-signature");
    expect(csvLine(delivered, false)).toContain("https://files.example/a.png?Expires=1900000000");
    expect(csvLine(delivered, true)).toContain(signed);
    expect(JSON.stringify(exportedUpload(delivered, false))).not.toContain("canary-signature");
    expect(exportedUpload(delivered, true)["links"]).toMatchObject([{ url: signed }]);
  });
});
