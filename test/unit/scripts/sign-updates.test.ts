import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readFeed } from "../../../electron/main/updates/signed-feed";
import { additionsTo, provideAppleKey, updatesOf } from "../../../scripts/package/pack.mjs";
import { signUpdates } from "../../../scripts/package/sign-updates.mjs";
import { updateKeys } from "../../package/update-server";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-feeds-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const hash = `${"A".repeat(86)}==`;
/** As electron-builder writes it. */
const note = `version: 1.2.3
files:
  - url: Waybill-1.2.3-linux-x86_64.AppImage
    sha512: ${hash}
    size: 105000000
    blockMapSize: 110000
path: Waybill-1.2.3-linux-x86_64.AppImage
sha512: ${hash}
releaseDate: '2026-11-28T12:00:00.000Z'
`;

test("electron-builder's notes become feeds that Waybill believes, staged as told", () => {
  const { privateKey, publicKey } = updateKeys();
  writeFileSync(join(folder, "latest-linux.yml"), note);
  writeFileSync(join(folder, "latest.yml"), note.replaceAll(".AppImage", ".exe"));
  writeFileSync(join(folder, "builder-debug.yml"), "x: 1\n");
  const feeds = signUpdates(folder, { privateKey, stagingPercentage: 10 });
  expect(feeds.sort()).toEqual(["updates-linux-x64.json", "updates-win32.json"]);
  const text = readFileSync(join(folder, "updates-linux-x64.json"), "utf8");
  expect(readFeed(text, "updates-linux-x64.json", publicKey)).toEqual({
    ...{ feed: "updates-linux-x64.json", version: "1.2.3", stagingPercentage: 10 },
    releaseDate: "2026-11-28T12:00:00.000Z",
    files: [
      { url: "Waybill-1.2.3-linux-x86_64.AppImage", sha512: hash, size: 105_000_000, blockMapSize: 110_000 },
    ],
  });
  expect(text).not.toContain("PRIVATE");
});

test("a package is told of address and key together, or of neither", () => {
  expect(updatesOf({})).toBeNull();
  const both = { WAYBILL_UPDATE_URL: "https://h/f", WAYBILL_UPDATE_PUBLIC_KEY: "k" };
  expect(updatesOf(both)).toEqual({ url: "https://h/f", publicKey: "k" });
  expect(() => updatesOf({ WAYBILL_UPDATE_URL: "https://h/f" })).toThrow("belong together");
  const order = { targets: [], archs: [], output: "dist", withRuntimeAtHand: false, quickly: false };
  expect(additionsTo(order, {}).publish).toBeUndefined();
  expect(additionsTo(order, both).publish).toEqual({ provider: "generic", url: "https://h/f" });
});

test("a key that a workflow does not have is no key, and Apple's is a file for its user alone, while it is needed", () => {
  const without: NodeJS.ProcessEnv = { CSC_LINK: "", APPLE_API_KEY_TEXT: "", PATH: "p" };
  provideAppleKey(without)();
  expect(without).toEqual({ PATH: "p" });
  const environment: NodeJS.ProcessEnv = { APPLE_API_KEY_TEXT: "the key", APPLE_API_KEY_ID: "id" };
  const forget = provideAppleKey(environment);
  const path = environment["APPLE_API_KEY"] ?? "";
  expect(readFileSync(path, "utf8")).toBe("the key");
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(environment["APPLE_API_KEY_TEXT"]).toBeUndefined();
  forget();
  expect(existsSync(path)).toBe(false);
});
