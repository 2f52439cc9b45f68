import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Upload } from "../../../electron/shared/upload";
import { startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import { startStrictRocketChatServer } from "../../servers/strict-rocket-chat-server";
import type { StrictRocketChatServer } from "../../servers/strict-rocket-chat-types";

const userId = "hw5DThnhQmxDWnavu";
const token = "tk-ijFlJ1yfidXhwEYY284Anoq";

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let server: StrictRocketChatServer;

async function deliver(to: string): Promise<Upload> {
  const path = join(folder.path, "files", "a.txt");
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, "twelve bytes");
  const [row] = await engine.ended(await engine.send(to, [path]));
  if (row === undefined) throw new Error("nothing was sent");
  return row;
}

beforeEach(async () => {
  folder = await temporaryFolder();
  const room = { id: "GENERAL", name: "general", kind: "channels" } as const;
  server = await startStrictRocketChatServer({ userId, token, room, version: "8.5", deletesFiles: true });
  engine = await startEngine(join(folder.path, "profile"), { environment: { CHAT_TOKEN: token } });
  await engine.connection.api.saveDestination({
    name: "Chat",
    service: "rocket-chat",
    settings: { baseUrl: server.baseUrl, userId, room: "GENERAL" },
    secrets: {},
    secretSources: { token: { kind: "env", variable: "CHAT_TOKEN" } },
  });
});

afterEach(async () => {
  await engine.close();
  await server.close();
  await folder.remove();
});

describe("deleting at the service", () => {
  it("keeps the row, without links, and says when; also after a restart", async () => {
    const { api } = engine.connection;
    const { id } = await deliver("Chat");
    const changed = await api.removeAtService({ id });
    expect(server.problems).toEqual([]);
    expect(server.files).toEqual([]);
    expect(changed).toMatchObject({ id, state: { kind: "completed" }, receipt: { links: [] } });
    const { removedAt = "" } = changed.receipt ?? {};
    expect(Date.parse(removedAt)).not.toBeNaN();
    await engine.close();
    engine = await startEngine(engine.profileDirectory, { environment: { CHAT_TOKEN: token } });
    expect((await engine.rows("history"))[0]?.receipt).toMatchObject({ removedAt, verified: "size" });
    expect(await engine.connection.api.links({ id })).toEqual([]);
  });

  it("announces the row, and asks the service only once", async () => {
    const { id } = await deliver("Chat");
    const { api } = engine.connection;
    await api.removeAtService({ id });
    await engine.until("the row was announced", () =>
      engine.events.some((event) => event.kind === "uploads-changed" && event.ids?.includes(id)),
    );
    const calls = server.calls.length;
    await api.removeAtService({ id });
    expect(server.calls.length).toBe(calls);
  });

  it("says that the file is gone to whoever wants to download it", async () => {
    const { id } = await deliver("Chat");
    const { api } = engine.connection;
    await api.removeAtService({ id });
    const outputPath = join(folder.path, "copy.txt");
    await expect(api.download({ id, outputPath, thumbnail: null })).rejects.toMatchObject({
      error: { code: "target-not-found", message: expect.stringContaining("deleted at Rocket.Chat on ") },
    });
    await expect(readFile(outputPath)).rejects.toThrow("ENOENT");
  });

  it("keeps links and receipt when the service refuses, and when its answer is lost", async () => {
    const { id, receipt } = await deliver("Chat");
    const { api } = engine.connection;
    server.faults = { answer: { status: 403, body: { success: false, error: "forbidden" } } };
    await expect(api.removeAtService({ id })).rejects.toMatchObject({ error: { code: "forbidden" } });
    server.faults = { lose: ["uploads.delete"] };
    await expect(api.removeAtService({ id })).rejects.toMatchObject({
      class: "unknown",
      error: { message: "No answer came: the file may be deleted or not." },
    });
    expect((await api.upload({ id }))?.receipt).toEqual(receipt);
    server.faults = {};
    expect((await api.removeAtService({ id })).receipt?.removedAt).toBeDefined();
  });

  it("says by name that a service has no way to delete", async () => {
    const { id } = await deliver("Practice");
    await expect(engine.connection.api.removeAtService({ id })).rejects.toMatchObject({
      error: { code: "config", message: "IMKIT has no way to delete a file." },
    });
  });
});
