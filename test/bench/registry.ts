import { accept100000 } from "./accept";
import type { Benchmark } from "./frame/benchmark";
import { historySearch } from "./history-search";
import { smallFiles } from "./small-files";
import { throughput } from "./throughput";
import { windowFigures } from "./window";

/** All benchmarks, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  throughput,
  smallFiles,
  accept100000,
  historySearch,
  windowFigures,
];
