import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Failure } from "../../../electron/engine/failure";
import {
  claimProfile,
  connectEngine,
  findEngine,
  serveEngine,
} from "../../../electron/engine/host/profile-host";
import { makeCard, makeSocketPath, readCard, writeCard } from "../../../electron/engine/host/profile-socket";
import { startEngine } from "../../helpers/engine";
import { type RunningProgram, runTypescript } from "../../helpers/run-typescript";
import { temporaryFolder } from "../../unit/engine/store/store-fixture";
import { fakeEngine } from "./fake-engine";

const worker = join(import.meta.dirname, "claim-worker.ts");

async function start(folder: string): Promise<RunningProgram> {
  const program = await runTypescript(worker, [folder]);
  onTestFinished(() => {
    program.process.kill("SIGKILL");
  });
  return program;
}

function saidSomething(line: string): boolean {
  return /^(owner|guest) /.test(line);
}

test("of twenty starts at once exactly one becomes the owner, and all others find it", {
  timeout: 120_000,
}, async () => {
  const folder = join(temporaryFolder(), "profile");
  const programs = await Promise.all(Array.from({ length: 20 }, () => start(folder)));
  const said = await Promise.all(programs.map((program) => program.line(saidSomething)));
  const owners = said.filter((line) => line.startsWith("owner "));
  expect(owners).toHaveLength(1);
  const pid = owners[0]?.split(" ")[1];
  expect(said.filter((line) => line === `guest ${pid}`)).toHaveLength(19);
});

test("an owner that is killed leaves the profile to the next, ten times over", {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder();
  const pids = new Set<number | undefined>();
  for (let round = 0; round < 10; round += 1) {
    const program = await start(folder);
    expect(await program.line(saidSomething)).toBe(`owner ${program.process.pid}`);
    pids.add(program.process.pid);
    program.process.kill("SIGKILL");
    await program.ended;
  }
  expect(pids.size).toBe(10);
});

test("a guest is told when the owner dies before it answers", async () => {
  const folder = temporaryFolder();
  const program = await start(folder);
  await program.line(saidSomething);
  const engine = await connectEngine(folder);
  const pending = engine.api.act({ ids: ["a"], action: "pause" });
  const outcome = expect(pending).rejects.toMatchObject({
    class: "unknown",
    error: { code: "outcome-unknown" },
  });
  program.process.kill("SIGKILL");
  await outcome;
  await engine.closed;
  await expect(engine.api.services()).rejects.toBeInstanceOf(Failure);
  expect(await findEngine(folder)).toBeNull();
});

test("a claim excludes others in the same process too, until it is released", async () => {
  const folder = temporaryFolder();
  const claim = await claimProfile(folder);
  if (claim === null) throw new Error("The profile is new and can't be taken.");
  const hosting = await serveEngine(fakeEngine(), claim);
  const stop = async () => {
    await hosting.stopListening();
    hosting.release();
  };
  expect(await claimProfile(folder)).toBeNull();
  expect(await claimProfile(folder)).toBeNull();
  await stop();
  expect(await findEngine(folder)).toBeNull();
  const next = await claimProfile(folder);
  expect(next).not.toBeNull();
  next?.release();
});

test("an owner that holds the profile but does not answer is named", async () => {
  const folder = temporaryFolder();
  const claim = await claimProfile(folder);
  writeCard(folder, { ...makeCard(makeSocketPath(folder)), pid: 4711, computer: "other-host" });
  const failing = claimProfile(folder, { waitMs: 200 });
  await expect(failing).rejects.toMatchObject({ error: { code: "config" } });
  await expect(failing).rejects.toThrow("process 4711 on other-host");
  await expect(connectEngine(folder, { waitMs: 100 })).rejects.toThrow("does not answer");
  claim?.release();
});

test("nothing runs in a folder that is no profile yet", async () => {
  expect(await findEngine(temporaryFolder())).toBeNull();
});

test.each(["", "{", "[]", '{"waybill":1}', "\0"])("a card that says %j is as good as none", async (text) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "host.json"), text);
  expect(await findEngine(folder)).toBeNull();
});

test("an owner of another version is refused with a sentence that says so", async () => {
  const folder = temporaryFolder();
  writeCard(folder, { ...makeCard(makeSocketPath(folder)), waybill: 2 });
  await expect(findEngine(folder)).rejects.toThrow("another version of Waybill");
});

test.skipIf(process.platform === "win32")(
  "the card, the lock and the socket are for their user alone",
  async () => {
    const folder = join(temporaryFolder(), "profile");
    const claim = await claimProfile(folder);
    if (claim === null) throw new Error("The profile is new and can't be taken.");
    const hosting = await serveEngine(fakeEngine(), claim);
    const stop = async () => {
      await hosting.stopListening();
      hosting.release();
    };
    const card = readCard(folder);
    const socket = card?.socket ?? "";
    expect(Buffer.byteLength(socket)).toBeLessThan(104);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, "host.json")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "host.lock.db")).mode & 0o777).toBe(0o600);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(statSync(join(socket, "..")).mode & 0o777).toBe(0o700);
    expect(card?.token).toMatch(/^[0-9a-f]{64}$/);
    await stop();
  },
);

test.skipIf(process.platform === "win32")(
  "the token is not shown in a folder that others can write",
  async () => {
    const folder = temporaryFolder();
    const open = join(folder, "open");
    mkdirSync(open);
    const heard: string[] = [];
    const path = join(open, "trap.sock");
    const trap = createServer((socket) => socket.on("data", (bytes) => heard.push(bytes.toString())));
    await new Promise<void>((listening) => trap.listen(path, listening));
    writeCard(folder, makeCard(path));
    expect(await findEngine(folder)).toBeNull();
    expect(heard).toEqual([]);
    await new Promise((closed) => trap.close(closed));
  },
);

test.skipIf(process.platform === "win32")("a socket folder that is open to others is refused", () => {
  const folder = temporaryFolder();
  const runtime = join(folder, "run");
  mkdirSync(runtime, { mode: 0o700 });
  mkdirSync(join(runtime, "waybill"), { mode: 0o777 });
  const environment = { XDG_RUNTIME_DIR: runtime };
  expect(() => makeSocketPath(folder, environment)).toThrow("does not belong to this user alone");
});

test("P7: a start that waits for an owner takes over when that one is killed, at whatever moment", {
  timeout: 60_000,
}, async () => {
  for (let round = 0; round < 8; round += 1) {
    const folder = temporaryFolder();
    const owner = await start(folder);
    if (round % 2 === 0) await owner.line(saidSomething);
    const second = startEngine(folder);
    await new Promise((resolve) => setTimeout(resolve, round * 6));
    owner.process.kill("SIGKILL");
    const engine = await second;
    const asked = engine.connection.api.standing({ batchId: null });
    // Either it reached the owner just before the end, or the profile is its own.
    await asked
      .then(({ moving }) => expect(moving).toBe(0))
      .catch((thrown) => expect(thrown).toBeInstanceOf(Failure));
    await engine.close();
  }
});
