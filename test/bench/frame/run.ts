import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { benchmarks } from "../registry";
import type { Bench, Benchmark, Figure, Report } from "./benchmark";
import { printFigure, printReport } from "./print";

/** One benchmark in this process: `run.mjs ROOT RESULTS NAME [--reduced] [WORD]...`. */
const [rootWord = "", results = "", name = "", ...rest] = process.argv.slice(2);
const root = resolve(rootWord);
const isReduced = rest.includes("--reduced");
const words = rest.filter((word) => !word.startsWith("--"));

async function run(benchmark: Benchmark): Promise<Report> {
  const figures: Figure[] = [];
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
    notes,
  };
}

const benchmark = benchmarks.find((known) => known.name === name);
if (benchmark === undefined) {
  process.stderr.write(
    `There is no benchmark "${name}". There are: ${benchmarks.map((known) => known.name).join(", ")}.\n`,
  );
  process.exit(2);
}
const report = await run(benchmark);
printReport(report);
await mkdir(results, { recursive: true });
await writeFile(join(results, `${name}.json`), `${JSON.stringify(report, null, 1)}\n`);
process.exit(0);
