import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/**
 * @typedef {object} Licence
 * @property {string} name
 * @property {string} version
 * @property {string} licence The identifier that the package gives itself.
 * @property {string} text Never empty.
 */

const licenceFile = /^(licen[cs]e|copying|notice)([-.].*)?$/i;

/**
 * A package's licence, always with a text: the file that came along, else what its README says under that heading, else the
 * licence's own words in the author's name. Throws where there is none of them: nothing is shipped without its terms.
 * @param {string} folder @returns {Licence}
 */
export function licenceOf(folder) {
  const facts = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { name, version, license, licenses } = facts;
  const licence = license?.type ?? license ?? licenses?.[0]?.type ?? "";
  const files = readdirSync(folder);
  const read = (/** @type {string} */ file) => readFileSync(join(folder, file), "utf8").trim();
  const own = files.filter((file) => licenceFile.test(file)).map(read);
  const inReadme = files.filter((file) => /^readme/i.test(file)).map((file) => licenceSection(read(file)));
  const text = own.join("\n\n") || inReadme.join("\n\n") || standardText(licence, facts);
  if (text === "") throw new Error(`The package ${name} ${version} comes without the text of its licence.`);
  return { name, version, licence, text };
}

/**
 * What stands under the heading "License", up to the next heading.
 * @param {string} readme @returns {string}
 */
export function licenceSection(readme) {
  const heading = /^(?:#+ *licen[cs]e *#*|licen[cs]e *\n-+|licen[cs]e *\n=+) *$/im.exec(readme);
  if (heading === null) return "";
  const rest = readme.slice(heading.index + heading[0].length);
  const end = rest.search(/^(?:#+ |.+\n(?:---+|===+) *$)/m);
  const text = (end === -1 ? rest : rest.slice(0, end)).trim();
  // "MIT" alone, or a link, is no text.
  return text.length > 200 ? text : "";
}

/**
 * The words of the MIT licence (opensource.org/license/mit), for packages that name it and bring none.
 * @param {string} licence @param {{ author?: string | { name?: string }, name: string }} facts @returns {string}
 */
function standardText(licence, facts) {
  if (licence !== "MIT") return "";
  const { author } = facts;
  const holder = (typeof author === "string" ? author : author?.name) ?? `the authors of ${facts.name}`;
  return `The MIT License (MIT)

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}

/**
 * The folder of the package that a bundled module belongs to, or null for our own source.
 * @param {string} id @returns {string | null}
 */
export function packageFolder(id) {
  const path = id.replace(/^\0/, "").split("?")[0] ?? "";
  const marker = `${sep}node_modules${sep}`;
  const start = path.lastIndexOf(marker);
  if (start === -1) return null;
  const [first = "", second = ""] = path.slice(start + marker.length).split(sep);
  return join(path.slice(0, start), "node_modules", first.startsWith("@") ? join(first, second) : first);
}

/**
 * Where a package is installed, as seen from a folder. By folders, because not every package exports its `package.json`.
 * @param {string} name @param {string} from @returns {string}
 */
function installedFolder(name, from) {
  const candidate = join(from, "node_modules", name);
  if (existsSync(join(candidate, "package.json"))) return candidate;
  if (dirname(from) === from) throw new Error(`The package ${name} is not installed.`);
  return installedFolder(name, dirname(from));
}

/**
 * Packages that are shipped as they are, with what they need.
 * @param {readonly string[]} names @param {string} from @returns {string[]}
 */
function shippedFolders(names, from) {
  return names.flatMap((name) => {
    const folder = installedFolder(name, from);
    // Electron's own dependencies download it and stay behind.
    if (name === "electron") return [folder];
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return [folder, ...shippedFolders(Object.keys(dependencies), folder)];
  });
}

/**
 * Writes `licences.json` beside a bundle: the licences of exactly those packages whose code went into it, and of those that
 * are shipped beside it. The window's "About" shows them.
 * @param {{ readonly root: string, readonly shipped?: readonly string[] }} options
 * @returns {import("vite").Plugin}
 */
export function bundledLicences({ root, shipped = [] }) {
  return {
    name: "bundled-licences",
    apply: "build",
    generateBundle(_options, bundle) {
      const folders = new Set(shippedFolders(shipped, root));
      for (const output of Object.values(bundle)) {
        if (output.type !== "chunk") continue;
        for (const id of Object.keys(output.modules)) {
          const folder = packageFolder(id);
          if (folder !== null && existsSync(join(folder, "package.json"))) folders.add(folder);
        }
      }
      const licences = [...folders].map(licenceOf).sort((a, b) => a.name.localeCompare(b.name, "en"));
      this.emitFile({ type: "asset", fileName: "licences.json", source: JSON.stringify(licences) });
    },
  };
}
