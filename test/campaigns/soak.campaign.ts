import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { startEngine, temporaryFolder } from "../helpers/engine";
import { type RunningProgram, runTypescript } from "../helpers/run-typescript";
import { type Fault, faults, startFaultServer } from "../servers/fault-server";
import { seeded } from "./life";
import type { SoakFigures, SoakOrder } from "./soak-figures";

const files = Number(process.env["WAYBILL_SOAK_FILES"] ?? 20_000);
const faultShare = Number(process.env["WAYBILL_SOAK_FAULTS"] ?? 0.05);
const seed = Number(process.env["WAYBILL_SEED"] ?? 20_261_125);
const rooms = ["Room 1", "Room 2", "Room 3"];
const filesPerFolder = 500;
const environment = { SOAK_TOKEN: "user-token-0123456789", SOAK_KEY: "client-key-0123456789" };
const mebibyte = 1024 * 1024;

/** What may go wrong, equally often; `kept` when the server has the file all the same. */
const troubles: readonly { readonly name: string; readonly kept: boolean; readonly fault: Fault }[] = [
  { name: "reset at once", kept: false, fault: faults.resetAtOnce() },
  { name: "reset mid body", kept: false, fault: faults.resetAfter(500) },
  { name: "no answer", kept: true, fault: faults.closeAfterBody() },
  { name: "reset for an answer", kept: true, fault: faults.resetAfterBody() },
  { name: "busy", kept: false, fault: faults.reply(503, "{}", { "Retry-After": "1" }) },
  { name: "error of its own", kept: false, fault: faults.reply(500, JSON.stringify({ RC: 500, RM: "no" })) },
  { name: "cut answer", kept: true, fault: faults.truncatedReply(200, '{"RC":0', 500) },
  { name: "a page for an answer", kept: true, fault: faults.htmlPage() },
  { name: "slow answer", kept: true, fault: faults.slowReply(300, 200, "{}") },
];

/** A server with troubles of its own, and what it keeps. */
async function startServer() {
  const random = seeded(seed);
  const copies = new Map<string, number>();
  const met = new Map<string, number>();
  const server = await startFaultServer();
  server.otherwise(async (exchange) => {
    const { request } = exchange;
    const trouble = random() < faultShare ? troubles[Math.floor(random() * troubles.length)] : undefined;
    if (trouble !== undefined) met.set(trouble.name, (met.get(trouble.name) ?? 0) + 1);
    if (trouble !== undefined && !trouble.kept) return await trouble.fault(exchange);
    if (!(await exchange.received())) return;
    if (request.method !== "POST") return exchange.reply(404, "{}");
    const text = request.body.toString("latin1");
    const name = /filename="([^"]+)"/.exec(text)?.[1] ?? "";
    copies.set(name, (copies.get(name) ?? 0) + 1);
    request.body = Buffer.alloc(0);
    if (trouble !== undefined) return await trouble.fault(exchange);
    const result = { _id: name, id: name, length: sizeOf(name), filename: name, bucketName: "b" };
    exchange.reply(200, JSON.stringify({ RC: 0, RM: "OK", result }));
  });
  return { server, copies, met };
}

function sizeOf(name: string): number {
  return 500 + ((Number(/\d+/.exec(name)?.[0]) * 37) % 6_000);
}

async function makeFiles(folder: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let index = 0; index < files; index += 1) {
    const place = join(folder, "files", String(Math.floor(index / filesPerFolder)));
    if (index % filesPerFolder === 0) {
      await mkdir(place, { recursive: true });
      folders.push(place);
    }
    const name = `${index}.bin`;
    await writeFile(join(place, name), Buffer.alloc(sizeOf(name), index % 256));
  }
  return folders;
}

function order(worker: RunningProgram, what: SoakOrder): Promise<string> {
  const seen = worker.lines.length;
  const answer = worker.line((line) => worker.lines.indexOf(line, seen) >= seen);
  worker.process.send(what);
  return answer;
}

async function measure(worker: RunningProgram): Promise<SoakFigures> {
  return JSON.parse(await order(worker, { kind: "measure" })) as SoakFigures;
}

function line(what: string, at: SoakFigures): string {
  const size = (bytes: number) => `${(bytes / mebibyte).toFixed(1)} MiB`;
  return (
    `${what}: heap ${size(at.heapUsed)}, external ${size(at.external)}, resident ${size(at.rss)}, ` +
    `${at.files} descriptors, ${at.sockets} sockets, ${at.timers} timers, ` +
    `database ${size(at.database)}, log ${size(at.log)}\n`
  );
}

/** Uploads that the records call completed, of which the server has no copy. */
async function completedWithoutCopy(
  profileDirectory: string,
  copies: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const engine = await startEngine(profileDirectory, { environment, use: "look" });
  const missing: string[] = [];
  for (let offset = 0; ; offset += 500) {
    const { rows } = await engine.connection.api.uploads({ list: "history", search: "", offset, limit: 500 });
    missing.push(...rows.filter(({ name }) => copies.get(name) !== 1).map(({ name }) => name));
    if (rows.length < 500) break;
  }
  await engine.close();
  return missing;
}

test(`soak: ${files} files, ${faultShare * 100} % of the requests with a fault`, {
  timeout: 3 * 3_600_000,
}, async () => {
  const folder = await temporaryFolder();
  const { server, copies, met } = await startServer();
  const profileDirectory = join(folder.path, "profile");
  const folders = await makeFiles(folder.path);
  const setUp = await startEngine(profileDirectory, { environment, use: "look" });
  for (const name of rooms) {
    const settings = { baseUrl: server.origin, bucket: "b", roomID: "room", concurrency: "5" };
    const secretSources = {
      token: { kind: "env", variable: "SOAK_TOKEN" },
      clientKey: { kind: "env", variable: "SOAK_KEY" },
    } as const;
    await setUp.connection.api.saveDestination({
      name,
      service: "imkit",
      settings,
      secrets: {},
      secretSources,
    });
  }
  await setUp.close();

  const begunMs = performance.now();
  const worker = await runTypescript(
    join(import.meta.dirname, "soak-worker.ts"),
    [profileDirectory],
    environment,
  );
  await worker.line((said) => said.includes("ready"));
  const measured: SoakFigures[] = [await measure(worker)];
  process.stdout.write(line("before", measured[0] as SoakFigures));
  for (const [index, path] of folders.entries()) {
    await order(worker, { kind: "add", to: rooms[index % rooms.length] ?? "", paths: [path] });
    if ((index + 1) % Math.ceil(folders.length / 8) !== 0 && index + 1 < folders.length) continue;
    for (;;) {
      const now = await measure(worker);
      if (now.moving === 0) {
        measured.push(now);
        process.stdout.write(line(`after ${(index + 1) * filesPerFolder} files`, now));
        break;
      }
      await pause(500);
    }
  }
  const seconds = (performance.now() - begunMs) / 1000;
  // Connections that nobody uses are closed after a while.
  await pause(8_000);
  const last = await measure(worker);
  process.stdout.write(line("at rest", last));
  await order(worker, { kind: "end" }).catch(() => "");
  expect(await worker.ended).toBe(0);
  await server.close();

  const twice = [...copies].filter(([, count]) => count > 1);
  const { completed, unconfirmed, failed } = last.counts;
  const troublesMet = [...met].map(([name, count]) => `${count} × ${name}`).join(", ");
  process.stdout.write(
    `${files} files in ${seconds.toFixed(0)} s (${(files / seconds).toFixed(0)} a second): ${completed} completed, ` +
      `${unconfirmed} unconfirmed, ${failed} failed, ${twice.length} twice; ${troublesMet}\n`,
  );
  expect(completed + unconfirmed + failed).toBe(files);
  expect(twice).toEqual([]);
  // A small body that was cut is whole to the sender, so that it may be unconfirmed without being there.
  expect(copies.size).toBeLessThanOrEqual(completed + unconfirmed);
  expect(await completedWithoutCopy(profileDirectory, copies)).toEqual([]);
  const early = measured[2] ?? last;
  expect(last.heapUsed).toBeLessThan(early.heapUsed * 1.2 + 4 * mebibyte);
  expect(last.external).toBeLessThan(early.external * 1.2 + 4 * mebibyte);
  expect(last.files).toBeLessThanOrEqual((measured[0]?.files ?? 0) + 6);
  expect(last.timers).toBeLessThanOrEqual((measured[0]?.timers ?? 0) + 2);
  expect(last.log).toBeLessThanOrEqual(17 * mebibyte);
  expect(last.database / files).toBeLessThan(4_096);
  await folder.remove();
});
