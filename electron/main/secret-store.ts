import type { Vault } from "../engine/ports";

/** What is used of Electron's `safeStorage`. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(sealed: Buffer): string;
  /** Linux only. */
  getSelectedStorageBackend?(): string;
}

/** Backends of Linux that are no keyring: a fixed password, or nothing known. */
const unsafeBackends = ["basic_text", "unknown"];

/**
 * The system's keyring as the engine's vault. Where there is none, its kind is `none`: secrets then live in memory
 * until Waybill ends, and the window says so. Electron must be ready.
 */
export function createVault(safeStorage: SafeStorage, platform: NodeJS.Platform): Vault {
  if (!isKeyring(safeStorage, platform)) return emptyVault;
  return {
    kind: "keyring",
    seal: (value) => new Uint8Array(safeStorage.encryptString(value)),
    open: (sealed) => safeStorage.decryptString(Buffer.from(sealed)),
  };
}

const emptyVault: Vault = {
  kind: "none",
  seal: () => {
    throw new Error("This system has no keyring.");
  },
  open: () => {
    throw new Error("This system's keyring is not available now.");
  },
};

function isKeyring(safeStorage: SafeStorage, platform: NodeJS.Platform): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  if (platform !== "linux") return true;
  const backend = safeStorage.getSelectedStorageBackend?.() ?? "unknown";
  return !unsafeBackends.includes(backend);
}
