import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { itemOf } from "./checklist.mjs";

/**
 * A test of the checklist, as it is written down.
 * @typedef {{ title: string, file: string }} WrittenTest
 */

/**
 * The tests below `test/` whose title names an item, in order of item, file and place.
 * @param {string} project
 * @returns {WrittenTest[]}
 */
export function writtenTests(project) {
  const files = readdirSync(join(project, "test"), { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => /\.(test|spec)\.ts$/.test(name))
    .sort();
  const tests = files.flatMap((name) => {
    const text = readFileSync(join(project, "test", name), "utf8");
    const titles = text.matchAll(/^\s*(?:it|test)\b[^"'`;]*?\(\s*(["'`])(S-\d\d .*?)\1,/gms);
    return [...titles].map(([, , title = ""]) => ({ title, file: `test/${name}` }));
  });
  return tests.sort((a, b) => Number(itemOf(a.title)) - Number(itemOf(b.title)));
}

/**
 * The table of docs/security.md: item, what must hold, its tests.
 * @param {readonly import("./checklist.mjs").Item[]} checklist
 * @param {readonly WrittenTest[]} tests
 * @returns {string}
 */
export function checklistTable(checklist, tests) {
  const rows = checklist.map(({ number, holds, note }) => {
    const own = tests.filter(({ title }) => itemOf(title) === number);
    const words = own.map(({ title, file }) => `${title.slice(5)} (\`${file.slice("test/".length)}\`)`);
    const what = note === undefined ? holds : `${holds} _${note}_`;
    return `| ${Number(number)} | ${cell(what)} | ${words.map(cell).join("<br>") || "**none**"} |\n`;
  });
  return `| item | what must hold | tests |\n| --- | --- | --- |\n${rows.join("")}`;
}

/** @param {string} text @returns {string} */
function cell(text) {
  return text.replaceAll("|", "\\|").replace(/\s+/g, " ");
}
