import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { isFile } from "./files.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * What decides about Chromium's sandbox; replaced in tests.
 * @typedef {object} SandboxFacts
 * @property {NodeJS.Platform} platform
 * @property {boolean} isRoot
 * @property {boolean} isSwitchedOff the user set WAYBILL_NO_SANDBOX=1
 * @property {boolean} hasHelper the executable's chrome-sandbox belongs to root and is setuid
 * @property {boolean} mayMakeNamespaces the kernel lets users make namespaces, the other way to a sandbox
 * @property {string} helper path of chrome-sandbox
 */

/**
 * The switches for the sandbox. It is never given up silently for a user: pictures of strangers are decoded inside it.
 * Root can't have it at all, Chromium refuses.
 * @param {SandboxFacts} facts
 * @returns {string[]}
 */
export function sandboxSwitches(facts) {
  if (facts.platform !== "linux") return [];
  if (facts.isRoot || facts.isSwitchedOff) return ["--no-sandbox"];
  if (facts.hasHelper || facts.mayMakeNamespaces) return [];
  const helper = `'${facts.helper.replaceAll("'", "'\\''")}'`;
  throw new SetupError(
    "this system doesn't let Electron make its sandbox. Allow it once and run the command again:",
    `sudo chown root:root ${helper} && sudo chmod 4755 ${helper}   (in a container instead: WAYBILL_NO_SANDBOX=1)`,
  );
}

/**
 * The facts of this machine, from files alone.
 * @param {string} executable
 * @param {NodeJS.ProcessEnv} environment
 * @returns {SandboxFacts}
 */
export function sandboxFacts(executable, environment) {
  const helper = join(dirname(executable), "chrome-sandbox");
  const found = statSync(helper, { throwIfNoEntry: false });
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    isSwitchedOff: environment["WAYBILL_NO_SANDBOX"] === "1",
    hasHelper: found !== undefined && found.uid === 0 && (found.mode & 0o4000) !== 0,
    mayMakeNamespaces:
      kernelSetting("kernel/unprivileged_userns_clone") !== "0" &&
      kernelSetting("user/max_user_namespaces") !== "0" &&
      kernelSetting("kernel/apparmor_restrict_unprivileged_userns") !== "1",
    helper,
  };
}

/** @param {string} name @returns {string | undefined} undefined where this kernel has no such setting */
function kernelSetting(name) {
  const path = `/proc/sys/${name}`;
  return isFile(path) ? readFileSync(path, "utf8").trim() : undefined;
}
