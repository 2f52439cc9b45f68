// What a release tells its users: `node scripts/release-notes.mjs v1.2.3`. Ends with 1 when nothing may be released under that tag.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { notesFor } from "./package/changelog.mjs";
import { projectFolder } from "./setup/paths.mjs";

const read = (/** @type {string} */ name) => readFileSync(join(projectFolder, name), "utf8");
try {
  const { version } = JSON.parse(read("package.json"));
  process.stdout.write(notesFor(process.argv[2] ?? "", version, read("CHANGELOG.md")));
} catch (error) {
  process.stderr.write(`waybill: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
