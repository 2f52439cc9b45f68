import { join } from "node:path";
import type { UploadQuery } from "../../electron/engine/engine-api";
import { silentLogger, systemClock } from "../../electron/engine/ports";
import { SqliteBulkStore } from "../../electron/engine/store/bulk-store";
import { openDatabase } from "../../electron/engine/store/database";
import { KeyFileVault } from "../../electron/engine/store/key-file-vault";
import type { NewUpload } from "../../electron/engine/store/stores";
import { SqliteUploadStore } from "../../electron/engine/store/upload-store";
import { wholeHistory } from "../../electron/shared/history-filter";
import { fillHistory } from "../helpers/fill-history";
import type { Bench, Benchmark } from "./frame/benchmark";
import { percentile } from "./frame/rounds";

/** What is typed, letter by letter, as a user does. */
const typed = [
  "img_0292",
  "holiday photo",
  "report final 7",
  "screenshot",
  "合同 定稿",
  "quarterly.pdf",
  "zz nothing",
  "design room",
  "e",
];

const filters: readonly (readonly [string, UploadQuery["history"]])[] = [
  ["no filter", undefined],
  ["pictures", { ...wholeHistory, type: "images" }],
  ["one destination", { ...wholeHistory, destinationId: "d3" }],
  [
    "canceled documents of one destination",
    { ...wholeHistory, type: "documents", state: "canceled", destinationId: "d1" },
  ],
  ["last 30 days", { ...wholeHistory, from: new Date(Date.now() - 30 * 86_400_000).toISOString() }],
];

function timed(work: () => void): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}

/** "median 4.1 ms, p99 40 ms" */
function timesText(times: readonly number[]): string {
  const [median, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  return `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, worst ${percentile(times, 1).toFixed(1)} ms (${times.length})`;
}

/** Every beginning of a search, as it is typed. */
function beginnings(text: string): readonly string[] {
  return Array.from({ length: [...text].length }, (_, end) => [...text].slice(0, end + 1).join(""));
}

type Page = (search: string, history: UploadQuery["history"], offset?: number) => number;

function searchAll(bench: Bench, page: Page, rows: string): void {
  const all: number[] = [];
  for (const [name, history] of filters) {
    const searches = typed.flatMap(beginnings);
    const times = searches.map((search) => page(search, history));
    all.push(...times);
    const slowest = searches[times.indexOf(Math.max(...times))];
    bench.figure({ work: `typing, ${name}`, ours: `${timesText(times)}, slowest "${slowest}"` });
  }
  const [median, p99] = [percentile(all, 0.5), percentile(all, 0.99)];
  bench.figure({
    work: `search in ${rows} finished uploads, every key of every search, first page`,
    ours: timesText(all),
    goal: "median under 20 ms, p99 under 100 ms",
    reached: median < 20 && p99 < 100,
  });
}

function addAndCancel(bench: Bench, store: SqliteUploadStore, bulk: SqliteBulkStore): void {
  const many: NewUpload[] = Array.from({ length: 20_000 }, (_, index) => ({
    batchId: "bench",
    path: `/bench/photo ${index}.jpg`,
    name: `photo ${index}.jpg`,
    relativePath: `summer holiday/photo ${index}.jpg`,
    size: 1_000,
    modifiedAtMs: 1,
    contentType: "image/jpeg",
    destinationId: "d1",
    destinationName: "Design room",
    service: "imkit",
    options: {},
  }));
  let added: readonly string[] = [];
  const addMs = timed(() => {
    added = store.insert(many, new Date().toISOString());
  });
  const cancelMs = timed(() => bulk.change(added, ["queued"], { kind: "canceled" }));
  bench.figure({ work: "20,000 files added to the queue beside it", ours: `${addMs.toFixed(0)} ms` });
  bench.figure({ work: "and canceled, so that they move into it", ours: `${cancelMs.toFixed(0)} ms` });
}

/** How long a search in a long history takes: what the window asks for, key by key, with and without filters. */
export const historySearch: Benchmark = {
  name: "history-search",
  title: "The history's search",
  async run(bench) {
    const rowCount = Number(bench.words[0] ?? bench.size(1_000_000, 50_000));
    const { database } = openDatabase(join(bench.folder, "waybill.db"), { logger: silentLogger });
    const vault = new KeyFileVault(join(bench.folder, "key"));
    const store = new SqliteUploadStore(database, vault, systemClock);
    const page: Page = (search, history, offset = 0) =>
      timed(() => store.page({ list: "history", search, offset, limit: 100, history }));
    const fillMs = timed(() => fillHistory(database, rowCount));
    bench.note(`The history was filled and indexed in ${(fillMs / 1000).toFixed(1)} s.`);
    searchAll(bench, page, rowCount.toLocaleString("en"));
    for (const share of [0.1, 0.5, 0.99]) {
      const from = Math.floor(rowCount * share);
      const times = [1, 2, 3, 4, 5].map(() => page("", undefined, from));
      bench.figure({ work: `scrolled to row ${from.toLocaleString("en")}`, ours: timesText(times) });
    }
    addAndCancel(bench, store, new SqliteBulkStore(database, systemClock));
    database.close();
  },
};
