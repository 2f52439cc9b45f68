import { describe, expect, test } from "vitest";
import { readDeleteRequest, readUploadRequest } from "../../../../electron/main/editors/editor-requests";

describe("an editor's request to upload", () => {
  test("names files by their full paths, in its order", () => {
    expect(readUploadRequest('{"list":["/home/me/b.png","/home/me/a.png"]}')).toEqual([
      "/home/me/b.png",
      "/home/me/a.png",
    ]);
  });

  test("may write a path as a file address", () => {
    expect(readUploadRequest('{"list":["file:///home/me/two%20words.png"]}')).toEqual([
      "/home/me/two words.png",
    ]);
  });

  test.each(["", "{}", '{"list":[]}'])("stands for the clipboard when it is %o", (text) => {
    expect(readUploadRequest(text)).toEqual([]);
  });

  test.each([
    '{"list":["pictures/a.png"]}',
    '{"list":["../a.png"]}',
    '{"list":["https://example.org/a.png"]}',
    '{"list":["file://far/a.png"]}',
  ])("is refused when it names no full path: %s", (text) =>
    expect(() => readUploadRequest(text)).toThrow("is not the full path of a file"),
  );

  test.each(["list", "[]", '"a"', '{"list":"/a.png"}', '{"list":[1]}', '{"list":[""]}'])(
    "is refused with a sentence when it is %s",
    (text) => expect(() => readUploadRequest(text)).toThrow(/^The request/),
  );
});

describe("an editor's request to delete", () => {
  test("names uploads by id, or hands back what it was given for them", () => {
    expect(readDeleteRequest('{"list":[{"id":"u1","imgUrl":"https://x.example/1"},"u2"]}')).toEqual([
      "u1",
      "u2",
    ]);
  });

  test("must name at least one", () => {
    expect(() => readDeleteRequest('{"list":[]}')).toThrow("The request must look like");
  });
});
