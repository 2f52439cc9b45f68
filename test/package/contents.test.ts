import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { FUSES, fuseNames, readFuses } from "../../scripts/package/fuses.mjs";
import { pack } from "../../scripts/package/pack.mjs";
import { readAsar } from "./asar-file";

const app = inject("packagedApp");
const archive = join(app, "resources/app.asar");

/** What Electron brings along, and our launcher beside it. */
const shippedBeside = [
  ...["LICENSE.electron.txt", "LICENSES.chromium.html", "chrome-sandbox", "chrome_100_percent.pak"],
  ...["chrome_200_percent.pak", "chrome_crashpad_handler", "icudtl.dat", "libEGL.so", "libGLESv2.so"],
  ...["libffmpeg.so", "libvk_swiftshader.so", "libvulkan.so.1", "locales", "resources", "resources.pak"],
  ...["snapshot_blob.bin", "v8_context_snapshot.bin", "version", "vk_swiftshader_icd.json"],
  ...["waybill", "waybill-app"],
];

/** The whole of the app, by what its files are for. */
const shippedInside = [
  /^package\.json$/,
  /^out\/main\/(main\.js|licences\.json|chunks\/[\w-]+\.js)$/,
  /^out\/preload\/(preload\.cjs|decoder\.cjs|licences\.json)$/,
  /^out\/renderer\/(index\.html|drop\.html|licences\.json|assets\/[\w-]+\.(js|css))$/,
  /^build\/tray\/\w+(@2x)?\.png$/,
  /^node_modules\/@photostructure\/sqlite\/(package\.json|LICENSE|dist\/(index|chunk-\w+)\.[cm]js)$/,
  /^node_modules\/@photostructure\/sqlite\/prebuilds\/linux-(x64|arm64)\/[^/]+\.glibc\.node$/,
  /^node_modules\/node-gyp-build\/(package\.json|LICENSE|index\.js|node-gyp-build\.js)$/,
];

const hashOf = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

describe.skipIf(process.platform !== "linux")("an unpacked package", () => {
  test("holds what runs, and nothing else", () => {
    expect(readdirSync(app).filter((name) => !shippedBeside.includes(name))).toEqual([]);
    expect(readdirSync(join(app, "resources")).sort()).toEqual(["app.asar", "app.asar.unpacked"]);
    expect(readdirSync(join(app, "locales")).sort()).toEqual(["en-GB.pak", "en-US.pak", "zh-CN.pak"]);
    const { paths } = readAsar(archive);
    expect(paths.filter((path) => !shippedInside.some((kind) => kind.test(path)))).toEqual([]);
    expect(shippedInside.filter((kind) => !paths.some((path) => kind.test(path)))).toEqual([]);
  });

  test("says of itself no more than what it needs", () => {
    const facts = JSON.parse(readAsar(archive).text("package.json"));
    const known = ["name", "version", "description", "license", "private", "type", "main", "desktopName"];
    expect(Object.keys(facts).sort()).toEqual(
      [...known, "commit", "dependencies", "engines", "homepage", "author"]
        .filter((key) => key in facts)
        .sort(),
    );
    expect(facts.commit).toMatch(/^[0-9a-f]{12}(-changed)?$|^unknown$/);
  });

  test("can be read by everybody and changed by nobody else", () => {
    const odd = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((name) => {
      const { mode } = statSync(join(app, name));
      return (mode & 0o022) !== 0 || (mode & 0o444) !== 0o444;
    });
    expect(odd).toEqual([]);
  });

  test("has every fuse set as decided", async () => {
    const found = await readFuses(join(app, "waybill-app"));
    const decided = Object.entries(FUSES).map(([fuse, on]) => [fuseNames[fuse] ?? fuse, on] as const);
    const known = decided.filter(([name]) => name in found);
    expect(found).toEqual(Object.fromEntries(known));
    expect(known.length).toBeGreaterThanOrEqual(8);
  });
});

describe.skipIf(process.platform !== "linux")("made a second time", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "waybill-again-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("the build is the same, byte for byte", () => {
    const again = join(folder, "out");
    const tool = "node_modules/electron-vite/bin/electron-vite.js";
    execFileSync(process.execPath, [tool, "build", "--logLevel", "error", "--outDir", again]);
    const filesOf = (root: string) =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(root.length + 1), hashOf(path)])
        .sort();
    expect(filesOf(again)).toEqual(filesOf("out"));
  });

  test("the app's archive and program are the same, byte for byte", async () => {
    const order = { targets: ["dir"], archs: [], output: folder, withRuntimeAtHand: true, quickly: true };
    await pack(order);
    for (const name of ["resources/app.asar", "waybill-app", "waybill"]) {
      expect(hashOf(join(folder, "linux-unpacked", name)), name).toBe(hashOf(join(app, name)));
    }
  });
});
