/**
 * How many passed and failed, and the names of those that failed.
 * @typedef {{ passed: number, failed: number, failures: string[] }} Counts
 */

/**
 * Counts of a step that passes or fails as a whole.
 * @param {string} name
 * @param {number} code
 * @returns {Counts}
 */
export function countCheck(name, code) {
  return code === 0 ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [name] };
}

/**
 * Counts of vitest's JSON report. A file that can't even be loaded has no tests in it and counts as one failure.
 * @param {unknown} report undefined when vitest left none
 * @param {number} code vitest's exit code
 * @returns {Counts}
 */
export function countVitest(report, code) {
  const files = /** @type {VitestFile[]} */ (listIn(report, "testResults"));
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, failures: [] };
  for (const file of files) {
    const tests = file.assertionResults ?? [];
    counts.passed += tests.filter((test) => test.status === "passed").length;
    const failed = tests.filter((test) => test.status === "failed");
    counts.failed += failed.length;
    counts.failures.push(...failed.map((test) => `${file.name}: ${test.fullName}`));
    if (file.status === "failed" && failed.length === 0) {
      counts.failed += 1;
      counts.failures.push(`${file.name}: ${file.message?.split("\n")[0] ?? "can't be run"}`);
    }
  }
  return neverGreenerThan(counts, code, "vitest");
}

/**
 * Counts of Playwright's JSON report.
 * @param {unknown} report undefined when Playwright left none
 * @param {number} code Playwright's exit code
 * @returns {Counts}
 */
export function countPlaywright(report, code) {
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, failures: [] };
  for (const suite of listIn(report, "suites")) addSuite(counts, /** @type {PlaywrightSuite} */ (suite), []);
  for (const error of listIn(report, "errors")) {
    counts.failed += 1;
    counts.failures.push(/** @type {{ message?: string }} */ (error).message?.split("\n")[0] ?? "playwright");
  }
  return neverGreenerThan(counts, code, "playwright");
}

/**
 * The sum of all steps.
 * @param {readonly Counts[]} steps
 * @returns {Counts}
 */
export function sumCounts(steps) {
  return {
    passed: steps.reduce((sum, step) => sum + step.passed, 0),
    failed: steps.reduce((sum, step) => sum + step.failed, 0),
    failures: steps.flatMap((step) => step.failures),
  };
}

/**
 * @typedef {{ status: string, fullName: string }} VitestTest
 * @typedef {{ name: string, status: string, message?: string, assertionResults?: VitestTest[] }} VitestFile
 * @typedef {{ title: string, tests: { status: string }[] }} PlaywrightSpec
 * @typedef {{ title: string, specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 */

/** @param {Counts} counts @param {PlaywrightSuite} suite @param {readonly string[]} above titles */
function addSuite(counts, suite, above) {
  const titles = [...above, suite.title];
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      // "flaky" failed first: with no retries configured it doesn't occur, and it is no success.
      if (test.status === "expected") counts.passed += 1;
      else if (test.status !== "skipped") {
        counts.failed += 1;
        counts.failures.push([...titles, spec.title].join(" > "));
      }
    }
  }
  for (const child of suite.suites ?? []) addSuite(counts, child, titles);
}

/** @param {Counts} counts @param {number} code @param {string} tool @returns {Counts} a tool that failed without naming a test has failed all the same */
function neverGreenerThan(counts, code, tool) {
  if (code === 0 || counts.failed > 0) return counts;
  return { ...counts, failed: 1, failures: [...counts.failures, `${tool} ended with ${code}`] };
}

/** @param {unknown} report @param {string} key @returns {unknown[]} */
function listIn(report, key) {
  if (typeof report !== "object" || report === null) return [];
  const list = /** @type {Record<string, unknown>} */ (report)[key];
  return Array.isArray(list) ? list : [];
}
