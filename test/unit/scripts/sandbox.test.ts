import { expect, test } from "vitest";
import { sandboxSwitches } from "../../../scripts/setup/sandbox.mjs";

const user = {
  platform: "linux" as const,
  isRoot: false,
  isSwitchedOff: false,
  hasHelper: false,
  mayMakeNamespaces: true,
  helper: "/r/chrome-sandbox",
};

test("a user keeps the sandbox", () => {
  expect(sandboxSwitches(user)).toEqual([]);
  expect(sandboxSwitches({ ...user, mayMakeNamespaces: false, hasHelper: true })).toEqual([]);
});

test("root, who can't have it, and a user who says so go without", () => {
  expect(sandboxSwitches({ ...user, isRoot: true })).toEqual(["--no-sandbox"]);
  expect(sandboxSwitches({ ...user, isSwitchedOff: true })).toEqual(["--no-sandbox"]);
});

test("where neither way to a sandbox is open, the user gets the command that opens one", () => {
  const attempt = () =>
    sandboxSwitches({ ...user, mayMakeNamespaces: false, helper: "/it's/chrome-sandbox" });
  expect(attempt).toThrow(/sandbox/);
  expect(attempt).toThrow(
    expect.objectContaining({
      exitCode: 2,
      hint: expect.stringContaining("sudo chmod 4755 '/it'\\''s/chrome-sandbox'"),
    }),
  );
});

test("other systems have their own sandbox", () => {
  expect(sandboxSwitches({ ...user, platform: "darwin", mayMakeNamespaces: false })).toEqual([]);
});
