import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  explainNpmFailure,
  installFromLock,
  lacksOnlyOptionalPackages,
} from "../../../scripts/setup/npm.mjs";

const lock = {
  packages: { "node_modules/tool": { optionalDependencies: { "@tool/mac": "1.0.0", "tool-win": "1.0.0" } } },
};
const refusal = (...missing: string[]) =>
  `npm error code EUSAGE\n${missing.map((name) => `npm error Missing: ${name} from lock file\n`).join("")}`;

describe("a lock file without the packages of other systems", () => {
  test("is recognised", () => {
    expect(lacksOnlyOptionalPackages(refusal("@tool/mac@", "tool-win@1.0.0"), lock)).toBe(true);
  });

  test.each([
    ["a package that isn't optional is missing", refusal("@tool/mac@1.0.0", "axios@1.0.0")],
    [
      "a version differs",
      `${refusal("@tool/mac@1.0.0")}npm error Invalid: lock file's a@1 does not satisfy a@2\n`,
    ],
    ["npm failed otherwise", "npm error code ENOTFOUND\n"],
  ])("is not what happened when %s", (_what, output) => {
    expect(lacksOnlyOptionalPackages(output, lock)).toBe(false);
  });
});

describe("installing", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "waybill-npm-"));
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function install(outputs: Record<string, string>) {
    const calls: string[][] = [];
    const run = async (_command: string, parameters: readonly string[]) => {
      calls.push([...parameters]);
      const output = outputs[parameters[0] ?? ""];
      return { code: output === undefined ? 0 : 1, output: output ?? "" };
    };
    await installFromLock(folder, "the dependencies", { run, environment: {}, echo: false });
    return calls;
  }

  test("never runs scripts of packages and brings the tools along whatever the surroundings say", async () => {
    const [call, ...others] = await install({});
    expect(others).toEqual([]);
    expect(call).toEqual(
      expect.arrayContaining(["ci", "--ignore-scripts", "--include=dev", "--loglevel=error"]),
    );
  });

  test("goes on with the lock file as it is when only packages of other systems are missing in it", async () => {
    const calls = await install({ ci: refusal("@tool/mac@") });
    expect(calls[1]).toEqual(expect.arrayContaining(["install", "--no-save", "--ignore-scripts"]));
  });

  test("refuses a lock file that doesn't fit package.json", async () => {
    await expect(install({ ci: refusal("axios@1.0.0") })).rejects.toThrow(
      "package-lock.json doesn't match package.json.",
    );
  });
});

describe("one line about a failure", () => {
  test.each([
    ["npm error code EINTEGRITY", "didn't match the hash"],
    ["npm error code ENOSPC", "the disk is full"],
    ["npm error code EAI_AGAIN", "the package registry doesn't answer"],
    ["npm error code E500", "can't be installed"],
  ])("%s", (output, words) => {
    expect(explainNpmFailure("the dependencies", output).message).toContain(words);
  });

  test("a machine without npm is told so", () => {
    expect(explainNpmFailure("the dependencies", "spawn npm ENOENT").message).toBe("npm isn't there.");
  });
});
