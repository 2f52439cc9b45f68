import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { isFile } from "./files.mjs";
import { lastLines } from "./run.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * What Electron needs from the system: Debian's package (and its name since the 64-bit time change of 2024), and the
 * file by which it is found.
 * @typedef {{ package: string, renamed?: string, library?: string, command?: string }} Need
 * @type {readonly Need[]}
 */
export const WINDOW_NEEDS = [
  { package: "libgtk-3-0", renamed: "libgtk-3-0t64", library: "libgtk-3.so.0" },
  { package: "libnss3", library: "libnss3.so" },
  { package: "libasound2", renamed: "libasound2t64", library: "libasound.so.2" },
  { package: "libgbm1", library: "libgbm.so.1" },
  { package: "libxss1", library: "libXss.so.1" },
  { package: "libxtst6", library: "libXtst.so.6" },
  { package: "libnotify4", library: "libnotify.so.4" },
];

/** What the end-to-end tests need besides when there is no display. @type {readonly Need[]} */
export const TEST_NEEDS = [
  { package: "xvfb", command: "Xvfb" },
  { package: "xauth", command: "xauth" },
];

/** A real keyring for the tests of secrets, which are skipped without one; not worth stopping a user for. @type {readonly Need[]} */
export const KEYRING_NEEDS = [
  { package: "gnome-keyring", command: "gnome-keyring-daemon" },
  { package: "dbus", command: "dbus-send" },
];

/** What makes packages; electron-builder would fetch it itself where apt is not at hand. @type {readonly Need[]} */
export const PACKAGE_NEEDS = [{ package: "7zip", command: "7zz" }];

/** What uses a package as a desktop and its user do, for the tests of packages. @type {readonly Need[]} */
export const PACKAGE_TEST_NEEDS = [
  ...TEST_NEEDS,
  { package: "dbus", command: "dbus-daemon" },
  { package: "xdotool", command: "xdotool" },
  { package: "desktop-file-utils", command: "desktop-file-validate" },
];

const LIBRARY_FOLDERS = [
  "/usr/lib/x86_64-linux-gnu",
  "/usr/lib/aarch64-linux-gnu",
  "/usr/lib64",
  "/usr/lib",
  "/lib",
];

/**
 * The system to look at; replaced in tests.
 * @typedef {object} LinuxSystem
 * @property {string} osRelease text of /etc/os-release
 * @property {string} linkerCache bytes of /etc/ld.so.cache as latin-1 text
 * @property {string} searchPath PATH
 * @property {(path: string) => boolean} exists
 */

/**
 * This machine. The linker's cache is read as it is instead of asking `ldconfig -p`: no process, well under a millisecond.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {LinuxSystem}
 */
export function thisLinux(environment) {
  return {
    osRelease: readText("/etc/os-release", "utf8"),
    linkerCache: readText("/etc/ld.so.cache", "latin1"),
    searchPath: environment["PATH"] ?? "",
    exists: isFile,
  };
}

/**
 * The needs that this system doesn't meet.
 * @param {readonly Need[]} needs
 * @param {LinuxSystem} system
 * @returns {Need[]}
 */
export function missingNeeds(needs, system) {
  return needs.filter((need) => {
    if (need.command !== undefined) return !hasCommand(need.command, system);
    return need.library !== undefined && !hasLibrary(need.library, system);
  });
}

/**
 * Whether packages come from apt here.
 * @param {string} osRelease
 * @returns {boolean}
 */
export function isDebianLike(osRelease) {
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(osRelease);
}

/**
 * Installs what is missing when root may do it; otherwise says the exact command and ends.
 * @param {readonly Need[]} missing
 * @param {LinuxSystem} system
 * @param {{ run: import("./run.mjs").Run, isRoot: boolean, environment: NodeJS.ProcessEnv, say: (line: string) => void }} tools
 */
export async function installSystemLibraries(missing, system, tools) {
  if (missing.length === 0) return;
  if (!isDebianLike(system.osRelease)) {
    const names = missing.map((need) => need.library ?? need.command).join(", ");
    tools.say(
      `This system seems to lack ${names}. If Electron doesn't start, install them with your package manager.`,
    );
    return;
  }
  if (!tools.isRoot) {
    const names = await packageNames(missing, system, tools.run);
    throw new SetupError(
      "system libraries that Electron needs are missing. Install them and run the command again:",
      `sudo apt-get update && sudo apt-get install -y ${names.join(" ")}`,
    );
  }
  tools.say(`Installing system libraries: ${missing.map((need) => need.package).join(" ")} ...`);
  const env = { ...tools.environment, DEBIAN_FRONTEND: "noninteractive" };
  const update = await tools.run("apt-get", ["update", "-q"], { env });
  const names = await packageNames(missing, system, tools.run);
  const install = await tools.run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...names], {
    env,
  });
  if (install.code !== 0) {
    throw new SetupError(
      `apt-get couldn't install ${names.join(" ")}.`,
      "Check the network and /etc/apt/sources.list, then run the command again.",
      lastLines(update.code === 0 ? install.output : update.output),
    );
  }
}

/**
 * The names that this system's apt knows. Where its lists are still empty, the release tells.
 * @param {readonly Need[]} needs
 * @param {LinuxSystem} system
 * @param {import("./run.mjs").Run} run
 * @returns {Promise<string[]>}
 */
export async function packageNames(needs, system, run) {
  const asked = needs.flatMap((need) => [
    need.package,
    ...(need.renamed === undefined ? [] : [need.renamed]),
  ]);
  const policy = (await run("apt-cache", ["policy", ...asked], { env: { ...process.env, LC_ALL: "C" } }))
    .output;
  return needs.map((need) => {
    if (need.renamed === undefined) return need.package;
    if (hasCandidate(policy, need.renamed)) return need.renamed;
    if (hasCandidate(policy, need.package)) return need.package;
    return isAfterRenaming(system.osRelease) ? need.renamed : need.package;
  });
}

/** @param {string} policy output of `apt-cache policy` @param {string} name @returns {boolean} */
function hasCandidate(policy, name) {
  const block = policy.split(/^(?=\S+:$)/m).find((part) => part.startsWith(`${name}:\n`));
  return block !== undefined && /^\s+Candidate: (?!\(none\))\S/m.test(block);
}

/** @param {string} osRelease @returns {boolean} Ubuntu from 24.04, Debian from 13 */
function isAfterRenaming(osRelease) {
  const version = Number(/^VERSION_ID="?([\d.]+)/m.exec(osRelease)?.[1] ?? 0);
  return /^ID="?ubuntu/m.test(osRelease) ? version >= 24.04 : version >= 13;
}

/** @param {string} name @param {LinuxSystem} system @returns {boolean} */
function hasLibrary(name, system) {
  const end = system.linkerCache.indexOf(`/${name}\0`);
  if (end !== -1) {
    const start = system.linkerCache.lastIndexOf("\0", end) + 1;
    if (system.exists(`${system.linkerCache.slice(start, end)}/${name}`)) return true;
  }
  return LIBRARY_FOLDERS.some((folder) => system.exists(join(folder, name)));
}

/** @param {string} name @param {LinuxSystem} system @returns {boolean} */
function hasCommand(name, system) {
  return system.searchPath
    .split(delimiter)
    .some((folder) => folder !== "" && system.exists(join(folder, name)));
}

/** @param {string} path @param {BufferEncoding} encoding @returns {string} empty where the system has no such file */
function readText(path, encoding) {
  return isFile(path) ? readFileSync(path, encoding) : "";
}
