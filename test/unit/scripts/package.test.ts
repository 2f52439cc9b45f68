import { readFileSync } from "node:fs";
import { FuseV1Options } from "@electron/fuses";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { commandNames } from "../../../electron/cli/command-names";
import { FUSES } from "../../../scripts/package/fuses.mjs";
import { judgeSizes } from "../../../scripts/package/sizes.mjs";

test("S-03 every fuse that is known is decided, the dangerous ones off", () => {
  const known = Object.values(FuseV1Options).filter((value) => typeof value === "number");
  expect(
    Object.keys(FUSES)
      .map(Number)
      .sort((a, b) => a - b),
  ).toEqual(known);
  expect(FUSES[FuseV1Options.RunAsNode]).toBe(false);
  expect(FUSES[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(false);
  expect(FUSES[FuseV1Options.EnableNodeCliInspectArguments]).toBe(false);
  expect(FUSES[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(false);
  expect(FUSES[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]).toBe(false);
  expect(FUSES[FuseV1Options.OnlyLoadAppFromAsar]).toBe(true);
  expect(FUSES[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(true);
  expect(FUSES[FuseV1Options.EnableCookieEncryption]).toBe(true);
});

test("the launcher of a package knows every command", () => {
  const launcher = readFileSync("build/linux/waybill.sh", "utf8");
  const named = /^ {4}(services\|.*)\) command=yes/m.exec(launcher)?.[1]?.split("|");
  expect(named).toEqual([...commandNames]);
});

test("every package that is named is described, and its app is an archive", () => {
  const settings = parse(readFileSync("electron-builder.yml", "utf8"));
  const targets = (list: readonly { target: string; arch: string[] }[]) =>
    list.map(({ target, arch }) => `${target} ${[...arch].sort().join("+")}`);
  expect(targets(settings.win.target)).toEqual(["nsis arm64+x64", "portable arm64+x64"]);
  expect(targets(settings.mac.target)).toEqual(["dmg arm64+x64", "zip arm64+x64"]);
  expect(targets(settings.linux.target)).toEqual(
    ["AppImage", "deb", "rpm", "tar.gz"].map((name) => `${name} arm64+x64`),
  );
  expect(settings.mac.hardenedRuntime).toBe(true);
  // Names hold the processor, so each has an installer of its own.
  expect([settings.nsis, settings.portable].map((part) => part.buildUniversalInstaller)).toEqual([
    false,
    false,
  ]);
  expect(settings.asar).toEqual({ smartUnpack: false });
});

test("a size over its budget is told", () => {
  const sound = { name: "app", bytes: 5, budgetBytes: 5 };
  expect(judgeSizes([sound]).within).toBe(true);
  expect(judgeSizes([sound, { ...sound, bytes: 6 }]).within).toBe(false);
});
