import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * What a small JSON file holds, or undefined when it is missing or damaged: every stamp can be made again.
 * @param {string} path
 * @returns {Record<string, unknown> | undefined}
 */
export function readJson(path) {
  try {
    const value = JSON.parse(readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes a small JSON file so that a reader sees the old or the new one, never half of it.
 * @param {string} path
 * @param {Record<string, unknown>} value
 */
export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(partial, path);
}

/**
 * Whether a regular file is there.
 * @param {string} path
 * @returns {boolean}
 */
export function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
