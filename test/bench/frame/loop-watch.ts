import { monitorEventLoopDelay } from "node:perf_hooks";

/** How long an event loop stood still, milliseconds. */
export interface LoopDelay {
  readonly p99Ms: number;
  readonly worstMs: number;
}

/** What some work cost the process that did it. */
export interface Cost extends LoopDelay {
  readonly ms: number;
  /** Processor time of all threads, milliseconds. */
  readonly processorMs: number;
}

const resolutionMs = 1;

/** Measures work in this process. The delay is told beyond the timer's own millisecond. */
export async function measured(work: () => Promise<void>): Promise<Cost> {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  await new Promise((turn) => setTimeout(turn, 10));
  delay.reset();
  const usedBefore = process.cpuUsage();
  const startedMs = performance.now();
  await work();
  const ms = performance.now() - startedMs;
  const used = process.cpuUsage(usedBefore);
  // A stall that lasts until now is only noticed by the next tick of the timer.
  await new Promise((turn) => setTimeout(turn, 5));
  delay.disable();
  const told = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  return {
    ms,
    processorMs: (used.user + used.system) / 1_000,
    p99Ms: delay.count === 0 ? 0 : told(delay.percentile(99)),
    worstMs: delay.count === 0 ? 0 : told(delay.max),
  };
}

/** "p99 2 ms, worst 9 ms", of the worst round. */
export function loopText(delays: readonly LoopDelay[]): string {
  const p99 = Math.max(...delays.map(({ p99Ms }) => p99Ms));
  const worst = Math.max(...delays.map(({ worstMs }) => worstMs));
  return `p99 ${p99.toFixed(1)} ms, worst ${worst.toFixed(0)} ms`;
}
