import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  explainInstaller,
  installerEnvironment,
  installOfficial,
} from "../../../scripts/setup/official-electron.mjs";
import { run } from "../../../scripts/setup/run.mjs";

describe("why the installer failed", () => {
  test.each([
    ["Error: Generated checksum for x did not match expected checksum", "wrong hash"],
    ["TypeError: fetch failed", "can't be reached"],
    ["HTTPError: Response code 403 (Forbidden) for https://x", "answers 403"],
    ["Error: ENOSPC: no space left on device", "disk is full"],
    ["Error: something else", "installer failed"],
  ])("%s", (output, reason) => {
    expect(explainInstaller({ code: 1, output })).toContain(reason);
  });
});

test("the hashes in the package are always used, and a proxy is never gone past", () => {
  const environment = installerEnvironment(
    { electron_use_remote_checksums: "1", HTTPS_PROXY: "http://proxy.example:3128", PATH: "/bin" },
    "/t",
  );
  expect(environment).toMatchObject({ TMPDIR: "/t", ELECTRON_GET_USE_PROXY: "1", PATH: "/bin" });
  expect(environment).not.toHaveProperty("electron_use_remote_checksums");
});

describe("an installer that makes no progress", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "waybill-official-"));
    mkdirSync(join(folder, "node_modules/electron"), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const place = () => ({
    project: folder,
    environment: { ...process.env, WAYBILL_CACHE: join(folder, "cache") },
    platform: process.platform,
    arch: process.arch,
  });

  test("is stopped, while one that brings bytes goes on beyond that time", async () => {
    const installer = join(folder, "node_modules/electron/install.js");
    writeFileSync(installer, "setInterval(() => {}, 1000);");
    expect(await installOfficial(place(), run, 300)).toEqual({ reason: "its host doesn't answer" });

    const growing = `const { appendFileSync } = require("node:fs"); const { join } = require("node:path");
      let count = 0;
      setInterval(() => {
        appendFileSync(join(process.env.TMPDIR, "part"), "bytes");
        count += 1;
        if (count === 30) process.exit(0);
      }, 100);`;
    writeFileSync(installer, growing);
    expect(await installOfficial(place(), run, 1_500)).toEqual({
      reason: "its installer left nothing behind",
    });
    expect(readdirSync(join(folder, "cache"))).toEqual([]);
  });
});
