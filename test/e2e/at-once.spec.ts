import { readdir, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findEngine } from "../../electron/engine/host/profile-host";
import {
  type StrictSurgeryConnectServer,
  startStrictSurgeryConnectServer,
} from "../servers/strict-surgery-connect-server";
import { test as base, expect } from "./app.fixture";
import { outcome, startCommand } from "./processes";

const commandCount = 20;
const refusedName = "file 7.txt";
const account = { apiKey: "key", userId: "00000000-0000-4000-8000-000000000001" };

/** A server that refuses one name, and a destination "Clinic" for it. */
const test = base.extend<{ readonly server: StrictSurgeryConnectServer }>({
  server: async ({ profile, folder }, use) => {
    const server = await startStrictSurgeryConnectServer(account);
    server.faults = { refusesName: refusedName };
    await writeFile(join(folder, "key"), account.apiKey);
    const settings = [`baseUrl=${server.baseUrl}`, `userId=${account.userId}`, "body=multipart"];
    const words = [
      ...["destinations", "add", "Clinic", "--service", "surgery-connect"],
      ...settings.flatMap((setting) => ["--set", setting]),
      ...["--secret", `apiKey=file:${join(folder, "key")}`],
    ];
    expect((await outcome(await startCommand(profile, words))).code).toBe(0);
    await use(server);
    await server.close();
  },
});
// Twenty Electrons start at the same moment on two cores.
test.setTimeout(240_000);

/** The processes that have the profile's records open: each of them runs an engine. */
async function enginesOf(profile: string): Promise<readonly string[]> {
  const owners: string[] = [];
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  for (const pid of processes) {
    const handles = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const handle of handles) {
      const target = await readlink(`/proc/${pid}/fd/${handle}`).catch(() => "");
      if (target === join(profile, "waybill.db") && !owners.includes(pid)) owners.push(pid);
    }
  }
  return owners;
}

/** How many uploads the profile's engine holds, whoever runs it. */
async function queuedIn(profile: string): Promise<number> {
  const engine = await findEngine(profile);
  if (engine === null) return 0;
  const { moving } = await engine.api.standing({ batchId: null });
  await engine.close();
  return moving;
}

/**
 * Starts the commands at the same moment, each with a file of its own, and lets the server answer when all files are in one
 * queue. Answers how the commands ended, and which processes ran an engine just before.
 */
async function uploadAtOnce(profile: string, folder: string, server: StrictSurgeryConnectServer) {
  const names = Array.from({ length: commandCount }, (_, index) => `file ${index + 1}.txt`);
  for (const name of names) await writeFile(join(folder, name), `the content of ${name}`);
  let release = () => {};
  const holdsUntil = new Promise<void>((done) => {
    release = done;
  });
  server.faults = { ...server.faults, holdsUntil };
  const running = names.map(async (name) => {
    const words = ["upload", join(folder, name), "--to", "Clinic", "--json"];
    return { name, ...(await outcome(await startCommand(profile, words))) };
  });
  await expect.poll(() => queuedIn(profile), { timeout: 90_000 }).toBe(commandCount);
  const engines = await enginesOf(profile);
  release();
  return { names, ends: await Promise.all(running), engines };
}

type Ends = Awaited<ReturnType<typeof uploadAtOnce>>["ends"];

function expectOwnResults(ends: Ends): void {
  for (const { name, code, output } of ends) {
    const rows = output.trim().split("\n");
    const told = rows.map((row) => {
      const { name: file, state, error } = JSON.parse(row);
      return { file, state, error: error?.code ?? null };
    });
    const refused = name === refusedName;
    const expected = refused
      ? { file: name, state: "failed", error: "invalid-field" }
      : { file: name, state: "completed", error: null };
    expect({ name, code, told }).toEqual({ name, code: refused ? 1 : 0, told: [expected] });
  }
}

function expectEachOnce(server: StrictSurgeryConnectServer, names: readonly string[]): void {
  const wanted = names.filter((name) => name !== refusedName);
  const arrived = server.files.map(({ name, content }) => ({ name, content: content.toString("utf8") }));
  arrived.sort((a, b) => a.name.localeCompare(b.name));
  const sorted = [...wanted].sort((a, b) => a.localeCompare(b));
  expect(arrived).toEqual(sorted.map((name) => ({ name, content: `the content of ${name}` })));
  expect(server.problems).toEqual([]);
}

test.describe("twenty commands that start at the same moment", () => {
  test.skip(process.platform !== "linux", "who has a file open is read in /proc");

  test("share one engine where no Waybill runs, and each gets its own result", async ({
    server,
    profile,
    folder,
  }) => {
    const { names, ends, engines } = await uploadAtOnce(profile, folder, server);
    expectOwnResults(ends);
    expectEachOnce(server, names);
    expect(engines).toHaveLength(1);
  });

  test("hand their work to the window that is open, and each gets its own result", async ({
    server,
    profile,
    folder,
    launch,
  }) => {
    const { electron } = await launch();
    const { names, ends, engines } = await uploadAtOnce(profile, folder, server);
    expectOwnResults(ends);
    expectEachOnce(server, names);
    expect(engines).toEqual([String(electron.process().pid)]);
  });
});
