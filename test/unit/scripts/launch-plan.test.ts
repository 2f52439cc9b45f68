import { describe, expect, test } from "vitest";
import {
  appEnvironment,
  displaySwitches,
  isCommand,
  refuseWindowWithoutDisplay,
} from "../../../scripts/setup/launch-plan.mjs";

const facts = (
  parameters: string[],
  environment: Record<string, string>,
  platform: NodeJS.Platform = "linux",
) => ({
  platform,
  environment,
  parameters,
});

describe("a window or a command", () => {
  test.each([[[]], [["--profile", "/p"]], [["--profile=/p"]]])("%j opens a window", (parameters) => {
    expect(isCommand(parameters)).toBe(false);
  });

  test.each([
    [["upload", "a"]],
    [["--version"]],
    [["--profile", "/p", "queue"]],
    [["--profile=/p", "queue", "--json"]],
  ])("%j is a command", (parameters) => {
    expect(isCommand(parameters)).toBe(true);
  });
});

describe("switches for the display", () => {
  test("a command runs without the display even where there is one", () => {
    expect(displaySwitches(facts(["queue"], { DISPLAY: ":0" }))).toContain("--ozone-platform=headless");
  });

  test("a window uses the X display", () => {
    expect(displaySwitches(facts([], { DISPLAY: ":0" }))).toEqual(["--log-level=3"]);
  });

  test("a window uses Wayland where there is nothing else", () => {
    expect(displaySwitches(facts([], { WAYLAND_DISPLAY: "wayland-0" }))).toContain(
      "--ozone-platform=wayland",
    );
  });

  test("Chromium's own messages come back on request", () => {
    expect(displaySwitches(facts([], { DISPLAY: ":0", ELECTRON_ENABLE_LOGGING: "1" }))).toEqual([]);
  });

  test("other systems get no switches of Linux", () => {
    expect(displaySwitches(facts(["queue"], {}, "darwin"))).toEqual(["--log-level=3"]);
  });
});

describe("a window without a display", () => {
  test("is refused with a hint to the command line", () => {
    expect(() => refuseWindowWithoutDisplay(facts([], {}))).toThrow("there is no display for the window.");
  });

  test.each([
    ["a command", facts(["queue"], {})],
    ["a display", facts([], { DISPLAY: ":1" })],
    ["WAYBILL_HEADLESS=1", facts([], { WAYBILL_HEADLESS: "1" })],
    ["another system", facts([], {}, "darwin")],
  ])("is not refused with %s", (_name, given) => {
    expect(() => refuseWindowWithoutDisplay(given)).not.toThrow();
  });
});

test("arguments reach the app exactly as they were typed, whatever Chromium thinks of them", () => {
  const parameters = ["upload", "a b.txt", "--json", "--port", "5", "--", 'O\'Neil "x" ü\n'];
  const environment = appEnvironment(facts(parameters, { PATH: "/bin" }), "fallback");
  expect(JSON.parse(environment["WAYBILL_ARGV"] ?? "")).toEqual(parameters);
  expect(environment["WAYBILL_RUNTIME"]).toBe("fallback");
  expect(environment["PATH"]).toBe("/bin");
});

test("the app starts as Electron even from a terminal that makes Electron plain Node", () => {
  expect(appEnvironment(facts([], { ELECTRON_RUN_AS_NODE: "1" }), "official")).not.toHaveProperty(
    "ELECTRON_RUN_AS_NODE",
  );
});

describe("names with letters beyond ASCII", () => {
  test("find their files where no locale is named", () => {
    expect(appEnvironment(facts([], {}), "fallback")["LC_CTYPE"]).toBe("C.UTF-8");
    expect(appEnvironment(facts([], { LANG: "" }), "fallback")["LC_CTYPE"]).toBe("C.UTF-8");
  });

  test.each([
    ["the user's locale", facts([], { LANG: "de_DE.UTF-8" })],
    ["another system", facts([], {}, "darwin")],
  ])("leave %s as it is", (_name, given) => {
    expect(appEnvironment(given, "fallback")).not.toHaveProperty("LC_CTYPE");
  });
});
