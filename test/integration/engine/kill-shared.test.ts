import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { startEngine, temporaryFolder } from "../../helpers/engine";
import { runTypescript } from "../../helpers/run-typescript";

const kills = 8;
const files = 150;
const perRequest = 5;
const requests = 2;
const environment = { CLINIC_KEY: "ak-0f3b7a10c5" };
const userId = "8d3f1c52-0f6a-4c1e-9a54-2f6f0f3b7a10";
const fileRequestId = "1f2e3d4c-5b6a-4798-8a9b-0c1d2e3f4a5b";
const worker = join(import.meta.dirname, "engine-worker.ts");

interface Entry {
  readonly id: string;
  readonly originalName: string;
  readonly size: number;
  readonly createdAt: string;
}

/** A Surgery Connect server that keeps all files of a body as soon as it came in whole, and answers a little later. */
async function startKeeper() {
  const entries: Entry[] = [];
  const carried: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const answer = (value: unknown) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify(value));
      };
      if (request.method === "GET") return answer({ id: fileRequestId, files: entries });
      const names = [
        ...Buffer.concat(chunks)
          .toString("latin1")
          .matchAll(/filename="(\d+)\.bin"/g),
      ];
      const taken = names.map(([, number = ""]) => ({
        id: `${number}-${entries.length}`,
        originalName: `${number}.bin`,
        size: sizeOf(Number(number)),
        createdAt: new Date().toISOString(),
      }));
      entries.push(...taken);
      carried.push(taken.length);
      await pause(20 + (carried.length % 4) * 15);
      answer(taken.toReversed());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, entries, carried, close };
}

function sizeOf(index: number): number {
  return 20_000 + index;
}

test(`kill -9 ${kills} times while files travel together: each has its own record, none is lost or sent twice`, {
  timeout: 240_000,
}, async () => {
  const folder = await temporaryFolder();
  const keeper = await startKeeper();
  const profileDirectory = join(folder.path, "profile");
  await mkdir(join(folder.path, "files"));
  for (let index = 0; index < files; index += 1) {
    await writeFile(join(folder.path, "files", `${index}.bin`), Buffer.alloc(sizeOf(index), index));
  }
  const first = await startEngine(profileDirectory, { environment, use: "look" });
  await first.connection.api.saveDestination({
    name: "Clinic",
    service: "surgery-connect",
    settings: {
      ...{ baseUrl: keeper.baseUrl, userId, fileRequestId, body: "multipart" },
      ...{ filesPerRequest: String(perRequest), concurrency: String(requests) },
    },
    secrets: {},
    secretSources: { apiKey: { kind: "env", variable: "CLINIC_KEY" } },
  });
  const batchId = await first.send("Clinic", [join(folder.path, "files")]);
  await first.close();

  for (let kill = 0; kill < kills; kill += 1) {
    const running = await runTypescript(worker, [profileDirectory], environment);
    await running.line((line) => line === "working");
    await pause((kill * 37) % 150);
    running.process.kill("SIGKILL");
    expect(await running.ended).toBe("SIGKILL");
  }
  const keptBeforeTheLastStart = keeper.entries.length;

  const last = await startEngine(profileDirectory, { environment });
  const rows = await last.ended(batchId);
  await last.close();
  await keeper.close();
  await folder.remove();

  expect(keptBeforeTheLastStart, "the kills came while files were being sent").toBeLessThan(files);
  expect(Math.max(...keeper.carried), "files travelled together").toBe(perRequest);
  const names = keeper.entries.map(({ originalName }) => originalName);
  expect(new Set(names).size, "nothing arrived twice").toBe(names.length);
  const completed = rows.filter((row) => row.state.kind === "completed");
  expect(completed.filter((row) => !names.includes(row.name))).toEqual([]);
  // Left to the user is only what was under way at a kill and is not in the file request.
  const others = rows.filter((row) => row.state.kind !== "completed");
  expect(others.every((row) => row.state.kind === "unconfirmed" && !names.includes(row.name))).toBe(true);
  expect(others.length).toBeLessThanOrEqual(kills * perRequest * requests);
});
