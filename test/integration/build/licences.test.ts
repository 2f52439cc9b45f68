import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { readLicences } from "../../../electron/main/licences";
import type { Licence } from "../../../electron/shared/program";

const root = resolve(import.meta.dirname, "../../..");
const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});
const mapSchema = z.object({ sources: z.array(z.string()) });

const factsOf = (folder: string) =>
  packageSchema.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));

/** The folder of the package that a source belongs to; null for our own. */
function packageOf(source: string): string | null {
  const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(source.replaceAll("\\", "/"));
  return found?.[1] ?? null;
}

/** What the source maps of a build name: whatever has a character in a bundle, by the bundler's own account. */
function bundledPackages(folder: string): ReadonlySet<string> {
  const packages = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".map")) continue;
    const path = join(folder, name);
    for (const source of mapSchema.parse(JSON.parse(readFileSync(path, "utf8"))).sources) {
      const found = packageOf(resolve(dirname(path), source));
      if (found !== null && existsSync(join(found, "package.json"))) packages.add(found);
    }
  }
  return packages;
}

/** What electron-builder ships as it is: the dependencies, and theirs. */
function shippedPackages(folder: string): readonly string[] {
  return Object.keys(factsOf(folder).dependencies).flatMap((name) => {
    const nested = join(folder, "node_modules", name);
    const found = existsSync(nested) ? nested : join(root, "node_modules", name);
    return [found, ...shippedPackages(found)];
  });
}

describe("the list of licences in About", () => {
  let build = "";
  let licences: readonly Licence[] = [];
  beforeAll(async () => {
    build = mkdtempSync(join(tmpdir(), "waybill-build-"));
    const words = ["build", "--sourcemap", "--outDir", build, "--logLevel", "error"];
    execFileSync(
      process.execPath,
      [join(root, "node_modules/electron-vite/bin/electron-vite.js"), ...words],
      {
        cwd: root,
      },
    );
    licences = await readLicences(build, "33.0.0");
  }, 180_000);
  afterAll(() => rmSync(build, { recursive: true, force: true }));

  it("names every package of which something is in a bundle, and every one that is shipped beside them", () => {
    const bundled = bundledPackages(build);
    const shipped = shippedPackages(root);
    expect(bundled.size).toBeGreaterThan(30);
    expect(shipped.length).toBeGreaterThan(1);
    const listed = new Set(licences.map(({ name, version }) => `${name}@${version}`));
    const missing = [...bundled, ...shipped]
      .map(factsOf)
      .map(({ name, version }) => `${name}@${version}`)
      .filter((wanted) => !listed.has(wanted));
    expect(missing).toEqual([]);
    expect([...listed]).toContain("electron@33.0.0");
  });

  it("has the terms of each in their own words", () => {
    const short = licences.filter(({ text }) => text.length < 200).map(({ name }) => name);
    expect(short).toEqual([]);
    const withoutTerms = licences.filter(({ text }) => !/permission|licen[cs]e|permitted/i.test(text));
    expect(withoutTerms).toEqual([]);
    expect(licences.filter(({ licence }) => licence === "")).toEqual([]);
  });
});
