import { join } from "node:path";
import { readJson } from "./files.mjs";
import { lastLines } from "./run.mjs";
import { SetupError } from "./setup-error.mjs";

/** The package that holds the runtime isn't named in the message of a failure: the user can't do anything with it. */
const OFFLINE =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR/;

/** Spelled out because an outer `npm --silent` or NODE_ENV=production would otherwise reach in here through the environment. */
const FLAGS = ["--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
const QUIET = ["--loglevel=error", "--no-update-notifier"];

/**
 * Installs what a lock file names, with the hashes it names; scripts of packages never run.
 *
 * `npm ci` refuses a lock file in which an optional package of another system is missing, as happens when the registry
 * at hand didn't carry it. Only then, and only when nothing else is wrong with the lock file, `npm install --no-save`
 * does the work: it takes versions and hashes from the same lock file and leaves it as it is.
 * @param {string} folder holds package.json and package-lock.json
 * @param {string} subject what is fetched, for the message of a failure
 * @param {{ run: import("./run.mjs").Run, environment: NodeJS.ProcessEnv, echo: boolean }} tools
 */
export async function installFromLock(folder, subject, tools) {
  const npm = npmCommand(tools.environment);
  const env = { ...tools.environment, NODE_ENV: "development" };
  const install = (/** @type {string[]} */ words, /** @type {boolean} */ echo) =>
    tools.run(npm.command, [...npm.parameters, ...words, ...FLAGS, ...QUIET], { cwd: folder, env, echo });
  const strict = await install(["ci"], false);
  if (strict.code === 0) return;
  const lock = readJson(join(folder, "package-lock.json")) ?? {};
  if (!lacksOnlyOptionalPackages(strict.output, lock)) throw explainNpmFailure(subject, strict.output);
  const lenient = await install(["install", "--no-save"], tools.echo);
  if (lenient.code !== 0) throw explainNpmFailure(subject, lenient.output);
}

/**
 * Whether all that `npm ci` has against a lock file is that optional packages aren't in it.
 * @param {string} output of the refusal
 * @param {Record<string, unknown>} lock package-lock.json
 * @returns {boolean}
 */
export function lacksOnlyOptionalPackages(output, lock) {
  if (!/EUSAGE/.test(output) || /^npm error Invalid:/m.test(output)) return false;
  const missing = [...output.matchAll(/^npm error Missing: (@?[^@\s]+)@/gm)].map((match) => match[1] ?? "");
  const packages = /** @type {Record<string, { optionalDependencies?: object }>} */ (lock["packages"] ?? {});
  const optional = new Set(
    Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {})),
  );
  return missing.length > 0 && missing.every((name) => optional.has(name));
}

/**
 * How npm is started: through the Node that runs now when npm started us, else from the PATH.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {{ command: string, parameters: string[] }}
 */
export function npmCommand(environment) {
  const script = environment["npm_execpath"];
  if (script && /npm-cli\.c?js$/.test(script)) return { command: process.execPath, parameters: [script] };
  return { command: process.platform === "win32" ? "npm.cmd" : "npm", parameters: [] };
}

/**
 * One line about a failed npm, and what to do.
 * @param {string} subject
 * @param {string} output
 * @returns {SetupError}
 */
export function explainNpmFailure(subject, output) {
  const details = lastLines(output);
  if (/EINTEGRITY/.test(output)) {
    return new SetupError(
      `${subject} didn't match the hash that is written down for it and was refused.`,
      "Run `npm cache verify` and try again; if it stays, something between you and the registry changes files.",
      details,
    );
  }
  if (/ENOSPC|EDQUOT/.test(output)) {
    return new SetupError(
      `the disk is full: ${subject} can't be stored.`,
      "Free about 1 GB and run the command again.",
    );
  }
  if (/EUSAGE/.test(output)) {
    return new SetupError(
      "package-lock.json doesn't match package.json.",
      "Run `npm install`, look at the change, and start again.",
      details,
    );
  }
  if (/ENOENT[^\n]*npm|npm[^\n]*ENOENT/.test(output) && !/npm error/.test(output)) {
    return new SetupError("npm isn't there.", "Install npm (it comes with Node) and run the command again.");
  }
  if (OFFLINE.test(output)) {
    return new SetupError(
      `${subject} can't be fetched: the package registry doesn't answer.`,
      "Check the network or npm's proxy setting and run the command again.",
    );
  }
  return new SetupError(`${subject} can't be installed.`, "npm's own words are above.", details);
}
