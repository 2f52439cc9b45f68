import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const permissions = z.record(z.string(), z.enum(["read", "write", "none"]));
const stepSchema = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  "working-directory": z.string().optional(),
});
const jobSchema = z.object({
  permissions,
  environment: z.string().optional(),
  uses: z.string().optional(),
  "timeout-minutes": z.number().optional(),
  steps: z.array(stepSchema).default([]),
});
const workflowSchema = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.strictObject({}),
  jobs: z.record(z.string(), jobSchema),
});

const folder = ".github/workflows";
const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  return { name, text, workflow: workflowSchema.parse(parse(text)) };
});
const jobs = workflows.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ place: `${name}: ${id}`, name, job })),
);
const steps = jobs.flatMap(({ place, job }) => job.steps.map((step) => ({ place, step })));

test("there is a check and a release", () => {
  expect(workflows.map(({ name }) => name).sort()).toEqual(["check.yml", "release.yml"]);
});

describe("what runs", () => {
  test("every action is pinned by its commit, says its version, and is the same everywhere", () => {
    const pins = new Map<string, string>();
    for (const { text } of workflows) {
      for (const [, used = ""] of text.matchAll(/uses: (.*)$/gm)) {
        if (used.startsWith("./")) continue;
        const pin = /^([\w-]+\/[\w-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$/.exec(used);
        expect(pin, used).not.toBeNull();
        const [, action = "", commit = "", version = ""] = pin ?? [];
        expect(pins.get(action) ?? `${commit} ${version}`).toBe(`${commit} ${version}`);
        pins.set(action, `${commit} ${version}`);
      }
    }
    expect([...pins.keys()].every((action) => action.startsWith("actions/"))).toBe(true);
  });

  test("nothing is put into a script before the shell reads it", () => {
    for (const { place, step } of steps) expect(step.run ?? "", place).not.toContain("${{");
  });

  test("nobody else's code runs with our rights", () => {
    for (const { workflow } of workflows) {
      expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
      expect(Object.keys(workflow.on)).not.toContain("workflow_run");
    }
  });

  test("no job runs for ever", () => {
    for (const { place, job } of jobs) expect(job.uses ?? job["timeout-minutes"], place).toBeDefined();
  });
});

describe("rights", () => {
  test("only the job that publishes may write, and only what it needs", () => {
    for (const { place, job } of jobs) {
      const isPublisher = place === "release.yml: publish";
      const wanted = isPublisher
        ? { contents: "write", "id-token": "write", attestations: "write" }
        : { contents: "read" };
      expect(job.permissions, place).toEqual(wanted);
    }
  });

  test("no checkout leaves the token behind", () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(4);
    for (const { place, step } of checkouts) expect(step.with?.["persist-credentials"], place).toBe(false);
  });

  test("secrets come only to steps of the release's environment, by name, and never to actions", () => {
    for (const { place, job } of jobs) {
      for (const step of job.steps) {
        const uses = JSON.stringify(step).includes("secrets.");
        if (!uses) continue;
        expect(job.environment, place).toBe("release");
        expect(step.run, place).toBeDefined();
        expect(JSON.stringify({ ...step, env: undefined }), place).not.toContain("secrets.");
      }
    }
    for (const { text } of workflows) expect(text).not.toMatch(/secrets: inherit|toJSON\(secrets/i);
  });
});

test("a release publishes checksums, a list of what is inside and its provenance, and only after every check", () => {
  const { publish, build } = parse(readFileSync(join(folder, "release.yml"), "utf8")).jobs;
  const written = JSON.stringify(publish.steps);
  for (const part of ["SHA256SUMS", "npm sbom", "actions/attest-build-provenance@", "--draft"]) {
    expect(written).toContain(part);
  }
  expect(build.needs).toEqual(["check", "version"]);
  expect(publish.needs).toEqual(["build"]);
});
