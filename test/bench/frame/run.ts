import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { benchmarks } from "../registry";
import type { Bench, Benchmark, Curve, Figure, Report } from "./benchmark";
import { hasDisplay, startDisplay } from "./display";
import { printCurve, printFigure, printReport } from "./print";

/** Benchmarks, all where none is named, in this process: `run.mjs ROOT RESULTS [NAME]... [--reduced] [NUMBER or PART]...`. */
const [rootWord = "", results = "", ...rest] = process.argv.slice(2);
const root = resolve(rootWord);
const isReduced = rest.includes("--reduced");
const isName = (word: string): boolean => benchmarks.some(({ name }) => name === word);
const names = rest.filter(isName);
const words = rest.filter((word) => !isName(word) && !word.startsWith("--"));

async function run(benchmark: Benchmark): Promise<Report> {
  const figures: Figure[] = [];
  const curves: Curve[] = [];
  const notes: string[] = [];
  const folder = await mkdtemp(join(process.env["WAYBILL_BENCH_FOLDER"] ?? tmpdir(), "waybill-bench-"));
  const bench: Bench = {
    isReduced,
    folder,
    root,
    words,
    programs: import.meta.dirname,
    size: (full, reduced) => (isReduced ? reduced : full),
    figure: (given) => {
      const figure = { beside: "", ratio: "", goal: "", reached: null, loop: "", ...given };
      figures.push(figure);
      printFigure(figure);
    },
    curve: (curve) => {
      curves.push(curve);
      printCurve(curve);
    },
    note: (text) => notes.push(text),
  };
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  try {
    await benchmark.run(bench);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    name: benchmark.name,
    title: benchmark.title,
    startedAt,
    seconds,
    isReduced,
    figures,
    curves,
    notes,
  };
}

/** A display is started where there is none, but not for the checks, which have no time for windows. */
async function mayOpenWindows(): Promise<boolean> {
  return hasDisplay() || ((!isReduced || names.length > 0) && (await startDisplay()));
}

// What is no benchmark's name is a part of the one named before it.
if (words.length > 0 && names.length === 0) {
  process.stderr.write(
    `There is no benchmark "${words.join(", ")}". There are: ${benchmarks.map(({ name }) => name).join(", ")}.\n`,
  );
  process.exit(2);
}
await mkdir(results, { recursive: true });
for (const benchmark of benchmarks.filter(({ name }) => names.length === 0 || names.includes(name))) {
  process.stdout.write(`${benchmark.title} (${benchmark.name})\n`);
  if (benchmark.needsDisplay && !(await mayOpenWindows())) {
    process.stdout.write("  not measured: there is no display here\n\n");
    continue;
  }
  const report = await run(benchmark);
  printReport(report);
  await writeFile(join(results, `${benchmark.name}.json`), `${JSON.stringify(report, null, 1)}\n`);
}
process.exit(0);
