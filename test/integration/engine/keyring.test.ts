import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Vault } from "../../../electron/engine/ports";
import { noVault, startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import { imkitOk, type ScriptedService, startScriptedService } from "../../servers/scripted-service";

/** More than the system takes from us while nobody reads, so that no file is ever sent whole before its time. */
const fileBytes = 24_000_000;
const secrets = { token: "canary-token-5c1d77ab02", clientKey: "canary-key-91ffe4c6d8" };

/** A keyring with a key of its own: what another one sealed can't be opened. */
function keyring(key: number): Vault {
  const turn = (bytes: Uint8Array) => bytes.map((byte) => byte ^ key);
  return {
    kind: "keyring",
    seal: (value) => turn(Buffer.from(`sealed by ${key}:${value}`)),
    open: (sealed) => {
      const [, value] = Buffer.from(turn(sealed)).toString("utf8").split(`sealed by ${key}:`);
      if (value === undefined) throw new Error("It was sealed with another key.");
      return value;
    },
  };
}

const lockedKeyring: Vault = {
  kind: "keyring",
  seal: () => {
    throw new Error("The keyring is locked.");
  },
  open: () => {
    throw new Error("The keyring is locked.");
  },
};

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let service: ScriptedService;
let profile: string;

const bodies = () => service.seen.filter((request) => request.method === "POST" && request.whole);

async function secretFiles(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await readdir(profile)) {
    const bytes = await readFile(join(profile, name)).catch(() => Buffer.alloc(0));
    if (Object.values(secrets).some((secret) => bytes.includes(secret))) found.push(name);
  }
  return found;
}

/** A profile whose keyring is there, with three uploads that were not sent yet. */
beforeEach(async () => {
  folder = await temporaryFolder();
  profile = join(folder.path, "profile");
  service = await startScriptedService(imkitOk(fileBytes));
  service.onRequest = (_seen, request) => request.pause();
  engine = await startEngine(profile, { vault: keyring(0x5a) });
  await engine.connection.api.saveDestination({
    name: "Room",
    service: "imkit",
    settings: { baseUrl: service.baseUrl, bucket: "b", roomID: "room", concurrency: "1" },
    secrets,
  });
  await mkdir(join(folder.path, "files"));
  const paths = ["1.bin", "2.bin", "3.bin"].map((name) => join(folder.path, "files", name));
  for (const path of paths) await writeFile(path, Buffer.alloc(fileBytes, path.at(-5)));
  await engine.send("Room", paths);
  await engine.until("one is being sent", () => service.seen.length === 1);
  await engine.close();
  service.onRequest = null;
});

afterEach(async () => {
  await engine.close();
  await service.close();
  await folder.remove();
});

describe("P9: a keyring that is not what it was at the last start", () => {
  it.each([
    ["is locked", lockedKeyring],
    ["is another one", keyring(0x33)],
    ["is gone", noVault],
  ])("%s: the queue is kept, one upload asks for the secret, nothing is sent", async (_, vault) => {
    engine = await startEngine(profile, { vault });
    await engine.until(
      "all rest",
      async () => (await engine.connection.api.standing({ batchId: null })).moving === 0,
    );
    const states = (await engine.rows("queue")).map((row) => row.state);
    expect(states).toMatchObject([
      { kind: "failed", error: { code: "auth", hint: "Enter it again in the destination." } },
      { kind: "waiting", reason: "auth" },
      { kind: "waiting", reason: "auth" },
    ]);
    const signIns = await engine.connection.api.signIns();
    expect(signIns.find(({ refused }) => refused !== null)?.refused).toMatchObject({ uploads: 3 });
    expect(bodies()).toEqual([]);
    expect(await secretFiles()).toEqual([]);
  });

  it("goes on with everything when the keyring is back at the next start but one", async () => {
    engine = await startEngine(profile, { vault: lockedKeyring });
    await engine.until(
      "all rest",
      async () => (await engine.connection.api.standing({ batchId: null })).moving === 0,
    );
    await engine.close();
    engine = await startEngine(profile, { vault: keyring(0x5a) });
    await engine.until("two arrived", async () => (await engine.rows("history")).length >= 2);
    const [first] = await engine.rows("queue");
    if (first !== undefined) await engine.connection.api.act({ ids: [first.id], action: "retry" });
    await engine.until("all arrived", async () => (await engine.rows("history")).length === 3);
    expect(bodies()).toHaveLength(3);
  });

  it("sends everything when the secrets are entered again without a keyring, and writes them nowhere", async () => {
    engine = await startEngine(profile, { vault: noVault });
    await engine.until(
      "all rest",
      async () => (await engine.connection.api.standing({ batchId: null })).moving === 0,
    );
    const { id, name, settings } = await engine.destination("Room");
    await engine.connection.api.saveDestination({ id, name, service: "imkit", settings, secrets });
    await engine.until("all arrived", async () => (await engine.rows("history")).length === 3);
    const { secrets: sources } = await engine.destination("Room");
    expect(Object.values(sources).map(({ kind }) => kind)).toEqual(["session", "session"]);
    expect(bodies()).toHaveLength(3);
    await engine.close();
    expect(await secretFiles()).toEqual([]);
    engine = await startEngine(profile);
  });

  it("refuses to save a secret that a locked keyring can't take, instead of keeping it in the open", async () => {
    engine = await startEngine(profile, { vault: lockedKeyring });
    const { id, name, settings } = await engine.destination("Room");
    const saving = engine.connection.api.saveDestination({ id, name, service: "imkit", settings, secrets });
    await expect(saving).rejects.toMatchObject({
      field: "token",
      error: { code: "config", message: "The system's keyring did not take the secret." },
    });
    expect(await secretFiles()).toEqual([]);
  });
});

describe("U3: a destination that is removed", () => {
  it("leaves nothing of its secrets in the profile, not even as the keyring sealed them", async () => {
    const vault = keyring(0x5a);
    const sealed = Object.values(secrets).map((secret) => Buffer.from(vault.seal(secret)));
    const holdsSealed = async () => {
      const records = await readFile(join(profile, "waybill.db"));
      return sealed.filter((bytes) => records.includes(bytes)).length;
    };
    expect(await holdsSealed()).toBe(2);
    engine = await startEngine(profile, { vault, use: "look" });
    const { id } = await engine.destination("Room");
    await engine.connection.api.act({ ids: { destinationId: id }, action: "cancel" });
    await engine.connection.api.removeDestination({ id });
    await engine.close();
    expect(await holdsSealed()).toBe(0);
    expect(await readdir(profile)).not.toContain("waybill.db-wal");
    engine = await startEngine(profile, { vault, use: "look" });
    const names = (await engine.connection.api.destinations()).map(({ name }) => name);
    expect(names).toEqual(["Practice"]);
  });
});
