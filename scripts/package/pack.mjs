import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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
  const updates = updatesOf(environment);
  return {
    // A package knows its commit, and debs and rpms name a homepage.
    extraMetadata: {
      ...{ commit: commitOf(projectFolder), homepage: homepageOf(environment) },
      ...(updates === null ? {} : { updates }),
    },
    // electron-builder then notes what it made (latest*.yml), which scripts/sign-updates.mjs signs.
    ...(updates === null ? {} : { publish: { provider: "generic", url: updates.url } }),
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
  const forget = provideAppleKey(process.env);
  // The same commit gives the same bytes: archives take this time instead of the clock's.
  process.env["SOURCE_DATE_EPOCH"] ??= commitTime(projectFolder);
  const platform = Platform.current();
  const archs = order.archs.map((name) => Arch[/** @type {keyof typeof Arch} */ (name)]);
  const targets = order.targets === undefined ? undefined : platform.createTarget(order.targets, ...archs);
  try {
    await build({
      config: additionsTo(order, process.env),
      projectDir: projectFolder,
      publish: "never",
      ...(targets === undefined ? {} : { targets }),
    });
  } finally {
    forget();
  }
  return reportSizes(order.output);
}

/** Variables of keys. A workflow without a key sets them to nothing, which electron-builder would take for a key. */
const keyVariables = [
  ...["WIN_CSC_LINK", "WIN_CSC_KEY_PASSWORD", "CSC_LINK", "CSC_KEY_PASSWORD"],
  ...["APPLE_API_KEY_ID", "APPLE_API_ISSUER", "APPLE_API_KEY_TEXT"],
];

/**
 * Apple's tool wants its key as a file; workflows have it as text.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {() => void} removes the file
 */
export function provideAppleKey(environment) {
  for (const name of keyVariables) if (environment[name] === "") delete environment[name];
  const text = environment["APPLE_API_KEY_TEXT"];
  if (text === undefined) return () => {};
  const folder = mkdtempSync(join(tmpdir(), "waybill-key-"));
  const path = join(folder, "AuthKey.p8");
  writeFileSync(path, text, { mode: 0o600 });
  environment["APPLE_API_KEY"] = path;
  delete environment["APPLE_API_KEY_TEXT"];
  return () => rmSync(folder, { recursive: true, force: true });
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
 * Where copies of this package find updates, and whose signature counts; null when they look nowhere.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {{ url: string, publicKey: string } | null}
 */
export function updatesOf(environment) {
  const url = environment["WAYBILL_UPDATE_URL"];
  const publicKey = environment["WAYBILL_UPDATE_PUBLIC_KEY"];
  if (url && publicKey) return { url, publicKey };
  if (!url && !publicKey) return null;
  throw new SetupError(
    "WAYBILL_UPDATE_URL and WAYBILL_UPDATE_PUBLIC_KEY belong together.",
    "Set both, or neither: then the package looks nowhere for updates (docs/releasing.md).",
  );
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
