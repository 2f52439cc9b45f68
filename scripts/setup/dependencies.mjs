import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJson, writeJson } from "./files.mjs";
import { installFromLock } from "./npm.mjs";

/**
 * Whether node_modules holds what package-lock.json names, on this kind of machine. The stamp lies inside
 * node_modules, so it is gone with it, and npm removes it before it begins.
 * @param {string} project
 * @returns {boolean}
 */
export function areDependenciesCurrent(project) {
  const stamp = readJson(stampPath(project));
  const wanted = dependencyStamp(project);
  if (stamp?.["lock"] === wanted.lock && stamp["machine"] === wanted.machine) return true;
  return stamp === undefined && isInstalledByHand(project);
}

/**
 * Installs the dependencies from the lock file.
 * @param {string} project
 * @param {{ run: import("./run.mjs").Run, environment: NodeJS.ProcessEnv, echo: boolean }} tools
 */
export async function installDependencies(project, tools) {
  const stamp = dependencyStamp(project);
  await installFromLock(project, "the dependencies", tools);
  writeJson(stampPath(project), stamp);
}

/**
 * Whether what npm noted in node_modules is what the lock file asks for: a developer who ran `npm install`
 * needn't wait for a second one. Only optional packages (of other machines) may be absent.
 * @param {Record<string, unknown>} wanted `packages` of package-lock.json
 * @param {Record<string, unknown>} installed `packages` of node_modules/.package-lock.json
 * @returns {boolean}
 */
export function matchesLock(wanted, installed) {
  const extra = Object.keys(installed).some((path) => !(path in wanted));
  if (extra) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const want = /** @type {Record<string, unknown>} */ (entry);
    const have = /** @type {Record<string, unknown> | undefined} */ (installed[path]);
    if (have === undefined) return want["optional"] === true || want["devOptional"] === true;
    return have["version"] === want["version"] && have["integrity"] === want["integrity"];
  });
}

/** @param {string} project @returns {boolean} */
function isInstalledByHand(project) {
  const wanted = readJson(join(project, "package-lock.json"))?.["packages"];
  const installed = readJson(join(project, "node_modules", ".package-lock.json"))?.["packages"];
  if (typeof wanted !== "object" || typeof installed !== "object" || !wanted || !installed) return false;
  return matchesLock(
    /** @type {Record<string, unknown>} */ (wanted),
    /** @type {Record<string, unknown>} */ (installed),
  );
}

/** @param {string} project @returns {{ lock: string, machine: string }} */
function dependencyStamp(project) {
  const lock = createHash("sha256")
    .update(readFileSync(join(project, "package-lock.json")))
    .digest("hex");
  return { lock, machine: `${process.platform}-${process.arch}` };
}

/** @param {string} project @returns {string} */
function stampPath(project) {
  return join(project, "node_modules", ".waybill-setup.json");
}
