import { describe, expect, test } from "vitest";
import { LinkLimit, readDeepLink } from "../../../electron/main/deep-link";
import { isQuiet, nothingAsked, readWindowWords } from "../../../electron/main/window-words";

const read = (...words: string[]) => readWindowWords(words, "/home/me");

describe("what a start of the window is asked to do", () => {
  test("names files, absolute or from where it was typed", () => {
    expect(read("a.png", "/tmp/b.png").paths).toEqual(["/home/me/a.png", "/tmp/b.png"]);
  });

  test("names files by the addresses that desktops hand over", () => {
    expect(read("file:///tmp/a%20b.png", "file:///tmp/%zz").paths[0]).toBe("/tmp/a b.png");
  });

  test("asks for the clipboard, for a choice, or for no window", () => {
    expect(read("--clipboard")).toEqual({ ...nothingAsked, clipboard: true });
    expect(read("--choose")).toEqual({ ...nothingAsked, choose: true });
    expect(read("--hidden")).toEqual({ ...nothingAsked, hidden: true });
  });

  test("passes over the profile and what it does not know", () => {
    expect(read("--profile", "/p", "--inspect=9229", "--no-sandbox", "--load-extension=/x")).toEqual(
      nothingAsked,
    );
  });

  test("takes what begins with a dash for a file after --", () => {
    expect(read("--", "--clipboard").paths).toEqual(["/home/me/--clipboard"]);
  });

  test("takes exactly one link, and never for a file", () => {
    expect(read("waybill://upload/u1")).toEqual({ ...nothingAsked, link: "waybill://upload/u1" });
    expect(read("waybill://upload/u1", "WAYBILL://upload/u2")).toEqual(nothingAsked);
  });

  test("needs no window for a quick upload", () => {
    expect(isQuiet(read("--clipboard"))).toBe(true);
    expect(isQuiet(read("a.png"))).toBe(false);
    expect(isQuiet(read())).toBe(false);
  });
});

describe("a link that opens Waybill", () => {
  test("may name an upload", () => {
    expect(readDeepLink("waybill://upload/4f-2a_9")).toEqual({ kind: "upload", id: "4f-2a_9" });
  });

  test("may begin a destination", () => {
    const link = "waybill://add-destination?service=rocket-chat&name=Team&baseUrl=https%3A%2F%2Fchat.example";
    expect(readDeepLink(link)).toEqual({
      kind: "add-destination",
      service: "rocket-chat",
      name: "Team",
      settings: { baseUrl: "https://chat.example" },
    });
  });

  test.each([
    "waybill://upload/",
    "waybill://upload/a/b",
    "waybill://upload/a?send=/etc/passwd",
    "waybill://upload/a#x",
    "waybill://user:secret@upload/a",
    "waybill://upload:1/a",
    "waybill://send/etc/passwd",
    "waybill://add-destination",
    "waybill://add-destination/x?service=imkit",
    "waybill://add-destination?service=../imkit",
    "waybill://add-destination?service=imkit&name=a%0Ab",
    "waybill://add-destination?service=imkit&__proto__.x=1",
    "waybill:upload/a",
    "https://upload/a",
    `waybill://upload/${"a".repeat(65)}`,
    `waybill://add-destination?service=imkit&name=a&baseUrl=${"x".repeat(2_000)}`,
  ])("is refused when it is %s", (text) => expect(readDeepLink(text)).toBeNull());

  test("S-32 passes five times a minute at most", () => {
    let nowMs = 0;
    const limit = new LinkLimit(() => nowMs);
    expect(Array.from({ length: 7 }, () => limit.pass())).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    nowMs = 60_000;
    expect(limit.pass()).toBe(true);
  });
});
