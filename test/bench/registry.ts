import { accept100000 } from "./accept";
import type { Benchmark } from "./frame/benchmark";
import { growth } from "./growth";
import { historySearch } from "./history-search";
import { memory } from "./memory";
import { restart } from "./restart";
import { slowLink } from "./slow-link";
import { smallFiles } from "./small-files";
import { throughput } from "./throughput";
import { thumbnails } from "./thumbnails";
import { windowFigures } from "./window";

/** All benchmarks, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  throughput,
  memory,
  smallFiles,
  slowLink,
  accept100000,
  restart,
  historySearch,
  growth,
  thumbnails,
  windowFigures,
];
