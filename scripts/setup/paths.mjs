import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const projectFolder = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/**
 * Where set-up keeps what belongs to this checkout alone: lock, stamps, runtime.json. Ignored by git.
 * @param {string} project
 * @returns {string}
 */
export function stateFolder(project) {
  return join(project, ".cache");
}

/**
 * Where downloads are kept that several checkouts share.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string}
 */
export function cacheFolder(environment) {
  const own = environment["WAYBILL_CACHE"];
  if (own) return resolve(own);
  const shared = environment["XDG_CACHE_HOME"];
  if (shared) return join(resolve(shared), "waybill");
  return join(environment["HOME"] || homedir(), ".cache", "waybill");
}
