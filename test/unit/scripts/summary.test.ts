import { describe, expect, test } from "vitest";
import { countCheck, countPlaywright, countVitest, sumCounts } from "../../../scripts/checks/summary.mjs";

describe("vitest's report", () => {
  const report = {
    testResults: [
      { name: "a", status: "passed", assertionResults: [{ status: "passed", fullName: "x" }] },
      {
        name: "b",
        status: "failed",
        assertionResults: [
          { status: "failed", fullName: "y" },
          { status: "passed", fullName: "z" },
          { status: "skipped", fullName: "later" },
        ],
      },
    ],
  };

  test("counts passed and failed tests, skipped ones as neither", () => {
    expect(countVitest(report, 1)).toEqual({ passed: 2, failed: 1, failures: ["b: y"] });
  });

  test("counts a file that can't be loaded as a failure", () => {
    const broken = {
      testResults: [{ name: "c", status: "failed", message: "SyntaxError\n at", assertionResults: [] }],
    };
    expect(countVitest(broken, 1)).toEqual({ passed: 0, failed: 1, failures: ["c: SyntaxError"] });
  });

  test("is never greener than the exit code", () => {
    const green = { testResults: report.testResults.slice(0, 1) };
    expect(countVitest(green, 1)).toEqual({ passed: 1, failed: 1, failures: ["vitest ended with 1"] });
    expect(countVitest(undefined, 1).failed).toBe(1);
  });
});

describe("Playwright's report", () => {
  test("walks nested suites and names what failed", () => {
    const report = {
      suites: [
        {
          title: "drop.spec.ts",
          specs: [{ title: "one", tests: [{ status: "expected" }] }],
          suites: [
            {
              title: "folders",
              specs: [
                { title: "two", tests: [{ status: "unexpected" }] },
                { title: "three", tests: [{ status: "skipped" }] },
                { title: "four", tests: [{ status: "flaky" }] },
              ],
            },
          ],
        },
      ],
    };
    expect(countPlaywright(report, 1)).toEqual({
      passed: 1,
      failed: 2,
      failures: ["drop.spec.ts > folders > two", "drop.spec.ts > folders > four"],
    });
  });

  test("counts errors outside tests", () => {
    expect(countPlaywright({ suites: [], errors: [{ message: "no app\nstack" }] }, 1)).toEqual({
      passed: 0,
      failed: 1,
      failures: ["no app"],
    });
  });

  test("a missing report with exit code 0 is zero tests, which the run as a whole refuses", () => {
    expect(countPlaywright(undefined, 0)).toEqual({ passed: 0, failed: 0, failures: [] });
  });
});

test("the sum adds up all steps and keeps the names of failures in order", () => {
  const steps = [countCheck("lint", 0), countCheck("types", 2), { passed: 5, failed: 1, failures: ["a: b"] }];
  expect(sumCounts(steps)).toEqual({ passed: 6, failed: 2, failures: ["types", "a: b"] });
});
