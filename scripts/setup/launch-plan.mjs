import { missingLocale } from "./locale.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * What decides how the app is started.
 * @typedef {{ platform: NodeJS.Platform, environment: NodeJS.ProcessEnv, parameters: readonly string[] }} LaunchFacts
 */

/**
 * Whether these arguments are a command, not just the profile of a window.
 * @param {readonly string[]} parameters
 * @returns {boolean}
 */
export function isCommand(parameters) {
  const [first, ...rest] = parameters;
  if (first === undefined) return false;
  if (first === "--profile") return isCommand(rest.slice(1));
  if (first.startsWith("--profile=")) return isCommand(rest);
  return true;
}

/**
 * Chromium's switches for a start with or without a display.
 * @param {LaunchFacts} facts
 * @returns {string[]}
 */
export function displaySwitches(facts) {
  // Chromium's own errors (no system bus, no GPU) say nothing to the user; Electron's ELECTRON_ENABLE_LOGGING brings them back.
  const quiet = facts.environment["ELECTRON_ENABLE_LOGGING"] ? [] : ["--log-level=3"];
  if (facts.platform !== "linux") return quiet;
  if (isCommand(facts.parameters) || !hasDisplay(facts)) {
    return ["--ozone-platform=headless", "--disable-gpu", ...quiet];
  }
  return facts.environment["DISPLAY"] ? quiet : ["--ozone-platform=wayland", ...quiet];
}

/**
 * Refuses to open a window where there is no display, before anything is downloaded.
 * @param {LaunchFacts} facts
 */
export function refuseWindowWithoutDisplay(facts) {
  if (isCommand(facts.parameters) || hasDisplay(facts) || facts.platform !== "linux") return;
  if (facts.environment["WAYBILL_HEADLESS"] === "1") return;
  throw new SetupError(
    "there is no display for the window.",
    "Use a command instead, such as `npm start --silent -- upload FILE --to Practice` or `npm start --silent -- --help`.",
  );
}

/**
 * The environment of the app. Its arguments travel as JSON in WAYBILL_ARGV: on the command line Chromium would
 * read switches of its own out of them.
 * @param {LaunchFacts} facts
 * @param {string} kind of the runtime, for `--version`
 * @returns {NodeJS.ProcessEnv}
 */
export function appEnvironment(facts, kind) {
  const environment = { ...facts.environment, ...missingLocale(facts.environment, facts.platform) };
  // Terminals inside Electron programs set this; the app would start as plain Node.
  delete environment["ELECTRON_RUN_AS_NODE"];
  environment["WAYBILL_ARGV"] = JSON.stringify(facts.parameters);
  environment["WAYBILL_RUNTIME"] = kind;
  return environment;
}

/** @param {LaunchFacts} facts @returns {boolean} */
function hasDisplay(facts) {
  return Boolean(facts.environment["DISPLAY"] || facts.environment["WAYLAND_DISPLAY"]);
}
