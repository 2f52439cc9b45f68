import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
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

/**
 * How long a search takes: `npm run bench -- history-search [ROWS]`, by default in 1,000,000 rows. It types searches
 * letter by letter, with and without filters, and asks for the first hundred rows each time, as the window does.
 */
const rowCount = Number(process.argv[2] ?? 1_000_000);

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

const folder = mkdtempSync(join(tmpdir(), "waybill-bench-"));
const { database } = openDatabase(join(folder, "waybill.db"), { logger: silentLogger });
const store = new SqliteUploadStore(database, new KeyFileVault(join(folder, "key")), systemClock);

function timed(work: () => void): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}

function print(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  process.stdout.write(
    `${what.padEnd(58)} median ${at(0.5).padStart(6)} ms   p99 ${at(0.99).padStart(6)} ms   max ${at(1).padStart(6)} ms   (${times.length})\n`,
  );
}

function page(search: string, history: UploadQuery["history"], offset = 0): () => void {
  return () => store.page({ list: "history", search, offset, limit: 100, history });
}

/** Every beginning of a search, as it is typed. */
function beginnings(text: string): readonly string[] {
  return Array.from({ length: [...text].length }, (_, end) => [...text].slice(0, end + 1).join(""));
}

const fillSeconds = timed(() => fillHistory(database, rowCount)) / 1000;
process.stdout.write(`${rowCount} rows filled and indexed in ${fillSeconds.toFixed(1)} s\n`);

const all: number[] = [];
for (const [name, history] of filters) {
  const searches = typed.flatMap(beginnings);
  const times = searches.map((search) => timed(page(search, history)));
  all.push(...times);
  print(`typing, ${name}`, times);
  const slowest = times.indexOf(Math.max(...times));
  process.stdout.write(`  slowest: "${searches[slowest]}"\n`);
  print(
    `  no words, first page, ${name}`,
    [1, 2, 3, 4, 5].map(() => timed(page("", history))),
  );
}
print("every key of every search", all);
for (const offset of [0.1, 0.5, 0.99]) {
  const from = Math.floor(rowCount * offset);
  print(
    `scrolled to row ${from}`,
    [1, 2, 3, 4, 5].map(() => timed(page("", undefined, from))),
  );
}

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
const bulk = new SqliteBulkStore(database, systemClock);
let added: readonly string[] = [];
print("adding 20,000 files to the queue", [
  timed(() => {
    added = store.insert(many, new Date().toISOString());
  }),
]);
print("canceling 20,000 files (they move into the history)", [
  timed(() => bulk.change(added, ["queued"], { kind: "canceled" })),
]);
database.close();
rmSync(folder, { recursive: true, force: true });
