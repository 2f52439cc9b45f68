import { createHash } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isFile, readJson, writeJson } from "./files.mjs";
import { lastLines } from "./run.mjs";
import { SetupError } from "./setup-error.mjs";

/** What the build reads. */
const SOURCE_FOLDERS = ["electron", "renderer"];
const SOURCE_FILES = ["package.json", "package-lock.json", "electron.vite.config.ts", "tsconfig.base.json"];

/**
 * Whether `out/` was built from the sources as they are now.
 * @param {string} project
 * @returns {boolean}
 */
export function isBuildCurrent(project) {
  const built = readJson(stampPath(project))?.["sources"];
  return isFile(join(project, "out/main/main.js")) && built === sourceFingerprint(project);
}

/**
 * Builds the app. The stamp goes first: a build that breaks off must not look like the one before it.
 * @param {string} project
 * @param {import("./run.mjs").Run} run
 */
export async function buildApp(project, run) {
  rmSync(stampPath(project), { force: true });
  const sources = sourceFingerprint(project);
  const tool = join(project, "node_modules/electron-vite/bin/electron-vite.js");
  const result = await run(process.execPath, [tool, "build", "--logLevel", "warn"], { cwd: project });
  if (result.code !== 0) {
    throw new SetupError(
      "the app can't be built.",
      "The compiler's words are above.",
      lastLines(result.output, 30),
    );
  }
  noteBuild(project, sources);
}

/**
 * Notes that `out/` was built from sources with this fingerprint.
 * @param {string} project
 * @param {string} sources
 */
export function noteBuild(project, sources) {
  writeJson(stampPath(project), { sources });
}

/**
 * A fingerprint of the sources: path, size and time of every file. A few milliseconds for a thousand files;
 * a time that changed without need costs one build.
 * @param {string} project
 * @returns {string}
 */
export function sourceFingerprint(project) {
  const hash = createHash("sha256");
  const paths = SOURCE_FOLDERS.flatMap((folder) => filesBelow(project, folder));
  for (const path of [...SOURCE_FILES, ...paths].sort()) {
    const found = statSync(join(project, path), { throwIfNoEntry: false });
    hash.update(`${path}\0${found?.size ?? -1}\0${found?.mtimeMs ?? 0}\n`);
  }
  return hash.digest("hex");
}

/** @param {string} project @param {string} folder @returns {string[]} paths inside the project */
function filesBelow(project, folder) {
  if (!statSync(join(project, folder), { throwIfNoEntry: false })) return [];
  return readdirSync(join(project, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(project, path) : [path];
  });
}

/** @param {string} project @returns {string} */
function stampPath(project) {
  return join(project, ".cache", "build.json");
}
