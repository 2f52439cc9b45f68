import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { cpus, release, totalmem, type } from "node:os";
import { join, resolve } from "node:path";
import { benchmarks } from "../registry";
import type { Figure, Report } from "./benchmark";
import { drawCurve } from "./draw";

/** Puts the last results of all benchmarks into the document: `document.mjs ROOT RESULTS`. */
const [rootWord = "", results = ""] = process.argv.slice(2);
const root = resolve(rootWord);
const begin = "<!-- figures: written by `npm run bench -- document` -->";
const end = "<!-- end of figures -->";

async function reports(): Promise<readonly Report[]> {
  const names = await readdir(results);
  const read = async (name: string): Promise<Report | null> =>
    names.includes(`${name}.json`) ? JSON.parse(await readFile(join(results, `${name}.json`), "utf8")) : null;
  const all = await Promise.all(benchmarks.map(({ name }) => read(name)));
  return all.filter((report) => report !== null);
}

function version(command: string): string {
  try {
    return /\d+(\.\d+)+/.exec(execFileSync(command, ["--version"], { encoding: "utf8" }))?.[0] ?? "?";
  } catch {
    return "none";
  }
}

function cells(values: readonly string[]): string {
  return `| ${values.map((value) => value.replaceAll("|", "\\|")).join(" | ")} |`;
}

function row({ work, ours, beside, ratio, goal, reached, loop }: Figure): string {
  const verdict = reached === null ? "" : reached ? "reached" : "**not reached**";
  return cells([work, ours, beside, ratio, [goal, verdict].filter(Boolean).join(": "), loop]);
}

async function section(report: Report): Promise<string> {
  const date = report.startedAt.slice(0, 16).replace("T", " ");
  const size = report.isReduced ? "reduced set" : "full set";
  const pictures = await Promise.all(
    report.curves.map(async (curve) => {
      const name = `performance-${curve.name}.svg`;
      await mkdir(join(root, "docs", "images"), { recursive: true });
      await writeFile(join(root, "docs", "images", name), drawCurve(curve));
      return `![${curve.title}](images/${name})`;
    }),
  );
  const table =
    report.figures.length === 0
      ? []
      : [
          cells(["work", "Waybill", "beside it", "ratio", "to reach", "event loop"]),
          cells(["---", "---", "---", "---", "---", "---"]),
          ...report.figures.map(row),
        ];
  return [
    `### ${report.title}`,
    "",
    `\`npm run bench -- ${report.name}\`, ${size}, ${date} UTC, ${report.seconds.toFixed(0)} s.`,
    "",
    ...table,
    ...(table.length === 0 ? [] : [""]),
    ...report.notes.flatMap((note) => [note, ""]),
    ...pictures.flatMap((picture) => [picture, ""]),
  ].join("\n");
}

const path = join(root, "docs", "performance.md");
const text = await readFile(path, "utf8");
const [before, rest] = text.split(begin);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`${path} has no place for the figures.`);
const machine =
  `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB, ` +
  `${type()} ${release()}; Node ${process.versions.node}, curl ${version("curl")}.`;
const sections = await Promise.all((await reports()).map(section));
await writeFile(path, `${before}${begin}\n\n${machine}\n\n${sections.join("\n")}${end}${after}`);
