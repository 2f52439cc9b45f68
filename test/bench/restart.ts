import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { silentLogger } from "../../electron/engine/ports";
import { openDatabase } from "../../electron/engine/store/database";
import { insertUploads } from "../../electron/engine/store/insert-upload";
import { randomId } from "../../electron/engine/store/upload-id";
import { fillHistory } from "../helpers/fill-history";
import { startSilentServer } from "../servers/silent-server";
import type { Bench, Benchmark } from "./frame/benchmark";
import { makeLargeFile } from "./frame/files";
import { startProgram } from "./frame/processes";
import { interleaved, quotients, spreadOf, told } from "./frame/rounds";
import { type Engine, plainTarget } from "./frame/stage";

/** A profile with a destination; its id. */
async function makeProfile(bench: Bench, profile: string, baseUrl: string): Promise<string> {
  const engine: Engine = startProgram(bench.programs, "engine-program");
  await engine.call("open", { profile, use: "look" });
  const destinationId = await engine.call("destination", plainTarget({ baseUrl, caFile: "" }));
  await engine.end();
  return destinationId;
}

/** Enters finished and queued uploads. All queued ones send one file, to a server that never answers. */
function fill(profile: string, destinationId: string, queued: number, finished: number, path: string): void {
  const { database } = openDatabase(join(profile, "waybill.db"), { logger: silentLogger });
  fillHistory(database, finished);
  const row = {
    ...{ batchId: "queued", path, name: "file.bin", relativePath: "file.bin", size: 1, modifiedAtMs: 1 },
    ...{
      contentType: "application/octet-stream",
      destinationId,
      destinationName: "Plain 3",
      service: "easemob",
    },
    options: {},
  };
  for (let start = 0; start < queued; start += 10_000) {
    const rows = Array.from({ length: Math.min(10_000, queued - start) }, () => row);
    insertUploads(database, randomId, rows, new Date().toISOString());
  }
  database.close();
}

/** How long the engine takes to be there, in a new process, and its memory then. */
async function start(
  bench: Bench,
  profile: string,
): Promise<{ readonly ms: number; readonly megabytes: number }> {
  const engine: Engine = startProgram(bench.programs, "engine-program");
  const { ms } = await engine.call("open", { profile });
  const megabytes = await engine.call("memory", undefined);
  await engine.end();
  return { ms, megabytes };
}

/** Starting with a full profile beside starting with an empty one. */
export const restart: Benchmark = {
  name: "restart",
  title: "Starting with a long queue and history",
  async run(bench) {
    const [queued, finished] = [bench.size(100_000, 5_000), bench.size(1_000_000, 20_000)];
    const server = await startSilentServer("everything");
    const [full, empty] = [join(bench.folder, "full"), join(bench.folder, "empty")];
    await Promise.all([mkdir(full), mkdir(empty)]);
    const path = await makeLargeFile(join(bench.folder, "file.bin"), 1);
    fill(full, await makeProfile(bench, full, server.baseUrl), queued, finished, path);
    await makeProfile(bench, empty, server.baseUrl);
    const memory: Record<"full" | "empty", number[]> = { full: [], empty: [] };
    const started = async (name: "full" | "empty") => {
      const { ms, megabytes } = await start(bench, name === "full" ? full : empty);
      memory[name].push(megabytes);
      return ms;
    };
    const { ours, theirs } = await interleaved(bench.size(9, 2), {
      ours: () => started("full"),
      theirs: () => started("empty"),
    });
    const ratio = quotients(ours, theirs);
    bench.figure({
      work: `engine started with ${queued.toLocaleString("en")} queued and ${finished.toLocaleString("en")} finished uploads`,
      ours: told(spreadOf(ours), 0, "ms"),
      beside: `an empty profile: ${told(spreadOf(theirs), 0, "ms")}`,
      ratio: told(ratio, 2, ""),
      goal: "at most 1.2 times as long",
      reached: ratio.median <= 1.2,
    });
    const more = spreadOf(memory.full).median - spreadOf(memory.empty).median;
    bench.figure({
      work: "its memory then",
      ours: told(spreadOf(memory.full), 0, "MB"),
      beside: `an empty profile: ${told(spreadOf(memory.empty), 0, "MB")}`,
      goal: "within 20 MB",
      reached: more <= 20,
    });
    server.close();
  },
};
