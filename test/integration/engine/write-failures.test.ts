import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Failure } from "../../../electron/engine/failure";
import { type Clock, silentLogger, systemClock } from "../../../electron/engine/ports";
import { openDatabase } from "../../../electron/engine/store/database";
import { type OpenPieces, openPieces } from "../../../electron/engine/store/second-copy/file-pieces";
import type { Destination, DestinationDraft } from "../../../electron/shared/destination";
import { startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import { WriteGate } from "../../helpers/failing-database";
import { fullDiskError, watched } from "../../helpers/watched-copy";
import { json, type Script, startScriptedService } from "../../servers/scripted-service";

const environment = { TOKEN: "user-token-0123456789", KEY: "client-key-0123456789" };
const names = ["delivered.txt", "busy.txt", "unanswered.txt", "posted.txt", "canceled.txt"] as const;
/** Runs that are under way at a time: most of each is waiting. */
const lanes = 10;

/** Time that passes ten times as fast for whoever waits; limits of the network stay long enough. */
const hurriedClock: Clock = {
  ...systemClock,
  monotonicMs: () => systemClock.monotonicMs() * 10,
  after: (delayMs, ring) => systemClock.after(delayMs / 10, ring),
};

/** Answers like IMKIT and Rocket.Chat; says how many copies of each file were kept. */
async function startService() {
  const copies = new Map<string, number>();
  const kept = (name: string) => copies.set(name, (copies.get(name) ?? 0) + 1);
  const busy = new Set<string>();
  const answer: Script = (response, seen, socket) => {
    const { pathname } = new URL(seen.url, service.baseUrl);
    const reply = (status: number, body: unknown, headers = {}) =>
      json(status, body, headers)(response, seen, socket);
    if (pathname === "/api/info") return reply(200, { version: "8.5", success: true });
    if (pathname.endsWith("/settings.public")) return reply(200, { settings: [], success: true });
    if (pathname.endsWith(".files")) return reply(200, { files: [], total: 0, success: true });
    if (pathname.startsWith("/api/v1/rooms.mediaConfirm/")) {
      kept("posted.txt");
      return reply(200, { message: { _id: "m1", rid: "GENERAL", file: { _id: "f1" } }, success: true });
    }
    if (pathname.startsWith("/api/v1/rooms.media/")) {
      return reply(200, { file: { _id: "f1", url: "/file-upload/f1/posted.txt" }, success: true });
    }
    if (seen.method !== "POST") return reply(404, {});
    const name = pathname.split("/")[2] ?? "";
    if (name === "busy.txt" && !busy.has(name)) {
      busy.add(name);
      return reply(503, {}, { "retry-after": "1" });
    }
    kept(name);
    if (name === "unanswered.txt") return void socket.destroy();
    reply(200, {
      RC: 0,
      RM: "OK",
      result: { _id: name, id: name, length: 5, filename: name, bucketName: name },
    });
  };
  const service = await startScriptedService(answer);
  return { baseUrl: service.baseUrl, copies, close: () => service.close() };
}

/** Does something again until the disk lets it, as a user does who reads the sentence. */
async function insist<T>(action: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      return await action();
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.error.code !== "storage-full") throw thrown;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("The disk stayed full.");
}

function drafts(baseUrl: string): readonly DestinationDraft[] {
  const secretSources = {
    token: { kind: "env", variable: "TOKEN" },
    clientKey: { kind: "env", variable: "KEY" },
  } as const;
  const rooms = names
    .filter((name) => name !== "posted.txt")
    .map((name) => ({
      name,
      service: "imkit",
      settings: { baseUrl, bucket: name, roomID: "room" },
      secrets: {},
      secretSources,
    }));
  const chat = {
    name: "posted.txt",
    service: "rocket-chat",
    settings: { baseUrl, userId: "hw5DThnhQmxDWnavu", room: "GENERAL" },
    secrets: {},
    secretSources: { token: secretSources.token },
  };
  return [...rooms, chat];
}

/** A user's day with the engine: five destinations, five files, a pause, a cancel and a word about the unanswered one. */
async function liveThrough(
  folder: string,
  baseUrl: string,
  gate: WriteGate,
  openPieces: OpenPieces,
): Promise<TestEngine> {
  const profile = join(folder, "profile");
  const options = { environment, connect: gate.connect, openPieces, clock: hurriedClock, random: () => 0 };
  const engine = await insist(() => startEngine(profile, options));
  const { api } = engine.connection;
  const saved = new Map<string, Destination>();
  for (const draft of drafts(baseUrl)) saved.set(draft.name, await insist(() => api.saveDestination(draft)));
  await mkdir(join(folder, "files"), { recursive: true });
  for (const name of names) await writeFile(join(folder, "files", name), "12345");
  const add = async (name: string) => {
    const destinationId = saved.get(name)?.id ?? "";
    const paths = [join(folder, "files", name)];
    await insist(() => api.add({ paths, destinationId, options: {}, hidden: false, allOrNothing: true }));
  };
  await add("busy.txt");
  // On a busy machine its short wait may be over before anybody looks.
  await engine.until("the busy one waits", async () =>
    (await engine.rows("queue")).every(({ state }) => state.kind === "waiting"),
  );
  for (const name of ["delivered.txt", "unanswered.txt", "posted.txt"]) await add(name);
  const act = async (name: string, action: Parameters<typeof api.act>[0]["action"]) => {
    const [row] = await engine.rows("queue", name);
    if (row !== undefined) await insist(() => api.act({ ids: [row.id], action }));
  };
  await act("busy.txt", "pause");
  await add("canceled.txt");
  await act("canceled.txt", "cancel");
  await act("busy.txt", "resume");
  const isAt = async (name: string, kind: string) =>
    [...(await engine.rows("queue", name)), ...(await engine.rows("history", name))].some(
      (row) => row.state.kind === kind,
    );
  await engine.until("the loss is seen", () => isAt("unanswered.txt", "unconfirmed"));
  await act("unanswered.txt", "resolve-arrived");
  await engine.until("all is done", async () => (await engine.rows("history")).length === names.length);
  return engine;
}

interface Outcome {
  readonly writes: number;
  readonly refusals: number;
}

/** One run with the writes failing that `fails` names; checks everything that must hold whichever they are. */
async function run(
  what: string,
  fails: (write: number, refusals: number) => boolean,
  pieces = openPieces,
): Promise<Outcome> {
  // In memory where that is to be had: this is about which writes fail, and thousands are flushed to the disk.
  const folder = await temporaryFolder(existsSync("/dev/shm") ? "/dev/shm" : tmpdir());
  const service = await startService();
  const gate = new WriteGate();
  let refusals = 0;
  gate.fails = (write) => {
    const failing = fails(write, refusals);
    if (failing) refusals += 1;
    return failing;
  };
  const engine = await liveThrough(folder.path, service.baseUrl, gate, pieces);
  const rows = await engine.rows("history");
  const { writes } = gate;
  await engine.close();
  const { database } = openDatabase(join(folder.path, "profile", "waybill.db"), { logger: silentLogger });
  const counted = database.all("SELECT state, count(*) AS number FROM uploads GROUP BY state");
  const told = database.all("SELECT state, number FROM state_counts WHERE number > 0");
  const sound = database.get("PRAGMA integrity_check")?.["integrity_check"];
  database.close();
  await service.close();
  await folder.remove();

  const ends = Object.fromEntries(rows.map((row) => [row.name, row.state.kind]));
  const expected = Object.fromEntries(names.map((name) => [name, "completed"]));
  // A cancel that comes after the delivery changes nothing.
  expected["canceled.txt"] = ends["canceled.txt"] === "completed" ? "completed" : "canceled";
  expect(ends, what).toEqual(expected);
  for (const name of names) {
    const most = name === "canceled.txt" && expected[name] === "canceled" ? [0, 1] : [1];
    expect(most, `${what}: copies of ${name}`).toContain(service.copies.get(name) ?? 0);
  }
  expect(sound, what).toBe("ok");
  const byState = (list: typeof told) => Object.fromEntries(list.map((row) => [row["state"], row["number"]]));
  expect(byState(told), what).toEqual(byState(counted));
  return { writes, refusals };
}

/** Runs one after the other in a few lanes, from the first write on, until one needs fewer writes than its number. */
async function sweep(fails: (n: number) => (write: number, refusals: number) => boolean): Promise<number> {
  let next = 1;
  let over = false;
  const lane = async () => {
    while (!over) {
      const n = next;
      next += 1;
      const { refusals } = await run(`write ${n}`, fails(n));
      if (refusals === 0) over = true;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return next - 1;
}

test("P5: whichever one write finds the disk full, nothing is lost, nothing arrives twice, and all goes on", {
  timeout: 240_000,
}, async () => {
  const runs = await sweep((n) => (write) => write === n);
  process.stdout.write(`${runs} runs, each with another single write failing\n`);
  expect(runs).toBeGreaterThan(60);
});

test("P5: from whichever write on the disk is full for a while, nothing is lost, nothing arrives twice, and all goes on", {
  timeout: 240_000,
}, async () => {
  const runs = await sweep((n) => (write, refusals) => write >= n && refusals < 4);
  process.stdout.write(`${runs} runs, each with the disk full from another write on\n`);
  expect(runs).toBeGreaterThan(60);
});

test("P5: from whichever write on the disk of the second copy fails, uploads go on as if nothing had been", {
  timeout: 240_000,
}, async () => {
  let runs = 0;
  for (let isReached = true; isReached; runs += 1) {
    isReached = false;
    let count = 0;
    const { around } = watched(() => {
      count += 1;
      if (count <= runs) return;
      isReached = true;
      throw fullDiskError();
    });
    await run(`write ${runs + 1} of the copy`, () => false, around);
  }
  expect(runs).toBeGreaterThan(4);
});
