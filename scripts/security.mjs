import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checklist, itemOf } from "./security/checklist.mjs";
import { playwrightResults, vitestResults } from "./security/results.mjs";
import { checklistTable, writtenTests } from "./security/titles.mjs";
import { isBuildCurrent, noteBuild, sourceFingerprint } from "./setup/app-build.mjs";
import { readJson } from "./setup/files.mjs";
import { missingLocale } from "./setup/locale.mjs";
import { projectFolder } from "./setup/paths.mjs";
import { setUp } from "./setup/setup.mjs";
import { describeFailure } from "./setup/setup-error.mjs";

// `npm run security` runs the tests of the checklist and prints its table; `-- --write` brings docs/security.md up to date.

const named = "S-\\d\\d ";

/** @param {string} tool @param {string[]} words @param {NodeJS.ProcessEnv} [more] */
function run(tool, words, more = {}) {
  const needsDisplay = process.platform === "linux" && !process.env["DISPLAY"] && tool.includes("playwright");
  const command = [process.execPath, join(projectFolder, "node_modules", tool), ...words];
  const whole = needsDisplay ? ["xvfb-run", "-a", ...command] : command;
  const [executable = "", ...parameters] = whole;
  const env = { ...process.env, ...missingLocale(process.env, process.platform), ...more };
  return spawnSync(executable, parameters, { cwd: projectFolder, env, stdio: ["ignore", 2, 2] }).status ?? 1;
}

/** @returns {import("./security/results.mjs").Result[]} */
function runTests() {
  const reports = mkdtempSync(join(tmpdir(), "waybill-security-"));
  process.on("exit", () => rmSync(reports, { recursive: true, force: true }));
  const vitest = join(reports, "vitest.json");
  const playwright = join(reports, "playwright.json");
  const written = [...new Set(writtenTests(projectFolder).map(({ file }) => file))];
  const [specifications, units] = [/\.spec\.ts$/, /\.test\.ts$/].map((kind) =>
    written.filter((file) => kind.test(file)),
  );
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${vitest}`];
  // First of all: tests of the package pack what was built.
  if (!isBuildCurrent(projectFolder)) {
    const sources = sourceFingerprint(projectFolder);
    if (run("electron-vite/bin/electron-vite.js", ["build", "--logLevel", "warn"]) === 0) {
      noteBuild(projectFolder, sources);
    }
  }
  run("vitest/vitest.mjs", ["run", "-t", named, ...reporters, ...(units ?? [])]);
  run("playwright/cli.js", ["test", "--grep", named, "--reporter=line,json", ...(specifications ?? [])], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: playwright,
    PLAYWRIGHT_JSON_OUTPUT_FILE: playwright,
  });
  return [...vitestResults(readJson(vitest)), ...playwrightResults(readJson(playwright))];
}

/** @param {readonly import("./security/results.mjs").Result[]} results */
function printTable(results) {
  let open = 0;
  for (const { number, holds, note } of checklist) {
    const own = results.filter(({ title }) => itemOf(title) === number);
    const failed = own.some(({ outcome }) => outcome === "failed");
    const passed = own.some(({ outcome }) => outcome === "passed");
    const verdict = failed ? "FAILED" : passed ? "passed" : "NOT RUN";
    if (verdict !== "passed") open += 1;
    process.stdout.write(`\n${number}  ${verdict.padEnd(8)} ${holds}\n`);
    if (note !== undefined) process.stdout.write(`             (${note})\n`);
    for (const { title, outcome, reason } of own) {
      const why = outcome === "not run" ? `: ${reason}` : "";
      process.stdout.write(`      ${outcome.padEnd(8)} ${title.slice(5)}${why}\n`);
    }
    if (own.length === 0) process.stdout.write("      no test ran for this item\n");
  }
  const total = checklist.length;
  process.stdout.write(`\n${total - open} of ${total} items passed, ${results.length} tests\n`);
  if (open > 0) process.exitCode = 1;
}

function writeDocument() {
  const path = join(projectFolder, "docs/security.md");
  const table = checklistTable(checklist, writtenTests(projectFolder));
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/\| item \| what must hold[\s\S]*?(?=\n\n|\n?$)/, table.trimEnd()));
}

try {
  if (process.argv.includes("--write")) writeDocument();
  else {
    const needsDisplay = process.platform === "linux" && !process.env["DISPLAY"];
    await setUp({ build: false, virtualDisplay: needsDisplay, keyring: process.getuid?.() === 0 });
    printTable(runTests());
  }
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 2;
}
