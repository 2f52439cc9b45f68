import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { claimProfile, findEngine, serveEngine } from "../../../electron/engine/host/profile-host";
import { makeCard, makeSocketPath, readCard, writeCard } from "../../../electron/engine/host/profile-socket";
import { runTypescript } from "../../helpers/run-typescript";
import { temporaryFolder } from "../../unit/engine/store/store-fixture";
import { fakeEngine } from "./fake-engine";

/** The user "nobody" of most systems; it needs no name to be one. */
const otherUser = 65_534;

/**
 * A served profile in a folder that everybody may enter, made by a process that by itself would close nothing: only what
 * Waybill does stands in the way.
 */
async function serve() {
  const umask = process.umask(0);
  onTestFinished(() => void process.umask(umask));
  const outside = temporaryFolder();
  chmodSync(outside, 0o755);
  const run = join(outside, "run");
  mkdirSync(run, { mode: 0o700 });
  const profile = join(outside, "profile");
  const before = process.env["XDG_RUNTIME_DIR"];
  process.env["XDG_RUNTIME_DIR"] = run;
  const claim = await claimProfile(profile);
  if (claim === null) throw new Error("The profile is new and can't be taken.");
  const hosting = await serveEngine(fakeEngine(), claim);
  if (before === undefined) delete process.env["XDG_RUNTIME_DIR"];
  else process.env["XDG_RUNTIME_DIR"] = before;
  onTestFinished(async () => {
    await hosting.stopListening();
    hosting.release();
  });
  const socket = readCard(profile)?.socket ?? "";
  return { profile, socket, run };
}

/** What another user's process gets of it. */
async function tryAsOther(profile: string, socket: string): Promise<Record<string, unknown>> {
  const worker = join(import.meta.dirname, "other-user-worker.ts");
  const program = await runTypescript(worker, [profile, socket, String(otherUser)]);
  return JSON.parse(await program.line((line) => line.startsWith("{")));
}

describe.skipIf(process.getuid?.() !== 0)("another user of this computer (needs root to become one)", () => {
  test("reaches neither the socket nor its folder nor the profile", async () => {
    const { profile, socket } = await serve();
    const tried = await tryAsOther(profile, socket);
    expect(tried).toMatchObject({
      user: otherUser,
      connect: "EACCES",
      socketFolder: "EACCES",
      profileFolder: "EACCES",
      engine: "none",
    });
    expect(tried["claim"]).toBe("Failure: The profile's folder is closed to this user.");
  });

  test("is refused by the socket itself where its folders were opened by mistake", async () => {
    const { profile, socket, run } = await serve();
    for (const folder of [run, dirname(socket), profile]) chmodSync(folder, 0o755);
    const tried = await tryAsOther(profile, socket);
    expect(tried).toMatchObject({ connect: "EACCES", engine: "none" });
    expect(tried["claim"]).toBe("Failure: The profile's folder is closed to this user.");
  });

  test("can't lay out a folder that is taken for ours, nor learn the token in it", async () => {
    const folder = temporaryFolder();
    const trap = join(folder, "waybill");
    mkdirSync(trap, { mode: 0o700 });
    const heard: string[] = [];
    const path = join(trap, "trap.sock");
    const server = createServer((socket) => socket.on("data", (bytes) => heard.push(bytes.toString())));
    await new Promise<void>((listening) => server.listen(path, listening));
    onTestFinished(() => void server.close());
    chownSync(trap, otherUser, otherUser);
    expect(() => makeSocketPath(folder, { XDG_RUNTIME_DIR: folder })).toThrow(
      "does not belong to this user alone",
    );
    writeCard(folder, makeCard(path));
    expect(await findEngine(folder)).toBeNull();
    expect(heard).toEqual([]);
  });
});
