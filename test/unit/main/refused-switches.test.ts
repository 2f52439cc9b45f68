import { expect, test } from "vitest";
import { refusedSwitches } from "../../../electron/main/refused-switches";

const judge = (given: readonly string[], isRootsCommand = false, isPackaged = true) =>
  refusedSwitches({ has: (name) => given.includes(name), isPackaged, isRootsCommand });

test("S-33 a package does not run with switches that open it to others", () => {
  expect(judge(["remote-debugging-port", "inspect", "no-sandbox", "gpu-launcher", "lang"])).toEqual([
    "remote-debugging-port",
    "inspect",
    "no-sandbox",
    "gpu-launcher",
  ]);
  expect(judge(["ozone-platform", "log-level"])).toEqual([]);
});

test("S-33 a command of root may do without the sandbox, and without nothing else", () => {
  expect(judge(["no-sandbox"], true)).toEqual([]);
  expect(judge(["no-sandbox", "js-flags"], true)).toEqual(["js-flags"]);
});

test("a checkout may be looked into", () => {
  expect(judge(["remote-debugging-port", "no-sandbox"], false, false)).toEqual([]);
});
