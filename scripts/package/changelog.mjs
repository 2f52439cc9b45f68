/** The heading of a version: `## 1.2.3 (2026-11-28)`, or `## 1.2.3 (not released yet)`. */
const HEADING = /^## (\d+)\.(\d+)\.(\d+) \((not released yet|\d{4}-\d{2}-\d{2})\)$/;

/**
 * A version of the changelog: its heading and its lines.
 * @typedef {{ version: string, released: string | null, text: string }} Version
 */

/**
 * The versions of a changelog, newest first. Throws for a heading of another form, and for versions out of order.
 * @param {string} changelog
 * @returns {Version[]}
 */
export function versionsOf(changelog) {
  const parts = changelog.split(/^(?=## )/m).filter((part) => part.startsWith("## "));
  const versions = parts.map((part) => {
    const [heading = "", ...lines] = part.split("\n");
    const found = HEADING.exec(heading);
    if (found === null) throw new Error(`CHANGELOG.md has a heading of another form: ${heading}`);
    const [, major, minor, patch, released = ""] = found;
    const date = released === "not released yet" ? null : released;
    return { version: `${major}.${minor}.${patch}`, released: date, text: lines.join("\n").trim() };
  });
  for (const [index, { version, released }] of versions.entries()) {
    const older = versions[index + 1];
    if (index > 0 && released === null) throw new Error(`CHANGELOG.md: ${version} was never released.`);
    if (older !== undefined && compare(version, older.version) <= 0) {
      throw new Error(`CHANGELOG.md: ${version} stands above ${older.version}.`);
    }
  }
  return versions;
}

/**
 * What a release tells its users. Throws when the tag is not the version, or the changelog doesn't know it as released.
 * @param {string} tag such as v1.2.3
 * @param {string} version of package.json
 * @param {string} changelog
 * @returns {string}
 */
export function notesFor(tag, version, changelog) {
  if (tag !== `v${version}`) throw new Error(`The tag ${tag} is not the version ${version} of package.json.`);
  const found = versionsOf(changelog).find((known) => known.version === version);
  if (found === undefined) throw new Error(`CHANGELOG.md says nothing about ${version}.`);
  if (found.released === null) throw new Error(`CHANGELOG.md says that ${version} is not released yet.`);
  if (found.text === "") throw new Error(`CHANGELOG.md says nothing about ${version}.`);
  return `${found.text}\n`;
}

/** @param {string} one @param {string} other @returns {number} */
function compare(one, other) {
  const [a, b] = [one, other].map((version) => version.split(".").map(Number));
  for (const [index, number] of (a ?? []).entries()) {
    const difference = number - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
