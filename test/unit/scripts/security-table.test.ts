import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checklist } from "../../../scripts/security/checklist.mjs";
import { checklistTable, writtenTests } from "../../../scripts/security/titles.mjs";

test("the security checklist in the documents names the tests that there are", () => {
  const table = checklistTable(checklist, writtenTests(process.cwd()));
  expect(readFileSync("docs/security.md", "utf8")).toContain(table.trimEnd());
});
