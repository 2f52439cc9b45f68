import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from "@electron/fuses";

/**
 * Every fuse that Electron has, and how Waybill ships it. All are named: with `strictlyRequireAllFuses` a new one in a later
 * Electron stops the packaging until somebody has decided about it.
 * @type {Readonly<Record<FuseV1Options, boolean>>}
 */
export const FUSES = {
  // ELECTRON_RUN_AS_NODE would turn the signed program into an interpreter for any script.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  // NODE_OPTIONS=--require and NODE_EXTRA_CA_CERTS would bring in foreign code and foreign authorities.
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  // --inspect would let any program of the user read secrets out of the running process.
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // Works on macOS and Windows; Linux has no check for it yet.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page comes from app://bundle; file:// needs no rights.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // WebAssembly's usual and fast way to check bounds; the page has no WebAssembly (its policy forbids it).
  [FuseV1Options.WasmTrapHandlers]: true,
};

/**
 * The name of each fuse.
 * @type {Readonly<Record<string, string>>}
 */
export const fuseNames = Object.fromEntries(
  Object.entries(FuseV1Options)
    .filter(([, value]) => typeof value === "number")
    .map(([name, value]) => [String(value), name]),
);

/** States of a fuse in the binary, as characters (@electron/fuses, `FuseState`). */
const ON = 49;
const REMOVED = 114;

/**
 * Sets all fuses of an Electron binary.
 * @param {string} executable the program, or on macOS the `.app`
 */
export async function setFuses(executable) {
  const wire = await getCurrentFuseWire(executable);
  // An older runtime (the fallback of a checkout) has fewer fuses; naming one that it lacks is an error.
  const known = /** @type {typeof FUSES} */ (
    Object.fromEntries(Object.entries(FUSES).filter(([fuse]) => fuse in wire))
  );
  await flipFuses(executable, {
    ...known,
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: executable.endsWith(".app"),
  });
}

/**
 * The fuses of an Electron binary by name: whether each is on; one that was removed counts as off.
 * @param {string} executable
 * @returns {Promise<Record<string, boolean>>}
 */
export async function readFuses(executable) {
  const wire = await getCurrentFuseWire(executable);
  const states = Object.entries(wire).filter(([fuse]) => fuse !== "version");
  return Object.fromEntries(
    states.map(([fuse, state]) => {
      const name = fuseNames[fuse] ?? `fuse ${fuse}`;
      if (Number(state) === REMOVED) return [name, false];
      return [name, Number(state) === ON];
    }),
  );
}
