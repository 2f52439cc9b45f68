import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { startEngine, temporaryFolder } from "../../helpers/engine";
import { runTypescript } from "../../helpers/run-typescript";

const kills = 15;
const files = 240;
const size = 40_000;
const environment = { ROOM_TOKEN: "user-token-0123456789", ROOM_KEY: "client-key-0123456789" };
const worker = join(import.meta.dirname, "engine-worker.ts");

/** An IMKIT server that keeps a copy as soon as a body came in whole, and answers a little later. */
async function startKeeper() {
  const copies = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      if (request.method !== "POST") {
        response.writeHead(404, { "content-type": "application/json" }).end("{}");
        return;
      }
      const name = /filename="([^"]+)"/.exec(Buffer.concat(chunks).toString("latin1"))?.[1] ?? "";
      copies.set(name, (copies.get(name) ?? 0) + 1);
      await pause(10 + (copies.size % 5) * 10);
      const result = { _id: name, id: name, length: size, filename: name, bucketName: "b" };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ RC: 0, RM: "OK", result }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, copies, close };
}

/** Numbers from 0 to 1, the same ones in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

test(`kill -9 of the whole engine ${kills} times: nothing is lost, nothing arrives twice`, {
  timeout: 240_000,
}, async () => {
  const folder = await temporaryFolder();
  const keeper = await startKeeper();
  const profileDirectory = join(folder.path, "profile");
  await mkdir(join(folder.path, "files"));
  for (let index = 0; index < files; index += 1) {
    await writeFile(join(folder.path, "files", `${index}.bin`), Buffer.alloc(size, index));
  }
  const first = await startEngine(profileDirectory, { environment, use: "look" });
  await first.connection.api.saveDestination({
    name: "Room",
    service: "imkit",
    settings: { baseUrl: keeper.baseUrl, bucket: "b", roomID: "room" },
    secrets: {},
    secretSources: {
      token: { kind: "env", variable: "ROOM_TOKEN" },
      clientKey: { kind: "env", variable: "ROOM_KEY" },
    },
  });
  const batchId = await first.send("Room", [join(folder.path, "files")]);
  await first.close();

  const random = seeded(20_261_122);
  for (let kill = 0; kill < kills; kill += 1) {
    const running = await runTypescript(worker, [profileDirectory], environment);
    await running.line((line) => line === "working");
    await pause(random() * 150);
    running.process.kill("SIGKILL");
    expect(await running.ended).toBe("SIGKILL");
  }
  const keptBeforeTheLastStart = keeper.copies.size;

  const last = await startEngine(profileDirectory, { environment });
  const rows = await last.ended(batchId);
  await last.close();
  await keeper.close();
  await folder.remove();

  expect(keptBeforeTheLastStart, "the kills came while files were being sent").toBeLessThan(files);
  expect(rows).toHaveLength(files);
  const ends = new Set(rows.map((row) => row.state.kind));
  expect([...ends].every((kind) => kind === "completed" || kind === "unconfirmed")).toBe(true);
  const twice = [...keeper.copies].filter(([, count]) => count > 1);
  expect(twice).toEqual([]);
  const completed = rows.filter((row) => row.state.kind === "completed");
  expect(completed.filter((row) => keeper.copies.get(row.name) !== 1)).toEqual([]);
  // What is left to the user is only what was under way at a kill: three uploads at a time.
  expect(files - completed.length).toBeLessThanOrEqual(kills * 3);
});
