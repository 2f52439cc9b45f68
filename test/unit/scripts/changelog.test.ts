import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { notesFor, versionsOf } from "../../../scripts/package/changelog.mjs";

const twoVersions = `# What changed for you

## 1.10.0 (2026-12-01)
- New.

## 1.9.3 (2026-11-01)
- Old.
`;

test("our changelog tells about the version of package.json first", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  const [newest] = versionsOf(readFileSync("CHANGELOG.md", "utf8"));
  expect(newest?.version).toBe(version);
  expect(newest?.text).toMatch(/^- /);
});

test("versions are numbers, in order, and only the newest may be unreleased", () => {
  expect(versionsOf(twoVersions).map(({ version }) => version)).toEqual(["1.10.0", "1.9.3"]);
  expect(() => versionsOf("## 1.0 (2026-01-01)\n")).toThrow("another form");
  expect(() => versionsOf("## v1.0.0 (2026-01-01)\n")).toThrow("another form");
  expect(() => versionsOf(twoVersions.replace("1.10.0", "1.9.3"))).toThrow("stands above");
  expect(() => versionsOf(twoVersions.replace("2026-11-01", "not released yet"))).toThrow("never released");
});

test("a release tells its own lines, and there is none without them", () => {
  expect(notesFor("v1.10.0", "1.10.0", twoVersions)).toBe("- New.\n");
  expect(() => notesFor("v1.9.3", "1.10.0", twoVersions)).toThrow("is not the version");
  expect(() => notesFor("v2.0.0", "2.0.0", twoVersions)).toThrow("says nothing");
  const open = twoVersions.replace("2026-12-01", "not released yet");
  expect(() => notesFor("v1.10.0", "1.10.0", open)).toThrow("not released yet");
});
