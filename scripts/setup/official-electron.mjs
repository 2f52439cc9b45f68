import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./paths.mjs";

/** No new byte for so long: the host isn't reachable. A slow line still brings some bytes in that time. */
const SILENCE_MS = 20_000;
const POLL_MS = 500;

/**
 * Where Electron's executable lies in its distribution.
 * @param {string} folder
 * @param {NodeJS.Platform} platform
 * @returns {string}
 */
export function officialExecutable(folder, platform) {
  if (platform === "darwin") return join(folder, "Electron.app/Contents/MacOS/Electron");
  return join(folder, platform === "win32" ? "electron.exe" : "electron");
}

/**
 * Fetches the official binary with the package's own installer, which compares it with the hashes in the package.
 * Whether it worked is seen by what lies in node_modules afterwards; this tells why it didn't.
 * @param {import("./electron-runtime.mjs").Place} place
 * @param {import("./run.mjs").Run} run
 * @param {number} [silenceMs]
 * @returns {Promise<{ reason: string }>}
 */
export async function installOfficial(place, run, silenceMs = SILENCE_MS) {
  const cache = cacheFolder(place.environment);
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, "electron-download-"));
  const unpacked = join(place.project, "node_modules/electron/dist");
  const watch = { stop: () => {}, stopped: false };
  const timer = watchSilence(
    () => sizeBelow(temporary) + sizeBelow(unpacked),
    silenceMs,
    () => {
      watch.stopped = true;
      watch.stop();
    },
  );
  try {
    const installer = join(place.project, "node_modules/electron/install.js");
    const result = await run(process.execPath, [installer], {
      env: installerEnvironment(place.environment, temporary),
      onStart: (stop) => {
        watch.stop = stop;
      },
    });
    return { reason: watch.stopped ? "its host doesn't answer" : explainInstaller(result) };
  } finally {
    clearInterval(timer);
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Why the installer failed, in a few words.
 * @param {import("./run.mjs").RunResult} result
 * @returns {string}
 */
export function explainInstaller(result) {
  if (result.code === 0) return "its installer left nothing behind";
  if (/checksum|sumchecker|did not match/i.test(result.output))
    return "the download has the wrong hash and was refused";
  if (/ENOSPC/.test(result.output)) return "the disk is full";
  const status = /Response code (\d{3})/.exec(result.output)?.[1];
  if (status !== undefined) return `its host answers ${status}`;
  if (/fetch failed|ENOTFOUND|ECONN|EAI_AGAIN|ETIMEDOUT|ENETUNREACH/.test(result.output))
    return "its host can't be reached";
  return "its installer failed";
}

/**
 * The environment of the installer: hashes are always those in the package, never fetched ones, and temporary
 * files go where their growth can be watched.
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} temporary
 * @returns {NodeJS.ProcessEnv}
 */
export function installerEnvironment(environment, temporary) {
  /** @type {NodeJS.ProcessEnv} */
  const result = {
    ...environment,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    ELECTRON_GET_NO_PROGRESS: "1",
  };
  delete result["electron_use_remote_checksums"];
  delete result["npm_config_electron_use_remote_checksums"];
  // Without this, the installer goes past a proxy that everything else here goes through.
  if (environment["HTTPS_PROXY"] || environment["https_proxy"]) result["ELECTRON_GET_USE_PROXY"] = "1";
  return result;
}

/**
 * Calls back once nothing has grown for a while.
 * @param {() => number} measure
 * @param {number} silenceMs
 * @param {() => void} onSilence
 * @returns {NodeJS.Timeout}
 */
function watchSilence(measure, silenceMs, onSilence) {
  let size = measure();
  let grownAt = Date.now();
  const timer = setInterval(
    () => {
      const current = measure();
      if (current !== size) {
        size = current;
        grownAt = Date.now();
      } else if (Date.now() - grownAt >= silenceMs) {
        clearInterval(timer);
        onSilence();
      }
    },
    Math.min(POLL_MS, silenceMs),
  );
  return timer;
}

/** @param {string} folder @returns {number} bytes in the files of a folder that may change meanwhile */
function sizeBelow(folder) {
  if (!statSync(folder, { throwIfNoEntry: false })) return 0;
  let size = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    size += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return size;
}
