import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Failure } from "../../../../electron/engine/failure";
import { KeyFileVault, openKeyFileVault } from "../../../../electron/engine/store/key-file-vault";
import { temporaryFolder } from "./store-fixture";

test("what is sealed can be opened again, also by the next process", () => {
  const folder = join(temporaryFolder(), "profile");
  const vault = openKeyFileVault(folder);
  const sealed = vault.seal("schlüssel 🔑");
  expect(Buffer.from(sealed).includes("schlüssel")).toBe(false);
  expect(vault.open(sealed)).toBe("schlüssel 🔑");
  expect(openKeyFileVault(folder).open(sealed)).toBe("schlüssel 🔑");
});

test("the same value never looks the same", () => {
  const vault = openKeyFileVault(temporaryFolder());
  expect(vault.seal("value")).not.toEqual(vault.seal("value"));
});

test.skipIf(process.platform === "win32")("the key is readable by its user alone", () => {
  const folder = join(temporaryFolder(), "profile");
  openKeyFileVault(folder).seal("value");
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, "receipt.key")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, "receipt.key"))).toHaveLength(32);
});

test("every changed bit is noticed", () => {
  const vault = openKeyFileVault(temporaryFolder());
  const sealed = vault.seal("value");
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Uint8Array.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => vault.open(changed)).toThrow();
  }
  expect(() => vault.open(sealed.subarray(0, 20))).toThrow("not sealed with a key file");
});

test("another key opens nothing", () => {
  const sealed = openKeyFileVault(temporaryFolder()).seal("value");
  expect(() => openKeyFileVault(temporaryFolder()).open(sealed)).toThrow();
});

test("a damaged key file is said, and never replaced", () => {
  const path = join(temporaryFolder(), "receipt.key");
  writeFileSync(path, "short");
  chmodSync(path, 0o600);
  expect(() => new KeyFileVault(path).seal("value")).toThrow(Failure);
  expect(readFileSync(path, "utf8")).toBe("short");
});
