#!/usr/bin/env node
// Stands in for fpm, with which electron-builder makes debs: takes the same words and hands them to Debian's own dpkg-deb.
// Used with `--at-hand`, where fpm can't be fetched. Words that it doesn't know are an error.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Options with a value, of which the last one counts. */
const single = [
  ...["-s", "-t", "--architecture", "--after-install", "--after-remove", "--category", "--deb-compression"],
  ...["--deb-priority", "--description", "--license", "--maintainer", "--name", "--package", "--url"],
  ...["--vendor", "--version"],
];
/** Options with a value that may come several times. */
const several = ["-d", "--deb-recommends"];

/** @param {readonly string[]} words @returns {{ one: Map<string, string>, all: Map<string, string[]>, files: [string, string][] }} */
function read(words) {
  const one = new Map();
  const all = new Map(several.map((name) => [name, /** @type {string[]} */ ([])]));
  /** @type {[string, string][]} */
  const files = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (word === "--force") continue;
    if (single.includes(word)) one.set(word, words[++index] ?? "");
    else if (several.includes(word)) all.get(word)?.push(words[++index] ?? "");
    else if (/^[^-].*=\//.test(word)) files.push(/** @type {[string, string]} */ (word.split("=")));
    else throw new Error(`fpm-by-dpkg: ${word} is not known.`);
  }
  if (one.get("-t") !== "deb") throw new Error("fpm-by-dpkg: only debs are made here.");
  return { one, all, files };
}

/** @param {string} folder @returns {string[]} paths of its files, inside it */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** @param {ReturnType<typeof read>} order @param {string} root the package's tree */
function control({ one, all }, root) {
  const bytes = filesBelow(root).reduce((sum, path) => sum + statSync(join(root, path)).size, 0);
  const [synopsis = "", ...rest] = (one.get("--description") ?? "").split("\n").map((line) => line.trim());
  const fields = {
    Package: one.get("--name"),
    Version: one.get("--version"),
    Architecture: one.get("--architecture"),
    Maintainer: one.get("--maintainer"),
    "Installed-Size": String(Math.ceil(bytes / 1024)),
    Depends: all.get("-d")?.join(", "),
    Recommends: all.get("--deb-recommends")?.join(", "),
    Section: one.get("--category"),
    Priority: one.get("--deb-priority"),
    Homepage: one.get("--url"),
    Description: [synopsis, ...rest.map((line) => ` ${line || "."}`)].join("\n"),
  };
  const written = Object.entries(fields).filter(([, value]) => value);
  return `${written.map(([name, value]) => `${name}: ${value}`).join("\n")}\n`;
}

const order = read(process.argv.slice(2));
const root = mkdtempSync(join(tmpdir(), "waybill-deb-"));
try {
  chmodSync(root, 0o755);
  for (const [from, to] of order.files) {
    mkdirSync(join(root, dirname(to)), { recursive: true });
    cpSync(from, join(root, to), { recursive: true, verbatimSymlinks: true });
    if (statSync(from).isFile()) chmodSync(join(root, to), 0o644);
  }
  const sums = filesBelow(root).map((path) => {
    const sum = createHash("md5")
      .update(readFileSync(join(root, path)))
      .digest("hex");
    return `${sum}  ${path}\n`;
  });
  const text = control(order, root);
  mkdirSync(join(root, "DEBIAN"));
  writeFileSync(join(root, "DEBIAN/control"), text);
  writeFileSync(join(root, "DEBIAN/md5sums"), sums.join(""));
  for (const [option, name] of [
    ["--after-install", "postinst"],
    ["--after-remove", "postrm"],
  ]) {
    const script = order.one.get(option ?? "");
    if (script === undefined) continue;
    cpSync(script, join(root, "DEBIAN", name ?? ""));
    chmodSync(join(root, "DEBIAN", name ?? ""), 0o755);
  }
  const compression = order.one.get("--deb-compression") === "gz" ? ["-Zgzip", "-z1"] : ["-Zxz"];
  const words = ["--root-owner-group", ...compression, "--build", root, order.one.get("--package") ?? ""];
  execFileSync("dpkg-deb", words, { stdio: ["ignore", 2, 2] });
} finally {
  rmSync(root, { recursive: true, force: true });
}
