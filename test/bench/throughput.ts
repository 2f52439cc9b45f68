import { join } from "node:path";
import type { Bench, Benchmark } from "./frame/benchmark";
import { makeLargeFile } from "./frame/files";
import { type Cost, loopText } from "./frame/loop-watch";
import { runTimed, startProgram } from "./frame/processes";
import { interleaved, percentile, quotients, spreadOf, told } from "./frame/rounds";
import {
  type Engine,
  plainTarget,
  plainUrl,
  provingTarget,
  type SinkStage,
  startBenchEngine,
  startSink,
} from "./frame/stage";
import type { bareOperations } from "./programs/bare-client";

/** Sends one file through the whole engine; answers milliseconds from adding to the receipt. */
async function sendOne(
  engine: Engine,
  path: string,
  destinationId: string,
  delays: Cost[],
  options: Readonly<Record<string, string>> = {},
): Promise<number> {
  const sent = await engine.call("send", { paths: [path], destinationId, options });
  if (sent.completed !== 1) throw new Error("The file did not arrive.");
  delays.push(sent);
  return sent.ms;
}

function curl(stage: SinkStage, path: string): Promise<{ ms: number }> {
  const trust = stage.caFile === "" ? [] : ["--cacert", stage.caFile, "--tlsv1.3"];
  return runTimed("curl", [
    "-sS",
    "--fail",
    ...trust,
    "-o",
    "/dev/null",
    "-F",
    `file=@${path}`,
    plainUrl(stage),
  ]);
}

/** Processor time for a gigabyte, which tells what sending costs even where other work slows everything down. */
function processorText(bytes: number, costs: readonly Cost[]): string {
  const seconds = percentile(
    costs.map(({ processorMs }) => processorMs / 1000),
    0.5,
  );
  return `${((seconds * 1e9) / bytes).toFixed(2)} s of processor per GB`;
}

/** The times of ways to send the same bytes as rates. */
function rates(bytes: number, times: readonly number[]): readonly number[] {
  return times.map((ms) => bytes / ms / 1e6);
}

async function besideCurl(bench: Bench, path: string, bytes: number, tls: boolean): Promise<void> {
  const stage = await startSink(bench, tls);
  const engine = await startBenchEngine(bench, tls ? "tls" : "plain");
  const destinationId = await engine.call("destination", plainTarget(stage));
  const delays: Cost[] = [];
  const { ours, theirs } = await interleaved(bench.size(9, 3), {
    ours: () => sendOne(engine, path, destinationId, delays),
    theirs: async () => (await curl(stage, path)).ms,
  });
  const ratio = quotients(theirs, ours);
  const least = tls ? 0.8 : 0.7;
  bench.figure({
    work: `one file of ${bytes / 1024 ** 2} MiB over loopback, ${tls ? "TLS 1.3" : "plain http"}, nothing to hash`,
    ours: `${told(spreadOf(rates(bytes, ours)), 2, "GB/s")}; ${processorText(bytes, delays)}`,
    beside: `\`curl -F\`: ${told(spreadOf(rates(bytes, theirs)), 2, "GB/s")}`,
    ratio: told(ratio, 2, ""),
    goal: `at least ${least} of curl's rate`,
    reached: ratio.median >= least,
    loop: loopText(delays),
  });
  await engine.end();
  await stage.sink.end();
}

async function besideMd5(bench: Bench, path: string, bytes: number): Promise<void> {
  const stage = await startSink(bench);
  const engine = await startBenchEngine(bench, "proving");
  const bare = startProgram<typeof bareOperations>(bench.programs, "bare-client");
  const destinationId = await engine.call("destination", provingTarget(stage));
  const { hex: md5 } = await bare.call("md5", path);
  await stage.sink.call("expect", { length: bytes, md5 });
  const delays: Cost[] = [];
  const { ours, theirs } = await interleaved(bench.size(7, 3), {
    ours: () => sendOne(engine, path, destinationId, delays, { roomID: "room" }),
    theirs: async () => (await bare.call("md5", path)).ms,
  });
  const ratio = quotients(theirs, ours);
  bench.figure({
    work: `the same, plain http, proved by the MD5 that is computed while it is sent`,
    ours: `${told(spreadOf(rates(bytes, ours)), 2, "GB/s")}; ${processorText(bytes, delays)}`,
    beside: `Node's MD5 of the file alone: ${told(spreadOf(rates(bytes, theirs)), 2, "GB/s")}`,
    ratio: told(ratio, 2, ""),
    goal: "at least 0.9 of the MD5's rate",
    reached: ratio.median >= 0.9,
    loop: loopText(delays),
  });
  await Promise.all([engine.end(), bare.end(), stage.sink.end()]);
}

/** How fast one large file goes, with and without its proof. */
export const throughput: Benchmark = {
  name: "throughput",
  title: "One large file",
  async run(bench) {
    const bytes = Number(bench.words[0] ?? bench.size(1024, 128)) * 1024 ** 2;
    const path = await makeLargeFile(join(bench.folder, "large.bin"), bytes);
    await besideCurl(bench, path, bytes, false);
    await besideMd5(bench, path, bytes);
    await besideCurl(bench, path, bytes, true);
  },
};
