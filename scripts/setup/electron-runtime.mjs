import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FALLBACK_VERSION, fallbackExecutable, isFallbackPossible } from "./fallback-electron.mjs";
import { isFile, readJson, writeJson } from "./files.mjs";
import { officialExecutable } from "./official-electron.mjs";
import { cacheFolder, projectFolder, stateFolder } from "./paths.mjs";
import { SetupError } from "./setup-error.mjs";

/** How long a failed download of the official binary isn't tried again: a day. */
const REMEMBER_MS = 86_400_000;

/**
 * The Electron that runs the app, and the argument that names the app: the command is `executable ...flags ...args`.
 * @typedef {{ executable: string, args: string[], kind: "override" | "official" | "fallback", version: string }} Runtime
 *
 * Where to look.
 * @typedef {{ project: string, environment: NodeJS.ProcessEnv, platform: NodeJS.Platform, arch: string }} Place
 *
 * What fetches.
 * @typedef {object} Fetchers
 * @property {typeof import("./official-electron.mjs").installOfficial} installOfficial
 * @property {typeof import("./fallback-electron.mjs").installFallback} installFallback
 * @property {import("./run.mjs").Run} run
 * @property {(line: string) => void} say
 * @property {() => number} now
 */

/**
 * This checkout on this machine.
 * @returns {Place}
 */
export function thisPlace() {
  return {
    project: projectFolder,
    environment: process.env,
    platform: process.platform,
    arch: process.arch,
  };
}

/**
 * The runtime that is there and would be used, without fetching anything.
 * @param {Place} [place]
 * @returns {Runtime}
 */
export function resolveRuntime(place = thisPlace()) {
  const runtime = findOverride(place) ?? findOfficial(place) ?? findFallback(place);
  if (runtime === undefined) throw new SetupError("there is no Electron here yet.", "Run `npm start` once.");
  return runtime;
}

/**
 * The runtime that may be used at once: undefined when the official one is missing and it is time to try to fetch it.
 * @param {Place} place
 * @param {number} now in milliseconds
 * @returns {Runtime | undefined}
 */
export function findRuntime(place, now) {
  const better = findOverride(place) ?? findOfficial(place);
  if (better !== undefined) return better;
  return isOfficialGivenUp(place, now) ? findFallback(place) : undefined;
}

/**
 * The runtime, fetched when it must be: the override, then the official binary, then the fallback.
 * @param {Place} place
 * @param {Fetchers} fetchers
 * @returns {Promise<Runtime>}
 */
export async function provideRuntime(place, fetchers) {
  const ready = findRuntime(place, fetchers.now());
  if (ready !== undefined) return ready;
  let refusal = "its host didn't answer within the last day";
  if (!isOfficialGivenUp(place, fetchers.now())) {
    fetchers.say(`Fetching Electron ${wantedVersion(place)} ...`);
    const outcome = await fetchers.installOfficial(place, fetchers.run);
    const official = findOfficial(place);
    if (official !== undefined) return official;
    refusal = outcome.reason;
    if (isFallbackPossible(place)) noteOfficialGivenUp(place, fetchers.now(), refusal);
  }
  if (!isFallbackPossible(place)) {
    throw new SetupError(
      `Electron ${wantedVersion(place)} can't be had: ${refusal}.`,
      "Check the network, set ELECTRON_MIRROR to a mirror, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.",
    );
  }
  fetchers.say(`Electron ${wantedVersion(place)} can't be had (${refusal}).`);
  if (findFallback(place) === undefined) {
    fetchers.say(`Fetching the fallback runtime, Electron ${FALLBACK_VERSION} (196 MB, once) ...`);
    await fetchers.installFallback(place, fetchers.run);
  }
  return resolveRuntime(place);
}

/**
 * Writes what was resolved to `.cache/runtime.json`, for the tests that start the real app.
 * @param {string} project
 * @param {Runtime} runtime
 */
export function noteRuntime(project, runtime) {
  const path = join(stateFolder(project), "runtime.json");
  if (JSON.stringify(readJson(path)) !== JSON.stringify(runtime)) writeJson(path, { ...runtime });
}

/** @param {Place} place @returns {Runtime | undefined} */
function findOverride(place) {
  const folder = place.environment["ELECTRON_OVERRIDE_DIST_PATH"];
  if (!folder) return undefined;
  const executable = officialExecutable(folder, place.platform);
  if (!isFile(executable)) {
    throw new SetupError(
      `ELECTRON_OVERRIDE_DIST_PATH names a folder without Electron (${executable} is missing).`,
      "Correct it or unset it.",
    );
  }
  return { executable, args: [place.project], kind: "override", version: versionIn(folder) };
}

/** @param {Place} place @returns {Runtime | undefined} */
function findOfficial(place) {
  const folder = join(place.project, "node_modules/electron/dist");
  const executable = officialExecutable(folder, place.platform);
  // path.txt is what the package writes last: without it, the unpacking broke off.
  if (!isFile(executable) || !isFile(join(folder, "../path.txt"))) return undefined;
  const version = versionIn(folder);
  if (version !== wantedVersion(place)) return undefined;
  return { executable, args: [place.project], kind: "official", version };
}

/** @param {Place} place @returns {Runtime | undefined} */
function findFallback(place) {
  if (!isFallbackPossible(place)) return undefined;
  const executable = fallbackExecutable(place);
  if (!isFile(executable)) return undefined;
  return { executable, args: [place.project], kind: "fallback", version: FALLBACK_VERSION };
}

/** @param {Place} place @param {number} now @returns {boolean} */
function isOfficialGivenUp(place, now) {
  const note = readJson(givenUpPath(place));
  const at = note?.["at"];
  if (note?.["version"] !== wantedVersion(place) || note["mirror"] !== mirror(place)) return false;
  return typeof at === "number" && at <= now && now - at < REMEMBER_MS;
}

/** @param {Place} place @param {number} now @param {string} reason */
function noteOfficialGivenUp(place, now, reason) {
  writeJson(givenUpPath(place), { version: wantedVersion(place), mirror: mirror(place), at: now, reason });
}

/** @param {Place} place @returns {string} another mirror is another try */
function mirror(place) {
  return place.environment["ELECTRON_MIRROR"] ?? "";
}

/** @param {Place} place @returns {string} */
function givenUpPath(place) {
  return join(cacheFolder(place.environment), "official-electron-given-up.json");
}

/** @param {Place} place @returns {string} */
function wantedVersion(place) {
  const version = readJson(join(place.project, "node_modules/electron/package.json"))?.["version"];
  return typeof version === "string" ? version : "(unknown version)";
}

/** @param {string} folder @returns {string} */
function versionIn(folder) {
  const path = join(folder, "version");
  return isFile(path) ? readFileSync(path, "utf8").trim().replace(/^v/, "") : "unknown";
}
