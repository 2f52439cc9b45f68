import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageSize } from "../../../electron/main/image-size";
import { toUploadView } from "../../../electron/main/upload-view";
import { someUpload } from "./uploads";

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : [...part])),
  );

const png = (width: readonly number[], height: readonly number[]) =>
  bytes("\x89PNG\r\n\x1a\n", [0, 0, 0, 13], "IHDR", width, height, [8, 6, 0, 0, 0]);

describe("the size in an image's header", () => {
  it("is read from each type that Chromium decodes", () => {
    const cases: readonly (readonly [string, Uint8Array, number, number])[] = [
      ["image/png", png([0, 0, 1, 0], [0, 0, 0, 7]), 256, 7],
      ["image/gif", bytes("GIF89a", [0x34, 0x12, 0x02, 0x00]), 0x1234, 2],
      [
        "image/jpeg",
        bytes([
          0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 8, 8, 0, 5, 1, 0,
        ]),
        256,
        5,
      ],
      [
        "image/webp",
        bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0, 0, 0, 0, 0], [0xff, 0, 0], [9, 0, 0]),
        256,
        10,
      ],
      [
        "image/webp",
        bytes("RIFF", [0, 0, 0, 0], "WEBPVP8L", [9, 0, 0, 0, 0x2f], [0x09, 0xc0, 0x01, 0x00]),
        10,
        8,
      ],
      [
        "image/webp",
        bytes(
          "RIFF",
          [0, 0, 0, 0],
          "WEBPVP8 ",
          [9, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a],
          [0x10, 0x40, 0x20, 0x00],
        ),
        16,
        32,
      ],
      [
        "image/bmp",
        bytes("BM", new Array(12).fill(0), [40, 0, 0, 0], [3, 0, 0, 0], [0xfb, 0xff, 0xff, 0xff]),
        3,
        5,
      ],
      [
        "image/avif",
        bytes(
          [0, 0, 0, 16],
          "ftypavif",
          new Array(8).fill(0),
          "ispe",
          [0, 0, 0, 0],
          [0, 0, 2, 0],
          [0, 0, 1, 0],
          new Array(16).fill(0),
        ),
        512,
        256,
      ],
    ];
    for (const [contentType, image, width, height] of cases) {
      expect(imageSize(image), contentType).toEqual({ width, height, contentType });
    }
  });

  it("tells bombs by what they claim", () => {
    expect(imageSize(png([0, 0, 0xc3, 0x50], [0, 0, 0xc3, 0x50]))).toMatchObject({
      width: 50_000,
      height: 50_000,
    });
  });

  it("is null for anything else, and never throws or hangs", () => {
    for (const text of [
      "",
      "x",
      "<svg xmlns='http://www.w3.org/2000/svg'/>",
      "%PDF-1.7 and more text to fill",
      "GIF89",
    ]) {
      expect(imageSize(bytes(text)), text).toBeNull();
    }
    const heads = [
      "\x89PNG\r\n\x1a\n",
      "\xff\xd8\xff",
      "GIF89a",
      "RIFFxxxxWEBPVP8X",
      "BM",
      "\0\0\0 ftypavif",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }), (head, rest) => {
        const found = imageSize(bytes(head, [...rest]));
        return found === null || (Number.isSafeInteger(found.width) && Number.isSafeInteger(found.height));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("a row for the page", () => {
  it("names the folder that was dropped, or the one in which the file lies", () => {
    const folderOf = (path: string, relativePath: string) =>
      toUploadView(someUpload("a", { kind: "queued" }, { path, relativePath })).folder;
    expect(folderOf("/home/me/Photos/2024/may/a.jpg", "2024/may/a.jpg")).toBe("Photos");
    expect(folderOf("/home/me/Desktop/a.jpg", "a.jpg")).toBe("Desktop");
    expect(folderOf("/a.jpg", "a.jpg")).toBe("");
  });

  it("has no path and no other inner matter, and a thumbnail only for pictures that are decoded", () => {
    const view = toUploadView(someUpload("a", { kind: "queued" }));
    expect(Object.keys(view)).not.toEqual(expect.arrayContaining(["path"]));
    expect(JSON.stringify(view)).not.toContain("canary");
    expect(view.hasThumbnail).toBe(true);
    const hasThumbnail = (contentType: string, size = 1) =>
      toUploadView(someUpload("a", { kind: "queued" }, { contentType, size })).hasThumbnail;
    expect(hasThumbnail("image/svg+xml")).toBe(false);
    expect(hasThumbnail("application/pdf")).toBe(false);
    expect(hasThumbnail("image/png", 0)).toBe(false);
  });
});
