import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { planSteps } from "../../../scripts/checks/steps.mjs";

let project = "";
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "waybill-steps-"));
});
afterEach(() => rmSync(project, { recursive: true }));

const plan = (parts: string[], needsVirtualDisplay = false) =>
  planSteps(project, "/reports", parts, { needsVirtualDisplay });

function addSpecification() {
  mkdirSync(join(project, "test/e2e/deep"), { recursive: true });
  writeFileSync(join(project, "test/e2e/deep/drop.spec.ts"), "");
}

test("everything runs in order, the app's build before its end-to-end tests", () => {
  addSpecification();
  expect(plan([]).map((step) => step.name)).toEqual([
    "format and lint",
    "types",
    "floors and circles",
    "unit, integration, contract, security",
    "build",
    "package",
    "end-to-end",
    "benchmarks, reduced",
  ]);
});

test("end-to-end tests that aren't written yet are no step", () => {
  expect(plan([]).map((step) => step.name)).not.toContain("end-to-end");
});

test("a part can be run alone", () => {
  const [step, ...others] = plan(["unit"]);
  expect(others).toEqual([]);
  expect(step?.command).toContain("test/unit/");
  expect(step?.command).not.toContain("test/integration/");
});

test("tests of packages have a step and a report of their own", () => {
  const [step, ...others] = plan(["package"]);
  expect(others).toEqual([]);
  expect(step?.command).toContain("test/package/");
  expect(step?.command).toContain("--outputFile.json=/reports/package.json");
});

test("end-to-end tests bring a display along only where there is none", () => {
  addSpecification();
  expect(plan(["e2e"], true)[0]?.command[0]).toBe("xvfb-run");
  expect(plan(["e2e"], false)[0]?.command[0]).toBe(process.execPath);
});

test("a check counts as one, failed when its tool fails", () => {
  expect(plan(["lint"])[0]?.count(1)).toEqual({ passed: 0, failed: 1, failures: ["format and lint"] });
});
