import { join } from "node:path";
import type { Bench, Benchmark } from "./frame/benchmark";
import { makeSmallFiles } from "./frame/files";
import { type Cost, loopText } from "./frame/loop-watch";
import { startPicgo } from "./frame/picgo";
import { runTimed, startProgram } from "./frame/processes";
import { interleaved, percentile, quotients, type Spread, spreadOf, told } from "./frame/rounds";
import { plainTarget, plainUrl, type SinkStage, startBenchEngine, startSink } from "./frame/stage";
import type { bareOperations } from "./programs/bare-client";

const sideBySide = 8;

/** The arguments of `curl` for a form of each file; all over few connections, side by side. */
export function curlWords(stage: SinkStage, paths: readonly string[]): readonly string[] {
  const each = paths.flatMap((path, index) => [
    ...(index === 0 ? [] : ["--next"]),
    ...["-sS", "--fail", "-o", "/dev/null", "-F", `file=@${path}`, plainUrl(stage)],
  ]);
  return ["-Z", "--parallel-max", String(sideBySide), ...each];
}

function perSecond(count: number, times: readonly number[]): Spread {
  return spreadOf(times.map((ms) => (count / ms) * 1000));
}

/** Many small files to one destination, every step on record, beside programs that keep no records. */
export const smallFiles: Benchmark = {
  name: "small-files",
  title: "Many small files",
  async run(bench: Bench) {
    const count = Number(bench.words[0] ?? bench.size(10_000, 600));
    const files = join(bench.folder, "files");
    const paths = await makeSmallFiles(files, count, 10 * 1024);
    const stage = await startSink(bench);
    const engine = await startBenchEngine(bench);
    const bare = startProgram<typeof bareOperations>(bench.programs, "bare-client");
    await engine.call("settings", { concurrency: sideBySide });
    const destinationId = await engine.call("destination", plainTarget(stage, sideBySide));
    const other = await startPicgo(bench, stage);
    const costs: Cost[] = [];
    let connections = 0;
    const ways: Readonly<Record<string, () => Promise<number>>> = {
      ours: async () => {
        await stage.sink.call("counted", undefined);
        const sent = await engine.call("send", { paths: [files], destinationId });
        if (sent.completed !== count) throw new Error(`Only ${sent.completed} files arrived.`);
        const counted = await stage.sink.call("counted", undefined);
        connections = Math.max(connections, counted.connections);
        costs.push(sent);
        return sent.ms;
      },
      bare: () => bare.call("send", { url: plainUrl(stage), paths, sideBySide, by: "http" }),
      axios: () => bare.call("send", { url: plainUrl(stage), paths, sideBySide, by: "axios" }),
      curl: async () => (await runTimed("curl", curlWords(stage, paths))).ms,
      ...(other === null ? {} : { picgo: () => other.send(paths) }),
    };
    const times = await interleaved(bench.size(3, 1), ways);
    const ours = times["ours"] ?? [];
    const compare = (name: string, label: string, goal: string, least: number | null) => {
      const theirs = times[name];
      if (theirs === undefined) return;
      const ratio = quotients(theirs, ours);
      bench.figure({
        work: `${count.toLocaleString("en")} files of 10 KiB, ${sideBySide} at a time, each on record`,
        ours: `${told(perSecond(count, ours), 0, "files/s")}`,
        beside: `${label}: ${told(perSecond(count, theirs), 0, "files/s")}`,
        ratio: told(ratio, 2, ""),
        goal,
        reached: least === null ? null : ratio.median >= least,
        loop: loopText(costs),
      });
    };
    compare("bare", "Node's `http` alone, no records", "at least half of its rate", 0.5);
    compare("axios", "axios alone, no records", "", null);
    compare("curl", `\`curl -Z --parallel-max ${sideBySide}\``, "", null);
    compare("picgo", `PicGo-core ${other?.version ?? ""}`, "at least 3 times its rate", 3);
    if (other === null)
      bench.note("PicGo-core is not installed (docs/performance.md says how), so it was not measured.");
    bench.figure({
      work: "connections opened for them, at most",
      ours: String(connections),
      goal: `at most ${sideBySide + 1}`,
      reached: connections <= sideBySide + 1,
    });
    const processor = percentile(
      costs.map(({ processorMs }) => processorMs / count),
      0.5,
    );
    bench.note(`A small file took ${processor.toFixed(2)} ms of processor time, all threads together.`);
    await Promise.all([engine.end(), bare.end(), stage.sink.end()]);
    await other?.end();
  },
};
