import { join } from "node:path";
import { buildApp, isBuildCurrent } from "./app-build.mjs";
import { areDependenciesCurrent, installDependencies } from "./dependencies.mjs";
import { findRuntime, noteRuntime, provideRuntime, thisPlace } from "./electron-runtime.mjs";
import { installFallback } from "./fallback-electron.mjs";
import { releaseLocks, withLock } from "./lock.mjs";
import { installOfficial } from "./official-electron.mjs";
import { stateFolder } from "./paths.mjs";
import { run, stopRunningTools } from "./run.mjs";
import {
  installSystemLibraries,
  KEYRING_NEEDS,
  missingNeeds,
  PACKAGE_NEEDS,
  PACKAGE_TEST_NEEDS,
  TEST_NEEDS,
  thisLinux,
  WINDOW_NEEDS,
} from "./system-libraries.mjs";

/**
 * What a command needs beyond dependencies, libraries and runtime.
 * @typedef {{ build: boolean, virtualDisplay: boolean, keyring: boolean, packages?: boolean, packageTests?: boolean }} Wanted
 */

/**
 * Sets up what is missing and returns the runtime. When nothing is missing, this reads a few files and starts nothing.
 * @param {Wanted} wanted
 * @returns {Promise<import("./electron-runtime.mjs").Runtime>}
 */
export async function setUp(wanted) {
  const place = thisPlace();
  const ready = readyRuntime(place, wanted);
  if (ready !== undefined) {
    noteRuntime(place.project, ready);
    return ready;
  }
  const forget = endCleanlyOnSignals();
  try {
    return await withLock(
      join(stateFolder(place.project), "setup.lock"),
      () => completeSetUp(place, wanted),
      () => say("Another set-up is at work here; waiting for it ..."),
    );
  } finally {
    forget();
  }
}

/** @param {import("./electron-runtime.mjs").Place} place @param {Wanted} wanted */
function readyRuntime(place, wanted) {
  if (!areDependenciesCurrent(place.project) || missingLibraries(place, wanted).length > 0) return undefined;
  if (wanted.build && !isBuildCurrent(place.project)) return undefined;
  return findRuntime(place, Date.now());
}

/**
 * Everything is asked again here: another process may have done it while this one waited for the lock.
 * System libraries come first, so that a user who must type the command with `sudo` learns it before the downloads.
 * @param {import("./electron-runtime.mjs").Place} place
 * @param {Wanted} wanted
 */
async function completeSetUp(place, wanted) {
  const missing = missingLibraries(place, wanted);
  if (missing.length > 0) {
    const isRoot = process.getuid?.() === 0;
    await installSystemLibraries(missing, thisLinux(place.environment), {
      run,
      isRoot,
      environment: place.environment,
      say,
    });
  }
  if (!areDependenciesCurrent(place.project)) {
    say("Installing dependencies ...");
    const echo = process.stderr.isTTY === true;
    await installDependencies(place.project, { run, environment: place.environment, echo });
  }
  const runtime = await provideRuntime(place, { installOfficial, installFallback, run, say, now: Date.now });
  noteRuntime(place.project, runtime);
  if (wanted.build && !isBuildCurrent(place.project)) {
    say("Building ...");
    await buildApp(place.project, run);
  }
  return runtime;
}

/** @param {import("./electron-runtime.mjs").Place} place @param {Wanted} wanted */
function missingLibraries(place, wanted) {
  if (place.platform !== "linux") return [];
  const needs = [
    ...WINDOW_NEEDS,
    ...(wanted.virtualDisplay ? TEST_NEEDS : []),
    ...(wanted.keyring ? KEYRING_NEEDS : []),
    ...(wanted.packages ? PACKAGE_NEEDS : []),
    ...(wanted.packageTests ? PACKAGE_TEST_NEEDS : []),
  ];
  return missingNeeds(needs, thisLinux(place.environment));
}

/** @returns {() => void} ends the watch; a signal meanwhile stops npm and the others and gives the lock back */
function endCleanlyOnSignals() {
  const onInterrupt = () => end(130);
  const onTerminate = () => end(143);
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  return () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onTerminate);
  };
}

/** @param {number} code */
function end(code) {
  stopRunningTools();
  releaseLocks();
  process.exit(code);
}

/** @param {string} line goes to stderr: stdout belongs to the results of the command */
function say(line) {
  process.stderr.write(`waybill: ${line}\n`);
}
