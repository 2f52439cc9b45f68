import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Benchmark } from "./frame/benchmark";
import { makeSparseFile } from "./frame/files";
import { loopText } from "./frame/loop-watch";
import { plainTarget, startBenchEngine, startSink } from "./frame/stage";

const atOnce = 4;

/** The memory of the engine's process while it sends files that are larger than any memory. */
export const memory: Benchmark = {
  name: "memory",
  title: "Memory",
  async run(bench) {
    const gibibytes = Number(bench.words[0] ?? bench.size(20, 0.25));
    const stage = await startSink(bench);
    const engine = await startBenchEngine(bench);
    const destinationId = await engine.call("destination", plainTarget(stage, atOnce));
    const files = join(bench.folder, "files");
    await mkdir(files);
    // One small file first: what every process loads with its first upload is no growth.
    const first = await makeSparseFile(join(bench.folder, "first.bin"), 1024 ** 2);
    await engine.call("send", { paths: [first], destinationId });
    for (let number = 1; number <= atOnce; number += 1)
      await makeSparseFile(join(files, `sparse-${number}.bin`), gibibytes * 1024 ** 3);
    const idle = await engine.call("memory", undefined);
    const sent = await engine.call("send", { paths: [files], destinationId, memoryEveryMs: 100 });
    if (sent.completed !== atOnce) throw new Error("Not all files arrived.");
    const growth = sent.memory.map(([at, megabytes]) => [at, megabytes - idle] as const);
    const most = Math.max(...growth.map(([, megabytes]) => megabytes));
    bench.figure({
      work: `${atOnce} sparse files of ${gibibytes} GiB at once: growth over idle (${idle.toFixed(0)} MB), at most`,
      ours: `${most.toFixed(0)} MB; ${((atOnce * gibibytes * 1024 ** 3) / sent.ms / 1e6).toFixed(2)} GB/s`,
      goal: "at most 64 MB, flat over time",
      reached: most <= 64,
      loop: loopText([sent]),
    });
    bench.curve({
      name: "memory",
      title: "Memory while four large files are sent",
      across: "seconds",
      up: "MB over idle",
      isLogarithmic: false,
      lines: [{ label: "engine", points: thinned(growth) }],
    });
    await Promise.all([engine.end(), stage.sink.end()]);
  },
};

/** At most 200 points, each the highest of its neighbours. */
function thinned(points: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const step = Math.max(1, Math.ceil(points.length / 200));
  return points.flatMap(([at], index) =>
    index % step === 0
      ? [[at, Math.max(...points.slice(index, index + step).map(([, value]) => value))] as const]
      : [],
  );
}
