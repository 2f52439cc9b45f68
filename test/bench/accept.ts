import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { startSilentServer } from "../servers/silent-server";
import type { Bench, Benchmark } from "./frame/benchmark";
import { makeSmallFiles } from "./frame/files";
import { type Cost, loopText } from "./frame/loop-watch";
import { type Program, startProgram } from "./frame/processes";
import { interleaved, percentile, quotients, spreadOf, told } from "./frame/rounds";
import { type Engine, plainTarget } from "./frame/stage";
import type { bareOperations } from "./programs/bare-client";

interface Stage {
  readonly bench: Bench;
  readonly files: string;
  readonly count: number;
  readonly bare: Program<typeof bareOperations>;
  readonly baseUrl: string;
}

/** Accepts the folder into a new profile, in a new process; answers what it cost and how soon the first row was there. */
async function accept(stage: Stage, profile: string): Promise<Cost & { readonly firstMs: number }> {
  const engine: Engine = startProgram(stage.bench.programs, "engine-program");
  const profileDirectory = join(stage.bench.folder, profile);
  await engine.call("open", { profile: profileDirectory });
  const destinationId = await engine.call("destination", plainTarget({ ...stage, caFile: "" }));
  const cost = await engine.call("accept", { paths: [stage.files], destinationId });
  if (cost.accepted !== stage.count) throw new Error(`Only ${cost.accepted} files were accepted.`);
  await engine.end();
  await rm(profileDirectory, { recursive: true });
  return cost;
}

async function findAndInsert(stage: Stage): Promise<number> {
  const folder = join(stage.bench.folder, "bare");
  await mkdir(folder);
  const ms = await stage.bare.call("findAndInsert", {
    folder: stage.files,
    database: join(folder, "bare.db"),
  });
  await rm(folder, { recursive: true });
  return ms;
}

/** How a folder of 100,000 files is taken in: walked, looked at, on record. */
export const accept100000: Benchmark = {
  name: "accept",
  title: "A folder of 100,000 files",
  async run(bench) {
    const count = Number(bench.words[0] ?? bench.size(100_000, 10_000));
    const files = join(bench.folder, "files");
    await makeSmallFiles(files, count, 1);
    const bare = startProgram<typeof bareOperations>(bench.programs, "bare-client");
    const server = await startSilentServer("everything");
    const stage = { bench, files, count, bare, baseUrl: server.baseUrl };
    const costs: (Cost & { readonly firstMs: number })[] = [];
    const { ours, theirs } = await interleaved(bench.size(5, 2), {
      ours: async () => {
        const cost = await accept(stage, `profile-${costs.length}`);
        costs.push(cost);
        return cost.ms / 1000;
      },
      theirs: async () => (await findAndInsert(stage)) / 1000,
    });
    const ratio = quotients(ours, theirs);
    bench.figure({
      work: `${count.toLocaleString("en")} files accepted: walked, looked at, durable`,
      ours: told(spreadOf(ours), 2, "s"),
      beside: `\`find\` and one insert of the same rows: ${told(spreadOf(theirs), 2, "s")}`,
      ratio: told(ratio, 2, ""),
      goal: "at most 2.5 times as long",
      reached: ratio.median <= 2.5,
      loop: loopText(costs),
    });
    const worst = spreadOf(costs.map(({ worstMs }) => worstMs));
    bench.figure({
      work: "longest stall of the engine's process meanwhile",
      ours: told(worst, 0, "ms"),
      goal: "at most 50 ms",
      reached: worst.median <= 50,
    });
    bench.figure({
      work: "until the first rows are on record and announced",
      ours: told(spreadOf(costs.map(({ firstMs }) => firstMs)), 0, "ms"),
    });
    const processor = percentile(
      costs.map(({ processorMs }) => processorMs / 1000),
      0.5,
    );
    bench.note(`Accepting took ${processor.toFixed(2)} s of processor time, all threads together.`);
    server.close();
    await bare.end();
  },
};
