import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/**
 * @typedef {object} Licence
 * @property {string} name
 * @property {string} version
 * @property {string} licence The identifier that the package gives itself.
 * @property {string} text The text that came with it; empty where none did.
 */

const licenceFile = /^(licen[cs]e|copying|notice)([-.].*)?$/i;

/** @param {string} folder @returns {Licence} */
export function licenceOf(folder) {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => licenceFile.test(file));
  const text = files.map((file) => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
  return { name, version, licence: license?.type ?? license ?? licenses?.[0]?.type ?? "", text };
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
