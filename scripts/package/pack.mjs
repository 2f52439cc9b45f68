import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { Arch, build, Platform } from "electron-builder";
import { resolveRuntime } from "../setup/electron-runtime.mjs";
import { projectFolder } from "../setup/paths.mjs";
import { SetupError } from "../setup/setup-error.mjs";
import { bytesOf, judgeSizes, size, sizesOf } from "./sizes.mjs";

/**
 * What is to be packaged.
 * @typedef {object} Order
 * @property {string[] | undefined} targets such as `dir` or `tar.gz`; undefined for all that electron-builder.yml names
 * @property {string[]} archs such as `x64`; empty for those of electron-builder.yml, or of this machine
 * @property {string} output folder for what is made
 * @property {boolean} withRuntimeAtHand use the Electron of this checkout instead of the release's
 * @property {boolean} quickly don't compress: for tests
 */

/**
 * What is added to electron-builder.yml, which electron-builder reads itself: what only this machine knows.
 * @param {Order} order
 * @param {NodeJS.ProcessEnv} environment
 * @returns {import("electron-builder").Configuration}
 */
export function additionsTo(order, environment) {
  return {
    // A package knows its commit, and debs and rpms name a homepage.
    extraMetadata: { commit: commitOf(projectFolder), homepage: homepageOf(environment) },
    directories: { output: order.output },
    ...(environment["WAYBILL_PUBLISHER"] ? {} : { win: { signtoolOptions: null } }),
    ...(order.withRuntimeAtHand ? runtimeAtHand() : {}),
    ...(order.quickly ? { compression: "store", deb: { compression: "gz" } } : {}),
  };
}

/**
 * Packages the app that was built and says what it weighs.
 * @param {Order} order
 * @returns {Promise<boolean>} whether every size is within its budget
 */
export async function pack(order) {
  provideTools(order);
  // The same commit gives the same bytes: archives take this time instead of the clock's.
  process.env["SOURCE_DATE_EPOCH"] ??= commitTime(projectFolder);
  const platform = Platform.current();
  const archs = order.archs.map((name) => Arch[/** @type {keyof typeof Arch} */ (name)]);
  const targets = order.targets === undefined ? undefined : platform.createTarget(order.targets, ...archs);
  await build({
    config: additionsTo(order, process.env),
    projectDir: projectFolder,
    publish: "never",
    ...(targets === undefined ? {} : { targets }),
  });
  return reportSizes(order.output);
}

/** @param {string} output @returns {boolean} */
function reportSizes(output) {
  const sizes = readdirSync(output).flatMap((name) => {
    const path = join(output, name);
    if (name.endsWith("-unpacked")) return sizesOf(join(path, "resources"), path);
    return /[.](tar[.]gz|AppImage|deb|rpm|exe|dmg|zip)$/.test(name) ? [size("archive", bytesOf(path))] : [];
  });
  const { lines, within } = judgeSizes(sizes);
  process.stdout.write(`${lines.join("\n")}\n`);
  return within;
}

/** @returns {{ electronDist: string, electronVersion: string }} */
function runtimeAtHand() {
  const runtime = resolveRuntime();
  return { electronDist: dirname(runtime.executable), electronVersion: runtime.version };
}

/**
 * electron-builder fetches tools of its own when it isn't told of others.
 * @param {Order} order
 */
function provideTools(order) {
  const sevenZip = ["/usr/bin/7zz", "/usr/bin/7za"].find((path) => existsSync(path));
  if (sevenZip !== undefined) process.env["ELECTRON_BUILDER_7ZIP_PATH"] ??= sevenZip;
  if (!order.withRuntimeAtHand || !existsSync("/usr/bin/dpkg-deb")) return;
  process.env["CUSTOM_FPM_PATH"] ??= join(projectFolder, "scripts/package/fpm-by-dpkg.mjs");
}

/**
 * Where this copy's makers are found: what they say, else the repository in which a build service builds it.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string}
 */
export function homepageOf(environment) {
  const repository = environment["GITHUB_REPOSITORY"];
  const here = repository ? `${environment["GITHUB_SERVER_URL"] ?? "https://github.com"}/${repository}` : "";
  return environment["WAYBILL_HOMEPAGE"] || here || "https://waybill.invalid";
}

/** @param {string} project @returns {string} the commit, with a mark when files differ from it */
export function commitOf(project) {
  const git = (/** @type {string[]} */ words) =>
    execFileSync("git", words, { cwd: project, encoding: "utf8" }).trim();
  if (!existsSync(join(project, ".git"))) return "unknown";
  const commit = git(["rev-parse", "--short=12", "HEAD"]);
  return git(["status", "--porcelain", "--untracked-files=no"]) === "" ? commit : `${commit}-changed`;
}

/** @param {string} project @returns {string} seconds since 1970 */
function commitTime(project) {
  if (!existsSync(join(project, ".git"))) return "0";
  return execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: project, encoding: "utf8" }).trim();
}

/**
 * Reads the command line of `npm run dist`.
 * @param {readonly string[]} words
 * @returns {Order}
 */
export function orderOf(words) {
  /** @type {Order} */
  const order = {
    targets: undefined,
    archs: [],
    output: join(projectFolder, "dist"),
    withRuntimeAtHand: false,
    quickly: false,
  };
  for (const word of words) {
    const [name, value] = word.split(/=(.*)/s);
    if (name === "--at-hand") order.withRuntimeAtHand = true;
    else if (name === "--quickly") order.quickly = true;
    else if (name === "--output" && value) order.output = value;
    else if (name === "--arch" && value) order.archs = value.split(",");
    else if (!word.startsWith("-")) order.targets = [...(order.targets ?? []), word];
    else
      throw new SetupError(
        `there is no option ${word}.`,
        "Options: --at-hand --quickly --output=DIR --arch=x64,arm64",
      );
  }
  return order;
}

/**
 * Empties the folder of an order, so that nothing of an earlier one is taken for its result.
 * @param {Order} order
 */
export function clear(order) {
  rmSync(order.output, { recursive: true, force: true });
}
