import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import typescript from "typescript";
import { npmCommand } from "../setup/npm.mjs";

/** The last version there is. Its parser stops at TypeScript 4.2, so it gets the sources as JavaScript of 2019. */
const toolName = "@doyensec/electronegativity";
const toolVersion = "1.10.3";

/**
 * What it says of us, looked at and left, with the reason. Whatever is not here is unexplained.
 * @type {readonly { check: string, file: string, reason: string }[]}
 */
export const explained = [
  {
    check: "OPEN_EXTERNAL_JS_CHECK",
    file: "electron/main/desk.js",
    reason: "The only place; every address passes `safeLink` in the line before (S-25, S-26).",
  },
  {
    check: "PROTOCOL_HANDLER_JS_CHECK",
    file: "electron/main/system-entries/system-entries.js",
    reason:
      "`waybill://` links have an exact grammar and only show or begin something (`deep-link.ts`, S-32).",
  },
  {
    check: "PROTOCOL_HANDLER_JS_CHECK",
    file: "electron/main/protocol.js",
    reason: "`bundlePath` lets plain names in the page's folder through and nothing else (S-02).",
  },
  ...["AUXCLICK_JS_CHECK", "CONTEXT_ISOLATION_JS_CHECK", "SANDBOX_JS_CHECK"].map((check) => ({
    check,
    file: "electron/main/main-window.js",
    reason:
      "It can't see through `...safePreferences`; S-01 reads the running window's, S-07 denies every new window.",
  })),
  ...["renderer/index.html", "renderer/drop.html"].map((file) => ({
    check: "CSP_GLOBAL_CHECK",
    file,
    reason:
      "The policy in force is the header's (`protocol.ts`), which is stricter; this one is for whoever opens the file.",
  })),
];

/** @typedef {{ check: string, file: string, sample: string }} Finding */

/**
 * Runs Electronegativity on the sources.
 * @param {string} project
 * @returns {{ findings: readonly Finding[] } | { unavailable: string }} `unavailable` where it can't be fetched
 * @throws {Error} with what it said, when it was fetched and wrote no report
 */
export function runElectronegativity(project) {
  const folder = mkdtempSync(join(tmpdir(), "waybill-electronegativity-"));
  try {
    const missing = fetchTool(folder);
    if (missing !== null) return { unavailable: missing };
    const sources = join(folder, "sources");
    for (const top of ["electron", "renderer"]) transpile(project, top, sources);
    copyFileSync(join(project, "package.json"), join(sources, "package.json"));
    const report = join(folder, "report.csv");
    const program = join(folder, "node_modules", toolName, "dist", "index.js");
    const asked = [program, "-i", sources, "-r", "-e", "33.2.1", "-o", report];
    const run = spawnSync(process.execPath, asked, { cwd: folder, encoding: "utf8", timeout: 90_000 });
    if (!existsSync(report)) throw new Error(`Electronegativity wrote no report: ${firstSaid(run)}`);
    return { findings: readFindings(readFileSync(report, "utf8")) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder @returns {string | null} why the tool can't be had, judged by npm's exit code alone: what it says can be silenced */
function fetchTool(folder) {
  const npm = npmCommand(process.env);
  const words = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
  const asked = [
    ...npm.parameters,
    ...words,
    "--loglevel=error",
    "--fetch-retries=1",
    `${toolName}@${toolVersion}`,
  ];
  const run = spawnSync(npm.command, asked, { cwd: folder, encoding: "utf8", timeout: 80_000 });
  return run.status === 0 ? null : firstSaid(run);
}

/** @param {{ stdout: string | null, stderr: string | null, status: number | null }} run */
function firstSaid(run) {
  const [said = ""] = `${run.stderr ?? ""}${run.stdout ?? ""}`.trim().split("\n");
  return said === "" ? `exit code ${run.status}` : said;
}

/** @param {string} project @param {string} top @param {string} target */
function transpile(project, top, target) {
  const { ScriptTarget, ModuleKind, JsxEmit } = typescript;
  const compilerOptions = {
    target: ScriptTarget.ES2019,
    module: ModuleKind.ESNext,
    jsx: JsxEmit.React,
    verbatimModuleSyntax: true,
  };
  for (const name of readdirSync(join(project, top), { recursive: true, encoding: "utf8" })) {
    const from = join(project, top, name);
    const to = join(target, top, name).replace(/\.tsx?$/, ".js");
    if (!/\.(tsx?|html)$/.test(name) || name.endsWith(".d.ts")) continue;
    mkdirSync(dirname(to), { recursive: true });
    if (name.endsWith(".html")) copyFileSync(from, to);
    else {
      writeFileSync(
        to,
        typescript.transpileModule(readFileSync(from, "utf8"), { compilerOptions }).outputText,
      );
    }
  }
}

/**
 * The findings in its report: `CHECK,"SEVERITY","CONFIDENCE","file","line:column","sample",…`.
 * @param {string} report
 * @returns {readonly Finding[]}
 */
export function readFindings(report) {
  const rows = report.matchAll(/^(\w+_CHECK),"\w+","\w+","([^"]*)","[\d:]+","((?:[^"]|"")*)"/gm);
  return [...rows].map(([, check = "", file = "", sample = ""]) => ({
    check,
    file: file.replaceAll("\\", "/"),
    sample,
  }));
}

/**
 * The findings that nobody has explained, and the explanations that explain nothing any more.
 * @param {readonly Finding[]} findings
 */
export function unexplained(findings) {
  const isSame = (/** @type {Finding} */ finding, /** @type {(typeof explained)[number]} */ reason) =>
    finding.check === reason.check && finding.file === reason.file;
  return {
    findings: findings.filter((finding) => !explained.some((reason) => isSame(finding, reason))),
    // Of what it looks for in all files together it names now one file, now another.
    idle: explained.filter(({ check }) => !findings.some((finding) => finding.check === check)),
  };
}
