import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { EngineConnection } from "../../electron/engine/engine-api";
import { collectFiles } from "../../electron/engine/files/collect-files";
import { sortNaturally } from "../../electron/engine/files/natural-order";
import { openEngine } from "../../electron/engine/open-engine";
import { silentLogger } from "../../electron/engine/ports";
import { noVault } from "../helpers/engine";

/**
 * How long a folder takes to be accepted: `npm run bench -- accept [FILES] [FOLDERS]`, by default 100,000 files in one
 * folder. Prints walk, sorting, acceptance (durable), the first row, and the longest time that the event loop stood still.
 */
const fileCount = Number(process.argv[2] ?? 100_000);
const folderCount = Number(process.argv[3] ?? 1);

interface Measured {
  readonly seconds: number;
  /** Processor time of all threads: what the work costs on a busy computer too. */
  readonly processorSeconds: number;
  readonly worstMs: number;
  readonly p99Ms: number;
}

async function measured(work: () => Promise<void>): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const startedMs = performance.now();
  const usedBefore = process.cpuUsage();
  await work();
  const seconds = (performance.now() - startedMs) / 1000;
  const used = process.cpuUsage(usedBefore);
  const processorSeconds = (used.user + used.system) / 1e6;
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.disable();
  return { seconds, processorSeconds, worstMs: delay.max / 1e6, p99Ms: delay.percentile(99) / 1e6 };
}

function print(what: string, { seconds, processorSeconds, worstMs, p99Ms }: Measured, more = ""): void {
  const figures = `${seconds.toFixed(2)} s (processor ${processorSeconds.toFixed(2)} s), loop worst ${worstMs.toFixed(0)} ms, p99 ${p99Ms.toFixed(1)} ms`;
  process.stdout.write(`${what.padEnd(28)} ${figures}${more}\n`);
}

async function makeFiles(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (let index = 0; index < fileCount; index += 1) names.push(`Photo ${index} of the journey.jpg`);
  for (let index = 0; index < folderCount; index += 1) await mkdir(join(folder, `Day ${index}`));
  for (let start = 0; start < names.length; start += 64) {
    const some = names.slice(start, start + 64);
    await Promise.all(
      some.map((name, at) => writeFile(join(folder, `Day ${(start + at) % folderCount}`, name), "x")),
    );
  }
  return names;
}

/** A server that takes everything and never answers, so that nothing but the first few rows moves. */
async function startSilentServer() {
  const server = createServer((request) => request.resume());
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { baseUrl: `http://127.0.0.1:${port}`, close };
}

async function acceptance(
  connection: EngineConnection,
  destinationId: string,
  folder: string,
  allOrNothing: boolean,
): Promise<void> {
  let firstMs: number | null = null;
  const startedMs = performance.now();
  const unsubscribe = connection.subscribe(() => {
    firstMs ??= performance.now() - startedMs;
  });
  let accepted = 0;
  const figures = await measured(async () => {
    const request = { paths: [folder], destinationId, options: {}, hidden: false, allOrNothing };
    accepted = (await connection.api.add(request)).accepted;
  });
  unsubscribe();
  const first = firstMs === null ? "none" : `${(firstMs - 70).toFixed(0)} ms`;
  print(
    allOrNothing ? "accepted, all or nothing" : "accepted",
    figures,
    `, ${accepted} rows, first ${first}`,
  );
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "waybill-bench-"));
  const files = join(folder, "files");
  await mkdir(files);
  const names = await makeFiles(files);
  process.stdout.write(`${fileCount} files in ${folderCount} folders, Node ${process.version}\n`);
  const shuffled = names.toSorted(() => Math.random() - 0.5);
  print("sorted", await measured(async () => void (await sortNaturally(shuffled))));
  print(
    "walked",
    await measured(async () => void (await collectFiles([files], { hidden: false }, () => {}))),
  );
  for (const allOrNothing of [false, true]) {
    const server = await startSilentServer();
    const { connection } = await openEngine({
      profileDirectory: join(folder, `profile-${allOrNothing}`),
      vault: noVault,
      systemProxy: async () => null,
      logger: silentLogger,
      decoder: null,
      environment: { BENCH_TOKEN: "token-0123456789" },
      use: "work",
      version: "bench",
    });
    const { id } = await connection.api.saveDestination({
      name: "Silent",
      service: "easemob",
      settings: { baseUrl: server.baseUrl, org: "o", app: "a" },
      secrets: {},
      secretSources: { token: { kind: "env", variable: "BENCH_TOKEN" } },
    });
    await acceptance(connection, id, files, allOrNothing);
    await connection.close();
    server.close();
  }
  await rm(folder, { recursive: true });
}

await main();
