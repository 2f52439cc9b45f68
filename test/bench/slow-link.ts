import { join } from "node:path";
import type { Bench, Benchmark } from "./frame/benchmark";
import { makeLargeFile, makeSmallFiles } from "./frame/files";
import { type Cost, loopText } from "./frame/loop-watch";
import { runTimed, startProgram } from "./frame/processes";
import { interleaved, quotients, type Spread, spreadOf, told } from "./frame/rounds";
import { type Engine, plainTarget, type SinkStage, startBenchEngine, startSink } from "./frame/stage";
import type { lineOperations } from "./programs/shaping-proxy";
import { curlWords } from "./small-files";

const roundTripMs = 100;
const megabits = 100;
const sideBySide = 8;

async function send(engine: Engine, path: string, destinationId: string, count: number, costs: Cost[]) {
  const sent = await engine.call("send", { paths: [path], destinationId });
  if (sent.completed !== count) throw new Error(`Only ${sent.completed} files arrived.`);
  costs.push(sent);
  return sent.ms;
}

function seconds(times: readonly number[]): Spread {
  return spreadOf(times.map((ms) => ms / 1000));
}

async function compare(
  bench: Bench,
  stage: SinkStage,
  engine: Engine,
  work: {
    readonly text: string;
    readonly path: string;
    readonly paths: readonly string[];
    readonly least: number;
  },
): Promise<void> {
  const { text, path, paths, least } = work;
  const destinationId = await engine.call(
    "destination",
    plainTarget(stage, paths.length === 1 ? 3 : sideBySide),
  );
  const costs: Cost[] = [];
  const { ours, theirs } = await interleaved(bench.size(3, 1), {
    ours: () => send(engine, path, destinationId, paths.length, costs),
    theirs: async () => (await runTimed("curl", curlWords(stage, paths))).ms,
  });
  const ratio = quotients(theirs, ours);
  bench.figure({
    work: `${text} over a line of ${roundTripMs} ms and ${megabits} Mbit/s`,
    ours: told(seconds(ours), 2, "s"),
    beside: `\`curl${paths.length === 1 ? "" : ` -Z --parallel-max ${sideBySide}`}\`: ${told(seconds(theirs), 2, "s")}`,
    ratio: told(ratio, 2, ""),
    goal: `at least ${least} of curl's rate`,
    reached: ratio.median >= least,
    loop: loopText(costs),
  });
}

/** A line as many have it: a tenth of a second there and back, 100 Mbit/s, shared by all connections. */
export const slowLink: Benchmark = {
  name: "slow-link",
  title: "A slow line",
  async run(bench) {
    const direct = await startSink(bench);
    const line = startProgram<typeof lineOperations>(bench.programs, "shaping-proxy");
    const port = await line.call("open", { port: direct.port, roundTripMs, rate: (megabits / 8) * 1e6 });
    const stage: SinkStage = { ...direct, port, baseUrl: `http://127.0.0.1:${port}` };
    const engine = await startBenchEngine(bench);
    await engine.call("settings", { concurrency: sideBySide });
    const megabytes = bench.size(64, 4);
    const large = await makeLargeFile(join(bench.folder, "large.bin"), megabytes * 1024 ** 2);
    await compare(bench, stage, engine, {
      ...{ text: `one file of ${megabytes} MiB`, path: large, paths: [large], least: 0.95 },
    });
    const files = join(bench.folder, "files");
    const paths = await makeSmallFiles(files, bench.size(400, 40), 10 * 1024);
    const text = `${paths.length} files of 10 KiB, ${sideBySide} at a time,`;
    await compare(bench, stage, engine, { text, path: files, paths, least: 0.9 });
    bench.note("The line is a proxy of the benchmark: it delays and paces, and loses nothing.");
    await Promise.all([engine.end(), line.end(), direct.sink.end()]);
  },
};
