import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  areDependenciesCurrent,
  installDependencies,
  matchesLock,
} from "../../../scripts/setup/dependencies.mjs";

let project = "";
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "waybill-dependencies-"));
  mkdirSync(join(project, "node_modules"));
  writeLock("1.0.0");
});
afterEach(() => rmSync(project, { recursive: true }));

const packages = (version: string) => ({
  "": {},
  "node_modules/a": { version, integrity: `hash-${version}` },
});
const writeLock = (version: string) =>
  writeFileSync(join(project, "package-lock.json"), JSON.stringify({ packages: packages(version) }));
const install = (code: number, output = "") =>
  installDependencies(project, { run: async () => ({ code, output }), environment: {}, echo: false });

describe("whether the dependencies are current", () => {
  test("not before the first set-up", () => {
    expect(areDependenciesCurrent(project)).toBe(false);
  });

  test("after it, until the lock file changes", async () => {
    await install(0);
    expect(areDependenciesCurrent(project)).toBe(true);
    writeLock("1.0.1");
    expect(areDependenciesCurrent(project)).toBe(false);
  });

  test("not after an installation that failed", async () => {
    await expect(install(1, "npm error code ENOTFOUND")).rejects.toThrow(
      "the package registry doesn't answer",
    );
    expect(areDependenciesCurrent(project)).toBe(false);
  });

  test("when a developer installed exactly the lock file by hand", () => {
    const hidden = join(project, "node_modules/.package-lock.json");
    const { "": _root, ...installed } = packages("1.0.0");
    writeFileSync(hidden, JSON.stringify({ packages: installed }));
    expect(areDependenciesCurrent(project)).toBe(true);
    writeFileSync(hidden, JSON.stringify({ packages: { "node_modules/a": { version: "0.9.0" } } }));
    expect(areDependenciesCurrent(project)).toBe(false);
  });
});

describe("what is installed against the lock file", () => {
  const wanted = { ...packages("1.0.0"), "node_modules/mac-only": { version: "2.0.0", optional: true } };

  test("only optional packages may be absent", () => {
    expect(matchesLock(wanted, { "node_modules/a": { version: "1.0.0", integrity: "hash-1.0.0" } })).toBe(
      true,
    );
    expect(matchesLock(wanted, { "node_modules/mac-only": { version: "2.0.0" } })).toBe(false);
  });

  test("another hash or one package more is not a match", () => {
    expect(matchesLock(wanted, { "node_modules/a": { version: "1.0.0", integrity: "other" } })).toBe(false);
    const more = { "node_modules/a": { version: "1.0.0", integrity: "hash-1.0.0" }, "node_modules/b": {} };
    expect(matchesLock(wanted, more)).toBe(false);
  });
});
