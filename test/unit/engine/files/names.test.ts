import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentTypeOf } from "../../../../electron/engine/files/content-type";
import {
  compareNaturally,
  inNaturalOrder,
  sortNaturally,
} from "../../../../electron/engine/files/natural-order";
import { wireName } from "../../../../electron/engine/files/safe-name";

describe("the name on the wire", () => {
  it.each([
    ["photo.jpg", "photo.jpg"],
    ['report "final".txt', "report _final_.txt"],
    ["a\r\nb\0c\td.txt", "a__b_c_d.txt"],
    ["a\\b/c", "a_b_c"],
    ["u\u0308ber.txt", "über.txt"],
    ["", "file"],
    [".", "_"],
    ["..", "_"],
    [".hidden", ".hidden"],
    ["x\u0085y\u2028z", "x_y_z"],
    ["lone \ud800 surrogate", "lone \ufffd surrogate"],
    ["報告 😀.txt", "報告 😀.txt"],
  ])("of %j is %j", (name, expected) => {
    expect(wireName(name)).toBe(expected);
  });

  it("is always safe, never empty, and stays as it is when made safe again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const safe = wireName(name);
        expect(safe).not.toMatch(/[\p{Cc}/\\"]/u);
        expect(["", ".", ".."]).not.toContain(safe);
        expect(wireName(safe)).toBe(safe);
        expect(Buffer.from(safe).toString()).toBe(safe);
      }),
    );
  });
});

describe("the content type", () => {
  it.each([
    ["photo.JPG", "image/jpeg"],
    ["notes.txt", "text/plain"],
    ["archive.tar.gz", "application/gzip"],
    ["video.mp4", "video/mp4"],
    ["no-extension", "application/octet-stream"],
    ["png", "application/octet-stream"],
    [".html", "application/octet-stream"],
    ["dot at the end.", "application/octet-stream"],
    ["strange.zzz-unknown", "application/octet-stream"],
    ["", "application/octet-stream"],
  ])("of %s is %s", (name, expected) => {
    expect(contentTypeOf(name)).toBe(expected);
  });
});

describe("natural order", () => {
  /** Names as they come out of a folder: in no order. */
  const shuffled = (count: number) =>
    Array.from({ length: count }, (_, index) => `n${(index * 7919) % count}`);

  it("is how people count", async () => {
    const names = ["file 10", "File 9", "file 1", "b", "A", "a"];
    expect(await sortNaturally(names)).toEqual(["A", "a", "b", "file 1", "File 9", "file 10"]);
  });

  it("is the same as sorting at once, for any number of names", async () => {
    const names = shuffled(9001);
    expect(await sortNaturally(names)).toEqual(names.toSorted(compareNaturally));
    expect(await sortNaturally([])).toEqual([]);
  });

  it.each([0, 1, 4999, 5000, 9001])("is the same piece by piece, for %i names", async (count) => {
    const pieces: (readonly string[])[] = [];
    for await (const piece of inNaturalOrder(shuffled(count))) pieces.push(piece);
    expect(pieces.flat()).toEqual(shuffled(count).toSorted(compareNaturally));
    expect(pieces.length).toBe(count < 5000 ? 1 : 2);
  });

  it("has its first names of 100,000 after a single pass over them, with pauses", async () => {
    const names = shuffled(100_000);
    let turns = 0;
    let counting = true;
    const count = () => {
      turns += 1;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    const [first] = [(await inNaturalOrder(names).next()).value];
    counting = false;
    expect(first).toEqual(Array.from({ length: 100 }, (_, index) => `n${index}`));
    expect(turns).toBeGreaterThanOrEqual(50);
  });
});
