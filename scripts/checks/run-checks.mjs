import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { isBuildCurrent, noteBuild, sourceFingerprint } from "../setup/app-build.mjs";
import { projectFolder } from "../setup/paths.mjs";
import { setUp } from "../setup/setup.mjs";
import { describeFailure } from "../setup/setup-error.mjs";
import { PARTS, planSteps } from "./steps.mjs";
import { countCheck, sumCounts } from "./summary.mjs";

/** Parts that test what was built. */
const NEED_BUILD = ["package", "e2e"];

/**
 * Sets up what is missing, runs the checks and tests, and ends with `N passed, N failed`.
 * @param {readonly string[]} parts names of parts; none means all
 */
export async function runChecks(parts) {
  const unknown = parts.filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) {
    process.stderr.write(`waybill: no such part: ${unknown.join(" ")}. The parts are ${PARTS.join(" ")}.\n`);
    finish([countCheck("arguments", 1)], 2);
    return;
  }
  const endToEnd = parts.length === 0 || parts.includes("e2e");
  const needsVirtualDisplay = endToEnd && process.platform === "linux" && !process.env["DISPLAY"];
  // What is missing for these tests skips them; only root gets it without being asked.
  const isLinuxRoot = process.platform === "linux" && process.getuid?.() === 0;
  const keyring = endToEnd && isLinuxRoot;
  const packages = parts.length === 0 || parts.includes("package");
  try {
    const build = parts.some((part) => NEED_BUILD.includes(part)) && !parts.includes("build");
    const forPackages = { packages, packageTests: packages && isLinuxRoot };
    const runtime = await setUp({ build, virtualDisplay: needsVirtualDisplay, keyring, ...forPackages });
    process.env["WAYBILL_RUNTIME"] = runtime.kind;
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    finish([countCheck("set-up", 1)], 2);
    return;
  }
  const reports = mkdtempSync(join(tmpdir(), "waybill-checks-"));
  process.on("exit", () => rmSync(reports, { recursive: true, force: true }));
  const steps = planSteps(projectFolder, reports, parts, { needsVirtualDisplay });
  finish(await runSteps(steps), 1);
}

/**
 * A failed step doesn't stop the others, except that tests of the app need an app.
 * @param {readonly import("./steps.mjs").Step[]} steps
 * @returns {Promise<import("./summary.mjs").Counts[]>}
 */
async function runSteps(steps) {
  const results = [];
  for (const step of steps) {
    process.stdout.write(`\n== ${step.name}\n`);
    if (NEED_BUILD.includes(step.part) && !isBuildCurrent(projectFolder)) {
      process.stdout.write("-- not run: there is no current build\n");
      results.push(countCheck(`${step.name} (no build)`, 1));
      continue;
    }
    const startedAt = Date.now();
    const sources = sourceFingerprint(projectFolder);
    const code = await runStep(step);
    if (step.name === "build" && code === 0) noteBuild(projectFolder, sources);
    const counts = step.count(code);
    results.push(counts);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    const verdict = counts.failed === 0 ? "ok" : "FAILED";
    process.stdout.write(
      `-- ${step.name}: ${verdict}, ${counts.passed} passed, ${counts.failed} failed, ${seconds} s\n`,
    );
  }
  return results;
}

/** @param {import("./steps.mjs").Step} step @returns {Promise<number>} */
function runStep(step) {
  return new Promise((resolve) => {
    const [executable = "", ...parameters] = step.command;
    const env = { ...process.env, ...step.environment };
    const child = spawn(executable, parameters, {
      cwd: projectFolder,
      env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      child.kill(signal);
      process.exit(128 + constants.signals[signal]);
    };
    process.once("SIGINT", forward);
    process.once("SIGTERM", forward);
    const end = (/** @type {number} */ code) => {
      process.off("SIGINT", forward);
      process.off("SIGTERM", forward);
      resolve(code);
    };
    child.on("error", (error) => {
      process.stderr.write(`waybill: ${executable} can't be started: ${error.message}\n`);
      end(127);
    });
    child.on("exit", (code) => end(code ?? 128));
  });
}

/**
 * The end of every run; its last line is read by machines.
 * @param {readonly import("./summary.mjs").Counts[]} results
 * @param {number} failureCode
 */
function finish(results, failureCode) {
  const total = sumCounts(results);
  if (total.failures.length > 0) {
    process.stdout.write(`\nFailed:\n${total.failures.map((name) => `  ${name}\n`).join("")}`);
  }
  if (total.failed > 0 || total.passed === 0) process.exitCode = failureCode;
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
}
