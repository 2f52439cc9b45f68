import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveRoom, startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import { WriteGate } from "../../helpers/failing-database";
import { imkitOk, type ScriptedService, startScriptedService } from "../../servers/scripted-service";

const environment = { ROOM_TOKEN: "user-token-0123456789", ROOM_KEY: "client-key-0123456789" };

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let service: ScriptedService;
let gate: WriteGate;

/** From now on nothing can be written, or all again. */
function disk(state: "full" | "free"): void {
  gate.fails = () => state === "full";
}

async function file(name: string, content = "12345"): Promise<string> {
  const path = join(folder.path, "files", name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

const bodies = () => service.seen.filter((request) => request.method === "POST");
const whole = () => bodies().filter((request) => request.whole);
const states = async () => (await engine.rows("queue")).map((row) => row.state.kind);
const trouble = async () => (await engine.connection.api.standing({ batchId: null })).trouble?.code ?? null;
const open = () => startEngine(join(folder.path, "profile"), { environment, connect: gate.connect });

beforeEach(async () => {
  folder = await temporaryFolder();
  gate = new WriteGate();
  service = await startScriptedService(imkitOk(5));
  engine = await open();
  await saveRoom(engine, service.baseUrl, { concurrency: "2" });
});

afterEach(async () => {
  await engine.close();
  await service.close();
  await folder.remove();
});

describe("P5: a disk that is full while uploads run", () => {
  it("keeps an answer that can't be written, says so, and completes the upload when there is space; one copy", async () => {
    service.answer = async (response, seen, socket) => {
      disk("full");
      await imkitOk(5)(response, seen, socket);
    };
    const batch = await engine.send("Room", [await file("a.txt")]);
    await engine.until("the trouble is said", async () => (await trouble()) === "storage-full");
    expect(await states()).toEqual(["uploading"]);
    expect(engine.events.some((event) => event.kind === "upload-settled")).toBe(false);
    disk("free");
    const [row] = await engine.ended(batch);
    expect(row).toMatchObject({ state: { kind: "completed" }, attempts: 1, receipt: { verified: "size" } });
    expect(bodies()).toHaveLength(1);
    expect(await trouble()).toBeNull();
    const said = engine.events.filter((event) => event.kind === "records-trouble");
    expect(said.map((event) => event.trouble?.code ?? null)).toEqual(["storage-full", null]);
  });

  it("does not send the last bytes when that can't be put on record, and sends the file once when it can", async () => {
    gate.fails = (_, statement) => statement.includes("'body-sent'");
    const batch = await engine.send("Room", [await file("a.txt")]);
    await engine.until("the trouble is said", async () => (await trouble()) === "storage-full");
    await engine.until("it was begun again later", () => bodies().length > 1);
    expect(whole()).toEqual([]);
    disk("free");
    const [row] = await engine.ended(batch);
    expect(row?.state.kind).toBe("completed");
    expect(whole()).toHaveLength(1);
  });

  it("begins no step that can't be put on record", async () => {
    gate.fails = (_, statement) => statement.includes("INTO steps");
    const batch = await engine.send("Room", [await file("a.txt"), await file("b.txt"), await file("c.txt")]);
    await engine.until("the trouble is said", async () => (await trouble()) === "storage-full");
    expect(bodies()).toEqual([]);
    disk("free");
    const rows = await engine.ended(batch);
    expect(rows.map((row) => row.state.kind)).toEqual(["completed", "completed", "completed"]);
    expect(rows.map((row) => row.attempts)).toEqual([1, 1, 1]);
    expect(whole()).toHaveLength(3);
  });

  it("refuses what is added meanwhile with a sentence, and takes it when there is space", async () => {
    disk("full");
    const path = await file("a.txt");
    await expect(engine.send("Room", [path])).rejects.toMatchObject({
      error: { code: "storage-full", message: expect.stringContaining("no space left") },
    });
    expect(await engine.rows("queue")).toEqual([]);
    disk("free");
    expect((await engine.ended(await engine.send("Room", [path])))[0]?.state.kind).toBe("completed");
  });

  it("refuses a cancel with a sentence instead of leaving the user waiting, and notes it when there is space", async () => {
    service.onRequest = (_seen, request) => request.pause();
    const path = await file("big.bin", "x".repeat(20_000_000));
    const batch = await engine.send("Room", [path]);
    await engine.until("it is being sent", () => bodies().length === 1);
    disk("full");
    const [row] = await engine.rows("queue");
    const cancel = engine.connection.api.act({ ids: [row?.id ?? ""], action: "cancel" });
    await expect(cancel).rejects.toMatchObject({ error: { code: "storage-full" } });
    disk("free");
    expect((await engine.ended(batch))[0]?.state).toEqual({ kind: "canceled" });
    expect(whole()).toEqual([]);
  });

  it("leaves an answer that it could not write before its end to the user, never to a second sending", async () => {
    service.answer = async (response, seen, socket) => {
      disk("full");
      await imkitOk(5)(response, seen, socket);
    };
    await engine.send("Room", [await file("a.txt")]);
    await engine.until("the trouble is said", async () => (await trouble()) === "storage-full");
    await engine.close();
    disk("free");
    engine = await open();
    await engine.until("it was looked at", async () => (await states())[0] === "unconfirmed");
    expect(bodies()).toHaveLength(1);
  });

  it("opens on a full disk, answers questions, and works the queue when there is space", async () => {
    service.onRequest = (_seen, request) => request.pause();
    await engine.send("Room", [await file("big.bin", "x".repeat(20_000_000))]);
    await engine.until("it is being sent", () => bodies().length === 1);
    await engine.close();
    service.onRequest = null;
    service.answer = imkitOk(20_000_000);
    gate.fails = (_, statement) => /^(UPDATE|INSERT|DELETE|COMMIT)/.test(statement.trim());
    engine = await open();
    expect(await trouble()).toBe("storage-full");
    expect(await states()).toEqual(["queued"]);
    disk("free");
    await engine.until("it arrived", async () => (await engine.rows("history")).length === 1);
    expect(whole()).toHaveLength(1);
  });
});
