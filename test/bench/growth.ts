import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { silentLogger, systemClock } from "../../electron/engine/ports";
import { openDatabase } from "../../electron/engine/store/database";
import { KeyFileVault } from "../../electron/engine/store/key-file-vault";
import { SqliteUploadStore } from "../../electron/engine/store/upload-store";
import { fillHistory } from "../helpers/fill-history";
import type { Bench, Benchmark } from "./frame/benchmark";
import { makeSmallFiles, makeSparseFile } from "./frame/files";
import { percentile } from "./frame/rounds";
import { plainTarget, startBenchEngine, startSink } from "./frame/stage";

type Points = readonly (readonly [number, number])[];

/** Times of something, the middle one of three. */
async function middle(work: () => Promise<number>): Promise<number> {
  return percentile([await work(), await work(), await work()], 0.5);
}

async function bySideBySide(bench: Bench): Promise<void> {
  const stage = await startSink(bench);
  const engine = await startBenchEngine(bench, "side-by-side");
  const files = join(bench.folder, "files");
  const count = bench.size(500, 100);
  await makeSmallFiles(files, count, 10 * 1024);
  const points: [number, number][] = [];
  for (const concurrency of bench.isReduced ? [1, 10] : [1, 2, 4, 8, 16, 32]) {
    await engine.call("settings", { concurrency });
    const destinationId = await engine.call("destination", plainTarget(stage, concurrency));
    const ms = await middle(async () => (await engine.call("send", { paths: [files], destinationId })).ms);
    points.push([concurrency, (count / ms) * 1000]);
  }
  bench.curve({
    ...{
      name: "side-by-side",
      title: "Small files, more at a time",
      across: "uploads at a time",
      up: "files/s",
    },
    ...{ isLogarithmic: true, lines: [{ label: "10 KiB each", points }] },
  });
  await Promise.all([engine.end(), stage.sink.end()]);
  await rm(files, { recursive: true });
}

async function bySize(bench: Bench): Promise<void> {
  const stage = await startSink(bench);
  const engine = await startBenchEngine(bench, "sizes");
  const destinationId = await engine.call("destination", plainTarget(stage));
  const kibibytes = [1, 32, 1024, 32 * 1024, 1024 ** 2, ...(bench.isReduced ? [] : [20 * 1024 ** 2])];
  const points: [number, number][] = [];
  for (const size of bench.isReduced ? kibibytes.slice(0, 4) : kibibytes) {
    const path = await makeSparseFile(join(bench.folder, "sized.bin"), size * 1024);
    const send = async () => (await engine.call("send", { paths: [path], destinationId })).ms;
    points.push([size, size > 1024 ** 2 ? await send() : await middle(send)]);
    await rm(path);
  }
  bench.curve({
    ...{ name: "size", title: "One file, from adding to its receipt", across: "KiB", up: "ms" },
    ...{ isLogarithmic: true, lines: [{ label: "plain http", points }] },
  });
  await Promise.all([engine.end(), stage.sink.end()]);
}

async function historyTimes(bench: Bench, rows: number): Promise<readonly [number, number]> {
  const folder = join(bench.folder, `rows-${rows}`);
  await mkdir(folder);
  const { database } = openDatabase(join(folder, "waybill.db"), { logger: silentLogger });
  fillHistory(database, rows);
  const store = new SqliteUploadStore(database, new KeyFileVault(join(folder, "key")), systemClock);
  const timed = async (search: string) => {
    const startedMs = performance.now();
    store.page({ list: "history", search, offset: 0, limit: 100 });
    return performance.now() - startedMs;
  };
  const times = [await middle(() => timed("")), await middle(() => timed("report final"))] as const;
  database.close();
  await rm(folder, { recursive: true });
  return times;
}

async function byRows(bench: Bench): Promise<void> {
  const first: [number, number][] = [];
  const search: [number, number][] = [];
  for (const rows of bench.isReduced
    ? [10, 1_000, 10_000]
    : [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]) {
    const [page, found] = await historyTimes(bench, rows);
    first.push([rows, page]);
    search.push([rows, found]);
  }
  const lines: readonly { readonly label: string; readonly points: Points }[] = [
    { label: "first page", points: first },
    { label: "search", points: search },
  ];
  const titles = { title: "The history's first page", across: "finished uploads", up: "ms" };
  bench.curve({ name: "rows", ...titles, isLogarithmic: true, lines });
}

/** How cost grows with how many run, how large they are, and how much was done before. */
export const growth: Benchmark = {
  name: "growth",
  title: "How cost grows",
  async run(bench) {
    await bySideBySide(bench);
    await bySize(bench);
    await byRows(bench);
  },
};
