import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

const MEBIBYTE = 1024 * 1024;

/**
 * What a package may weigh, MiB. Electron itself is most of it; `app` is what is ours. A change that needs more says why here.
 * 2026-11: 3.9 MiB of app (2.0 main, 1.9 page), 232 MiB unpacked with Electron 33, 95 MiB as tar.gz.
 */
export const BUDGETS_MIB = { app: 6, native: 4, unpacked: 320, archive: 140 };

/**
 * Bytes below a folder, or of a file.
 * @param {string} path
 * @returns {number}
 */
export function bytesOf(path) {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

/**
 * Sizes of an unpacked package beside what is allowed.
 * @param {string} resources its folder `resources`
 * @param {string} folder the whole of it
 * @returns {{ name: string, bytes: number, budgetBytes: number }[]}
 */
export function sizesOf(resources, folder) {
  return [
    size("app", bytesOf(join(resources, "app.asar"))),
    size("native", bytesOf(join(resources, "app.asar.unpacked"))),
    size("unpacked", bytesOf(folder)),
  ];
}

/**
 * One size beside its budget.
 * @param {keyof typeof BUDGETS_MIB} name
 * @param {number} bytes
 */
export function size(name, bytes) {
  return { name, bytes, budgetBytes: BUDGETS_MIB[name] * MEBIBYTE };
}

/**
 * Lines for people, and whether all is within its budget.
 * @param {readonly { name: string, bytes: number, budgetBytes: number }[]} sizes
 * @returns {{ lines: string[], within: boolean }}
 */
export function judgeSizes(sizes) {
  const mebibytes = (/** @type {number} */ bytes) => (bytes / MEBIBYTE).toFixed(1).padStart(7);
  return {
    lines: sizes.map(({ name, bytes, budgetBytes }) => {
      const verdict = bytes > budgetBytes ? "TOO LARGE" : "ok";
      return `${name.padEnd(10)} ${mebibytes(bytes)} MiB of ${mebibytes(budgetBytes)} MiB  ${verdict}`;
    }),
    within: sizes.every(({ bytes, budgetBytes }) => bytes <= budgetBytes),
  };
}
