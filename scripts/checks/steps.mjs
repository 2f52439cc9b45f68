import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../setup/files.mjs";
import { missingLocale } from "../setup/locale.mjs";
import { countCheck, countPlaywright, countVitest } from "./summary.mjs";

/**
 * One step of the checks: the command, and how its result is counted.
 * @typedef {object} Step
 * @property {string} name
 * @property {string} part one of `PARTS`; of several, the first
 * @property {string[]} command executable and arguments
 * @property {NodeJS.ProcessEnv} [environment] added to ours
 * @property {(code: number) => import("./summary.mjs").Counts} count
 */

/** The parts that `npm test -- PART...` can name, in the order in which they run. */
export const PARTS = [
  "lint",
  "types",
  "floors",
  "unit",
  "integration",
  "contract",
  "security",
  "build",
  "package",
  "e2e",
  "bench",
];

const VITEST_PARTS = ["unit", "integration", "contract", "security"];

/**
 * The steps for the named parts; all of them when none is named.
 * @param {string} project
 * @param {string} reports folder for the reports of the test tools
 * @param {readonly string[]} parts
 * @param {{ needsVirtualDisplay: boolean }} machine
 * @returns {Step[]}
 */
export function planSteps(project, reports, parts, machine) {
  const wanted = parts.length === 0 ? PARTS : parts;
  const node = (/** @type {string} */ tool) => [process.execPath, join(project, "node_modules", tool)];
  /** @type {Step[]} */
  const steps = [];
  const check = (/** @type {string} */ part, /** @type {string} */ name, /** @type {string[]} */ command) => {
    if (wanted.includes(part)) steps.push({ name, part, command, count: (code) => countCheck(name, code) });
  };
  check("lint", "format and lint", [
    ...node("@biomejs/biome/bin/biome"),
    "check",
    "--error-on-warnings",
    ".",
  ]);
  check("types", "types", [...node("typescript/bin/tsc"), "--build", "tsconfig.json", "scripts"]);
  check("floors", "floors and circles", [
    ...node("dependency-cruiser/bin/dependency-cruise.mjs"),
    ...["--config", ".dependency-cruiser.cjs", "electron", "renderer", "test", "scripts"],
  ]);
  const suites = VITEST_PARTS.filter((part) => wanted.includes(part));
  const vitest = node("vitest/vitest.mjs");
  if (suites.length > 0) steps.push(vitestStep(vitest, reports, suites));
  check("build", "build", [...node("electron-vite/bin/electron-vite.js"), "build", "--logLevel", "warn"]);
  if (wanted.includes("package")) steps.push(vitestStep(vitest, reports, ["package"]));
  if (wanted.includes("e2e") && hasSpecifications(join(project, "test/e2e"))) {
    steps.push(playwrightStep(node("playwright/cli.js"), reports, machine.needsVirtualDisplay));
  }
  // Prints figures and judges none of them: it passes when all of it ran.
  check("bench", "benchmarks, reduced", [
    ...[process.execPath, join(project, "scripts", "bench.mjs"), "--reduced"],
    ...["throughput", "memory", "small-files", "slow-link", "accept", "restart", "history-search", "growth"],
  ]);
  return steps;
}

/** @param {string[]} tool @param {string} reports @param {string[]} suites @returns {Step} */
function vitestStep(tool, reports, suites) {
  const part = suites[0] ?? "";
  const report = join(reports, `${part}.json`);
  return {
    name: suites.join(", "),
    part,
    command: [
      ...tool,
      ...["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
      ...suites.map((suite) => `test/${suite}/`),
    ],
    count: (code) => countVitest(readJson(report), code),
  };
}

/** @param {string[]} tool @param {string} reports @param {boolean} needsVirtualDisplay @returns {Step} */
function playwrightStep(tool, reports, needsVirtualDisplay) {
  const report = join(reports, "playwright.json");
  const command = [...tool, "test", "--reporter=list,json"];
  return {
    name: "end-to-end",
    part: "e2e",
    command: needsVirtualDisplay ? ["xvfb-run", "-a", ...command] : command,
    environment: {
      ...missingLocale(process.env, process.platform),
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    },
    count: (code) => countPlaywright(readJson(report), code),
  };
}

/** @param {string} folder @returns {boolean} Playwright counts "no tests found" as a failure, so it isn't asked then */
function hasSpecifications(folder) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).some((name) => name.endsWith(".spec.ts"));
}
