import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { namedProfile, ownArguments } from "../../../electron/main/arguments";
import { proxyFromPac } from "../../../electron/main/system-proxy";

describe("the user's own words", () => {
  const start = (argv: readonly string[], isDefaultApp = false, handedOver?: string) =>
    ownArguments({ argv, isDefaultApp, environment: { WAYBILL_ARGV: handedOver } });

  it("come from the launcher where it hands them over, exactly as typed", () => {
    const words = ["upload", "--no-sandbox", "a b", "", "é\n"];
    expect(start(["electron", "--inspect"], false, JSON.stringify(words))).toEqual(words);
  });

  it("are otherwise what follows the program, or the program and the app's folder", () => {
    expect(start(["waybill", "queue", "--json"])).toEqual(["queue", "--json"]);
    expect(start(["electron", ".", "queue"], true)).toEqual(["queue"]);
    expect(start(["electron", "--no-sandbox", "--inspect=0", "/the/app", "queue"], true)).toEqual(["queue"]);
  });

  it("leave out Chromium's switches, but nothing behind --", () => {
    const argv = [
      "waybill",
      "--no-sandbox",
      "--ozone-platform=headless",
      "upload",
      "--disable-gpu",
      "--json",
      "--",
      "--no-sandbox",
    ];
    expect(start(argv)).toEqual(["upload", "--json", "--", "--no-sandbox"]);
    const kept = [
      "--profile",
      "--set",
      "--secret",
      "--to",
      "--service",
      "--search",
      "--limit",
      "--output",
      "--thumbnail",
      "--port",
      "--as",
      "--timeout",
      "--hidden",
      "--version",
      "--help",
    ];
    expect(start(["waybill", ...kept])).toEqual(kept);
  });

  it("stand behind the mark of a package's launcher exactly as typed", () => {
    const argv = [
      "waybill-app",
      "--log-level=3",
      "--waybill-words",
      "--",
      "upload",
      "--no-sandbox",
      "--",
      "-x",
    ];
    expect(start(argv)).toEqual(["upload", "--no-sandbox", "--", "-x"]);
    expect(start(["waybill-app", "--", "--waybill-words", "--"])).toEqual(["--", "--waybill-words", "--"]);
  });

  it("are refused when the launcher's list is damaged", () => {
    expect(() => start([], false, "{}")).toThrow();
  });
});

describe("the named profile", () => {
  it("is found in both spellings and made absolute", () => {
    expect(namedProfile(["--profile", "here", "queue"], "/work dir")).toBe(resolve("/work dir", "here"));
    expect(namedProfile(["queue", "--profile=/there"], "/x")).toBe(resolve("/there"));
  });

  it("is null when none is named", () => {
    for (const words of [[], ["queue"], ["--profile"], ["--profile="], ["upload", "--", "--profile", "x"]]) {
      expect(namedProfile(words, "/x")).toBeNull();
    }
  });
});

describe("the system's proxy", () => {
  it("is the first entry that the transport can use", () => {
    expect(proxyFromPac("DIRECT")).toBeNull();
    expect(proxyFromPac("PROXY proxy.example:3128; DIRECT")).toBe("http://proxy.example:3128");
    expect(proxyFromPac("HTTPS proxy.example:443")).toBe("https://proxy.example:443");
    expect(proxyFromPac("SOCKS5 a:1080; PROXY b:8080")).toBe("http://b:8080");
    expect(proxyFromPac("SOCKS a:1080; DIRECT")).toBeNull();
    expect(proxyFromPac("")).toBeNull();
  });
});
