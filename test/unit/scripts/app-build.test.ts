import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildApp, isBuildCurrent } from "../../../scripts/setup/app-build.mjs";

let project = "";
const source = () => join(project, "electron/main/main.ts");
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "waybill-build-"));
  mkdirSync(join(project, "electron/main"), { recursive: true });
  mkdirSync(join(project, "out/main"), { recursive: true });
  writeFileSync(source(), "1");
});
afterEach(() => rmSync(project, { recursive: true }));

const build = (code: number, output = "") =>
  buildApp(project, async () => {
    writeFileSync(join(project, "out/main/main.js"), "built");
    return { code, output };
  });

test("a build is current until a source changes, appears or goes", async () => {
  expect(isBuildCurrent(project)).toBe(false);
  await build(0);
  expect(isBuildCurrent(project)).toBe(true);

  utimesSync(source(), new Date(), new Date(Date.now() + 5_000));
  expect(isBuildCurrent(project)).toBe(false);

  await build(0);
  writeFileSync(join(project, "electron/new.ts"), "");
  expect(isBuildCurrent(project)).toBe(false);

  await build(0);
  rmSync(join(project, "electron/new.ts"));
  expect(isBuildCurrent(project)).toBe(false);
});

test("a build whose result was removed is not current", async () => {
  await build(0);
  rmSync(join(project, "out"), { recursive: true });
  expect(isBuildCurrent(project)).toBe(false);
});

test("a failed build leaves nothing that looks like the one before", async () => {
  await build(0);
  await expect(build(1, "main.ts: no such thing")).rejects.toMatchObject({
    message: "the app can't be built.",
    details: "main.ts: no such thing",
  });
  expect(isBuildCurrent(project)).toBe(false);
});
