import { appendFile, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { usualWatchRules, type WatchRules } from "../../../electron/shared/watch-folder";
import { startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import { type SilentServer, startSilentServer } from "../../servers/silent-server";
import { startStrictCapillaryServer } from "../../servers/strict-capillary-server";

let root: { path: string; remove: () => Promise<void> };
let folder: string;
let engine: TestEngine;

beforeEach(async () => {
  root = await temporaryFolder();
  folder = join(root.path, "inbox");
  await mkdir(folder);
  engine = await open();
});

afterEach(async () => {
  await engine.close();
  await root.remove();
});

const environment = { REWARDS_PASSWORD: "pass-0123456789" };
const open = () => startEngine(join(root.path, "profile"), { use: "watch", environment });

async function reopen(): Promise<void> {
  await engine.close();
  engine = await open();
}

/** A destination that stores files by their names alone, so that the later of two replaces the earlier. */
async function saveRewards(baseUrl: string, more: Record<string, string> = {}): Promise<string> {
  const { api } = engine.connection;
  const known = (await api.destinations()).find(({ name }) => name === "Rewards");
  const saved = await api.saveDestination({
    ...(known === undefined ? {} : { id: known.id }),
    ...{ name: "Rewards", service: "capillary" },
    settings: { baseUrl, auth: "basic", username: "user", hashPassword: "false", ...more },
    secrets: {},
    secretSources: { password: { kind: "env", variable: "REWARDS_PASSWORD" } },
  });
  return saved.id;
}

/** A server that never answers, so that uploads stay in the queue. */
async function startSilence(): Promise<SilentServer> {
  const server = await startSilentServer("everything");
  onTestFinished(() => server.close());
  return server;
}

async function startRewards(): Promise<string> {
  const server = await startStrictCapillaryServer({
    path: "/api_gateway/file-service/rewards",
    header: "authorization",
    accepted: [`Basic ${Buffer.from("user:pass-0123456789").toString("base64")}`],
    partName: "file",
  });
  onTestFinished(() => server.close());
  return server.baseUrl;
}

async function watch(destinationId: string, rules: Partial<WatchRules> = {}): Promise<void> {
  await engine.connection.api.watchFolder({
    path: folder,
    rules: { ...usualWatchRules, settleSeconds: 1, destinationId, ...rules },
  });
}

const held = async () => (await engine.connection.api.watchFolders())[0]?.held;
const total = async () => {
  const { counts } = await engine.connection.api.standing({ batchId: null });
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
};

async function delivered(paths: readonly string[]): Promise<void> {
  await engine.until(`${paths.join()} were delivered`, async () => {
    const rows = await engine.rows("history");
    return JSON.stringify(rows.map(({ relativePath }) => relativePath).sort()) === JSON.stringify(paths);
  });
}

/** 5,000 files take a busy computer its time. */
const patiently = { timeout: 60_000, interval: 50 };

test("of 5,000 files at once all go but those that would replace another one, which are told and not tried again", {
  timeout: 180_000,
}, async () => {
  const outside = join(root.path, "outside");
  const twice = 20;
  for (const part of ["a", "b"]) await mkdir(join(outside, part), { recursive: true });
  const names = Array.from({ length: 5_000 - twice }, (_, index) => join("a", `${index}.txt`));
  names.push(...Array.from({ length: twice }, (_, index) => join("b", `${index * 100}.txt`)));
  for (let start = 0; start < names.length; start += 500) {
    await Promise.all(names.slice(start, start + 500).map((name) => writeFile(join(outside, name), "x")));
  }
  await watch(await saveRewards((await startSilence()).baseUrl));
  await rename(outside, join(folder, "moved"));
  await expect.poll(total, patiently).toBe(5_000 - twice);
  await expect.poll(async () => (await held())?.count, patiently).toBe(twice);
  expect((await held())?.paths).toHaveLength(3);
  expect((await engine.connection.api.watchFolders())[0]?.trouble).toBeNull();
  await reopen();
  await writeFile(join(folder, "one more.txt"), "x");
  await expect.poll(total, patiently).toBe(5_001 - twice);
  expect((await held())?.count).toBe(twice);
});

test("a file that would replace one that was delivered is held, also over a restart, and goes under another name", async () => {
  await watch(await saveRewards(await startRewards()));
  await mkdir(join(folder, "a"));
  await mkdir(join(folder, "b"));
  await writeFile(join(folder, "a", "report.txt"), "first");
  await delivered(["a/report.txt"]);
  await writeFile(join(folder, "b", "report.txt"), "second");
  await engine.until("it was told", async () => (await held())?.count === 1);
  expect(await held()).toEqual({ paths: ["b/report.txt"], count: 1 });
  await reopen();
  await writeFile(join(folder, "other.txt"), "other");
  await delivered(["a/report.txt", "other.txt"]);
  expect((await held())?.count).toBe(1);
  await rename(join(folder, "b", "report.txt"), join(folder, "b", "report 2.txt"));
  await delivered(["a/report.txt", "b/report 2.txt", "other.txt"]);
  expect(await held()).toEqual({ paths: [], count: 0 });
});

test("the place of a file that was delivered is not forgotten at a restart, nor by another folder of the destination", async () => {
  const destinationId = await saveRewards(await startRewards());
  await watch(destinationId);
  await mkdir(join(folder, "a"));
  await writeFile(join(folder, "a", "report.txt"), "first");
  await delivered(["a/report.txt"]);
  await reopen();
  await mkdir(join(folder, "b"));
  await writeFile(join(folder, "b", "report.txt"), "second");
  await engine.until("it was told", async () => (await held())?.count === 1);
  const second = join(root.path, "outbox");
  await mkdir(second);
  await engine.connection.api.watchFolder({
    path: second,
    rules: { ...usualWatchRules, settleSeconds: 1, destinationId },
  });
  await writeFile(join(second, "report.txt"), "third");
  const heldInSecond = async () => (await engine.connection.api.watchFolders())[1]?.held;
  await engine.until("that of the other folder was told", async () => (await heldInSecond())?.count === 1);
  expect(await heldInSecond()).toEqual({ paths: ["report.txt"], count: 1 });
  await delivered(["a/report.txt"]);
});

test("a folder that gets another destination sends there what is new, whatever had a place at the first", async () => {
  await watch(await saveRewards(await startRewards()));
  await mkdir(join(folder, "a"));
  await writeFile(join(folder, "a", "report.txt"), "first");
  await delivered(["a/report.txt"]);
  const { api } = engine.connection;
  const copy = await api.duplicateDestination({
    id: (await api.destinations()).find(({ name }) => name === "Rewards")?.id ?? "",
    name: "Other rewards",
  });
  const [watched] = await api.watchFolders();
  if (watched === undefined) throw new Error("No folder is watched.");
  await api.watchFolder({ id: watched.id, rules: { ...watched.rules, destinationId: copy.id } });
  await mkdir(join(folder, "b"));
  await writeFile(join(folder, "b", "report.txt"), "second");
  await delivered(["a/report.txt", "b/report.txt"]);
  expect(await held()).toEqual({ paths: [], count: 0 });
});

test("what was held goes when the destination stores it under a name of its own", async () => {
  const baseUrl = await startRewards();
  await watch(await saveRewards(baseUrl));
  for (const part of ["a", "b"]) {
    await mkdir(join(folder, part));
    await writeFile(join(folder, part, "report.txt"), part);
  }
  await engine.until("one was held", async () => (await held())?.count === 1);
  await saveRewards(baseUrl, { filename: "{stem}-{hash8}.{ext}" });
  await delivered(["a/report.txt", "b/report.txt"]);
  expect(await held()).toEqual({ paths: [], count: 0 });
});

test("a changed file whose former state is still in the queue waits for it, and is no clash", async () => {
  const { baseUrl, heard } = await startSilence();
  await watch(await saveRewards(baseUrl), { sendChanged: true });
  await writeFile(join(folder, "log.txt"), "one");
  // Read to its end: a change before that would be found out, and the upload fail.
  await engine.until("it was sent", () => heard().includes("\r\n\r\none"));
  await appendFile(join(folder, "log.txt"), " two");
  await writeFile(join(folder, "after.txt"), "x");
  await engine.until("the next one was taken", async () => (await total()) === 2);
  expect(await held()).toEqual({ paths: [], count: 0 });
  const first = (await engine.rows("queue")).find(({ name }) => name === "log.txt");
  await engine.connection.api.act({ ids: [first?.id ?? ""], action: "cancel" });
  await engine.until("the changed one was taken", async () => {
    const rows = await engine.rows("queue");
    return rows.some(({ name, size }) => name === "log.txt" && size === 7);
  });
});
