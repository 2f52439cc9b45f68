import { itemOf } from "./checklist.mjs";

/**
 * What came of one test.
 * @typedef {{ title: string, outcome: "passed" | "failed" | "not run", reason: string }} Result
 */

/**
 * The results in vitest's JSON report.
 * @param {unknown} report
 * @returns {Result[]}
 */
export function vitestResults(report) {
  const { testResults = [] } = /** @type {VitestReport} */ (report ?? {});
  return (
    testResults
      .flatMap((file) => file.assertionResults ?? [])
      .filter(({ title }) => itemOf(title) !== null)
      // A test that the name filter left out is "skipped" as well; only what this run chose has a result.
      .map(({ title, status }) => ({ title, outcome: outcomeOf(status), reason: "skipped here" }))
  );
}

/**
 * The results in Playwright's JSON report.
 * @param {unknown} report
 * @returns {Result[]}
 */
export function playwrightResults(report) {
  const { suites = [] } = /** @type {PlaywrightReport} */ (report ?? {});
  return suites.flatMap(suiteResults);
}

/** @param {PlaywrightSuite} suite @returns {Result[]} */
function suiteResults(suite) {
  const own = (suite.specs ?? [])
    .filter(({ title }) => itemOf(title) !== null)
    .flatMap(({ title, tests }) =>
      tests.map(({ status, annotations = [] }) => ({
        title,
        outcome: outcomeOf(status),
        reason: annotations.find(({ type }) => type === "skip")?.description ?? "skipped here",
      })),
    );
  return [...own, ...(suite.suites ?? []).flatMap(suiteResults)];
}

/** @param {string} status @returns {Result["outcome"]} */
function outcomeOf(status) {
  if (status === "passed" || status === "expected") return "passed";
  return status === "skipped" || status === "pending" || status === "todo" ? "not run" : "failed";
}

/**
 * @typedef {{ testResults?: { assertionResults?: { title: string, status: string }[] }[] }} VitestReport
 * @typedef {{ title: string, tests: { status: string, annotations?: { type: string, description?: string }[] }[] }} PlaywrightSpec
 * @typedef {{ specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 * @typedef {{ suites?: PlaywrightSuite[] }} PlaywrightReport
 */
