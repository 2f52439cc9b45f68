import { describe, expect, it } from "vitest";
import { createVault, type SafeStorage } from "../../../electron/main/secret-store";

/** A keyring that turns text around, which is as good as any for this. */
function storage(isAvailable: boolean, backend?: string): SafeStorage {
  const turn = (text: string) => [...text].reverse().join("");
  return {
    isEncryptionAvailable: () => isAvailable,
    encryptString: (text) => Buffer.from(turn(text)),
    decryptString: (sealed) => turn(sealed.toString()),
    ...(backend === undefined ? {} : { getSelectedStorageBackend: () => backend }),
  };
}

describe("the vault", () => {
  it("is the keyring only where a real one protects secrets", () => {
    const cases: readonly (readonly [NodeJS.Platform, boolean, string | undefined, string])[] = [
      ["linux", true, "gnome_libsecret", "keyring"],
      ["linux", true, "kwallet", "keyring"],
      ["linux", true, "kwallet5", "keyring"],
      ["linux", true, "kwallet6", "keyring"],
      ["linux", true, "basic_text", "none"],
      ["linux", true, "unknown", "none"],
      ["linux", true, undefined, "none"],
      ["linux", false, "gnome_libsecret", "none"],
      ["linux", false, "basic_text", "none"],
      ["darwin", true, undefined, "keyring"],
      ["darwin", false, undefined, "none"],
      ["win32", true, undefined, "keyring"],
      ["win32", false, undefined, "none"],
    ];
    for (const [platform, isAvailable, backend, kind] of cases) {
      expect(
        createVault(storage(isAvailable, backend), platform).kind,
        `${platform} ${isAvailable} ${backend}`,
      ).toBe(kind);
    }
  });

  it("seals and opens through the keyring", () => {
    const vault = createVault(storage(true), "darwin");
    const sealed = vault.seal("token");
    expect(Buffer.from(sealed).toString()).not.toContain("token");
    expect(vault.open(sealed)).toBe("token");
  });

  it("refuses to seal without a keyring", () => {
    const vault = createVault(storage(true, "basic_text"), "linux");
    expect(() => vault.seal("token")).toThrow("no keyring");
    expect(() => vault.open(new Uint8Array())).toThrow("not available");
  });
});
