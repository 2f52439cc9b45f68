import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import { json, startScriptedService } from "../../servers/scripted-service";
import {
  type StrictSurgeryConnectServer,
  startStrictSurgeryConnectServer,
} from "../../servers/strict-surgery-connect-server";

const userId = "8d3f1c52-0f6a-4c1e-9a54-2f6f0f3b7a10";
const fileRequestId = "1f2e3d4c-5b6a-4798-8a9b-0c1d2e3f4a5b";
const environment = { CLINIC_KEY: "ak-0f3b7a10c5" };

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let server: StrictSurgeryConnectServer;

async function addClinic(settings: Record<string, string> = {}): Promise<void> {
  await engine.connection.api.saveDestination({
    name: "Clinic",
    service: "surgery-connect",
    settings: { baseUrl: server.baseUrl, userId, filesPerRequest: "3", body: "multipart", ...settings },
    secrets: {},
    secretSources: { apiKey: { kind: "env", variable: "CLINIC_KEY" } },
  });
}

/** Files of different sizes, so that no two are alike. */
async function files(...names: readonly string[]): Promise<string[]> {
  await mkdir(join(folder.path, "files"), { recursive: true });
  return await Promise.all(
    names.map(async (name, index) => {
      const path = join(folder.path, "files", name);
      await writeFile(path, `${name} ${"x".repeat(index * 1_000)}`);
      return path;
    }),
  );
}

async function replaceKey(apiKey: string): Promise<void> {
  const { id, name, settings } = await engine.destination("Clinic");
  const draft = { id, name, service: "surgery-connect", settings };
  await engine.connection.api.saveDestination({ ...draft, secrets: { apiKey } });
}

async function send(...names: readonly string[]) {
  return await engine.ended(await engine.send("Clinic", await files(...names)));
}

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startStrictSurgeryConnectServer({ apiKey: environment.CLINIC_KEY, userId });
  engine = await startEngine(join(folder.path, "profile"), { environment });
});

afterEach(async () => {
  await engine.close();
  await server.close();
  await folder.remove();
});

describe("several files in one request", () => {
  it.each(["multipart", "json-base64"])(
    "are each delivered and proved, as %s, whatever the order of the answer",
    async (body) => {
      await addClinic({ body });
      server.faults = { backwards: true, amongOthers: true };
      const rows = await send("a", "b", "c", "d", "e", "f", "g");
      expect(server.problems).toEqual([]);
      expect(server.carried.map((names) => names.length)).toEqual([3, 3, 1]);
      for (const row of rows) {
        const stored = server.files.find((file) => file.id === row.receipt?.remoteId);
        expect(stored).toMatchObject({ name: row.name });
        expect(row).toMatchObject({
          state: { kind: "completed" },
          attempts: 1,
          receipt: { verified: "size", size: row.size },
        });
      }
    },
  );

  it("carry the settings once for all (services.md 4.3, vector 1)", async () => {
    await addClinic({ filesPerRequest: "2", expiryInterval: "3600" });
    server.expected = { ...server.expected, expiryInterval: 3600 };
    const rows = await send("a", "b");
    expect(server.problems).toEqual([]);
    expect(server.carried).toEqual([["a", "b"]]);
    for (const { receipt } of rows) expect(receipt?.fileExpiresAt).toBe("2021-01-15T15:33:29.145Z");
  });

  it("are one by default", async () => {
    await addClinic({ filesPerRequest: "" });
    await send("a", "b", "c");
    expect(server.carried).toHaveLength(3);
  });

  it("find the form that the server takes together, and go on in it", async () => {
    await addClinic({ body: "auto", concurrency: "1" });
    server.faults = { only: { form: "json-base64", refusal: 415 } };
    const rows = await send("a", "b", "c", "d");
    expect(rows.every(({ state }) => state.kind === "completed")).toBe(true);
    expect(server.forms).toEqual(["multipart", "json-base64", "json-base64"]);
    expect(server.carried).toEqual([["a", "b", "c"], ["d"]]);
  });

  it("do not suffer from one that is not there any more", async () => {
    await addClinic();
    server.expected = { ...server.expected, apiKey: "another" };
    const paths = await files("a", "b", "c");
    const batch = await engine.send("Clinic", paths);
    await engine.ended(batch);
    await rm(paths[1] ?? "");
    server.carried.length = 0;
    server.problems.length = 0;
    await replaceKey("another");
    const rows = await engine.ended(batch);
    expect(rows.map(({ state }) => state.kind)).toEqual(["completed", "failed", "completed"]);
    expect(rows[1]?.state).toMatchObject({ error: { code: "file-missing" } });
    expect(server.carried).toEqual([["a", "c"]]);
  });

  it("fail alone when the server refuses one of them: each is sent by itself then", async () => {
    await addClinic();
    server.faults = { refusesName: "b" };
    const rows = await send("a", "b", "c");
    expect(rows.map(({ state }) => state.kind)).toEqual(["completed", "failed", "completed"]);
    expect(rows[1]?.state).toMatchObject({
      error: { code: "invalid-field", message: "This file is not what was asked for." },
    });
    expect(server.carried.slice(0, 1)).toEqual([["a", "b", "c"]]);
    expect(server.carried.slice(1).flat().toSorted()).toEqual(["a", "b", "c"]);
    expect(server.carried.slice(1).every((names) => names.length === 1)).toBe(true);
    expect(server.files.map(({ name }) => name).toSorted()).toEqual(["a", "c"]);
  });

  it("are each unconfirmed when the answer is lost, and none is sent again", async () => {
    await addClinic();
    server.faults = { loseAnswer: true };
    const rows = await send("a", "b", "c");
    expect(rows.map(({ state }) => state.kind)).toEqual(["unconfirmed", "unconfirmed", "unconfirmed"]);
    expect(server.carried).toHaveLength(1);
  });

  it("are each looked up in their file request when the answer is lost", async () => {
    await addClinic({ fileRequestId });
    server.expected = { ...server.expected, fileRequestId };
    server.faults = { loseAnswer: true };
    const rows = await send("a", "b", "c");
    expect(rows.map(({ state }) => state.kind)).toEqual(["completed", "completed", "completed"]);
    expect(new Set(rows.map(({ receipt }) => receipt?.remoteId)).size).toBe(3);
    expect(server.carried).toHaveLength(1);
  });

  it("leave only that one open which the answer does not name", async () => {
    await addClinic();
    server.faults = { forgetsName: "b" };
    const rows = await send("a", "b", "c");
    expect(rows.map(({ state }) => state.kind)).toEqual(["completed", "unconfirmed", "completed"]);
  });

  it("are told apart by size where the server renames them, and are left open where that does not tell", async () => {
    await addClinic();
    server.faults = { renames: true };
    const rows = await send("a", "b", "c");
    for (const { receipt, size } of rows) expect(receipt).toMatchObject({ size, verified: "size" });
    const alike = ["one", "two"].map((name) => join(folder.path, "files", name));
    for (const path of alike) await writeFile(path, "same size");
    const twins = await engine.ended(await engine.send("Clinic", alike));
    expect(twins.map(({ state }) => state.kind)).toEqual(["unconfirmed", "unconfirmed"]);
  });

  it("park together, and go on together, when the key is refused", async () => {
    await addClinic();
    server.expected = { ...server.expected, apiKey: "another" };
    const batch = await engine.send("Clinic", await files("a", "b", "c"));
    const rows = await engine.ended(batch);
    expect(rows.map(({ state }) => state.kind).toSorted()).toEqual(["failed", "waiting", "waiting"]);
    server.problems.length = 0;
    await replaceKey("another");
    expect((await engine.ended(batch)).every(({ state }) => state.kind === "completed")).toBe(true);
  });

  it("are known one by one after a crash: what was sent whole is never sent again", async () => {
    await addClinic({ fileRequestId, concurrency: "1" });
    server.expected = { ...server.expected, fileRequestId };
    server.faults = { neverAnswers: true };
    await engine.send("Clinic", await files("a", "b", "c", "d"));
    await engine.until("the server has three", () => server.files.length === 3);
    // The end of the process: what the server was told stays unanswered, the fourth was not begun.
    await engine.close();
    server.faults = {};
    engine = await startEngine(engine.profileDirectory, { environment });
    await engine.until("all are there", async () => (await engine.rows("history")).length === 4);
    expect(server.carried).toEqual([["a", "b", "c"], ["d"]]);
  });

  it("go again without the one that is canceled midway", async () => {
    const names = (seen: { bytes: number; whole: boolean }) => seen.whole;
    let held = true;
    const service = await startScriptedService(json(200, []));
    service.onRequest = (_seen, request) => {
      if (held) request.pause();
    };
    await addClinic({ baseUrl: service.baseUrl });
    const paths = await files("a", "b", "c");
    for (const path of paths) await writeFile(path, Buffer.alloc(8_000_000));
    const batch = await engine.send("Clinic", paths);
    await engine.until("the request began", () => service.seen.length === 1);
    const [, second] = await engine.rows("queue");
    held = false;
    await engine.connection.api.act({ ids: [second?.id ?? ""], action: "cancel" });
    const rows = await engine.ended(batch);
    expect(rows.map(({ state }) => state.kind)).toEqual(["unconfirmed", "canceled", "unconfirmed"]);
    expect(service.seen.map(names)).toEqual([false, true]);
    expect(service.seen[1]?.bytes).toBeGreaterThan(16_000_000);
    expect(service.seen[1]?.bytes).toBeLessThan(17_000_000);
    await service.close();
  });
});
