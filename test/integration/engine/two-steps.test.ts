import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import {
  json,
  type Script,
  type ScriptedService,
  startScriptedService,
} from "../../servers/scripted-service";

const environment = { CHAT_TOKEN: "ijFlJ1yfidXhwEYY284Anoq" };
const size = 12;

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let service: ScriptedService;
/** What the room's file list shows. */
let listed: readonly unknown[];
let confirm: Script;

const posted = { message: { _id: "m1", rid: "GENERAL", file: { _id: "f1", name: "a.txt" } }, success: true };

const answer: Script = (response, seen, socket) => {
  const { pathname } = new URL(seen.url, service.baseUrl);
  const reply = (status: number, body: unknown) => json(status, body)(response, seen, socket);
  if (pathname === "/api/info") return reply(200, { version: "8.5", success: true });
  if (pathname.startsWith("/api/v1/rooms.mediaConfirm/")) return confirm(response, seen, socket);
  if (pathname.startsWith("/api/v1/rooms.media/")) {
    return reply(200, { file: { _id: "f1", url: "/file-upload/f1/a.txt" }, success: true });
  }
  if (pathname.endsWith(".files")) return reply(200, { files: listed, total: listed.length, success: true });
  if (pathname.endsWith("/settings.public")) return reply(200, { settings: [], success: true });
  return reply(404, { success: false });
};

const asked = (part: string) => service.seen.filter((request) => request.url.includes(part)).length;

async function send(): Promise<string> {
  const path = join(folder.path, "files", "a.txt");
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, "x".repeat(size));
  return await engine.send("Chat", [path]);
}

beforeEach(async () => {
  folder = await temporaryFolder();
  listed = [];
  confirm = json(200, posted);
  service = await startScriptedService(answer);
  engine = await startEngine(join(folder.path, "profile"), { environment });
  await engine.connection.api.saveDestination({
    name: "Chat",
    service: "rocket-chat",
    settings: { baseUrl: service.baseUrl, userId: "hw5DThnhQmxDWnavu", room: "GENERAL" },
    secrets: {},
    secretSources: { token: { kind: "env", variable: "CHAT_TOKEN" } },
  });
});

afterEach(async () => {
  await engine.close();
  await service.close();
  await folder.remove();
});

describe("an upload in two steps", () => {
  it("sends the bytes and posts them once", async () => {
    const [row] = await engine.ended(await send());
    expect(row).toMatchObject({ state: { kind: "completed" } });
    expect([asked("rooms.media/"), asked("rooms.mediaConfirm/")]).toEqual([1, 1]);
  });

  it("does not send the bytes again when only the confirm step is missing after a restart", async () => {
    confirm = json(503, { success: false }, { "retry-after": "3600" });
    await send();
    await engine.until("it waits", async () => (await engine.rows("queue"))[0]?.state.kind === "waiting");
    await engine.close();
    confirm = json(200, posted);
    engine = await startEngine(engine.profileDirectory, { environment });
    const [waiting] = await engine.rows("queue");
    await engine.connection.api.act({ ids: [waiting?.id ?? ""], action: "retry" });
    await engine.until("it arrived", async () => (await engine.rows("history")).length === 1);
    expect(asked("rooms.media/")).toBe(1);
    expect(asked("rooms.mediaConfirm/")).toBe(2);
  });

  it("finds an unanswered post in the room's file list instead of posting again", async () => {
    confirm = (_response, _seen, socket) => {
      listed = [
        { _id: "f1", name: "a.txt", size, userId: "hw5DThnhQmxDWnavu", uploadedAt: new Date().toISOString() },
      ];
      socket.destroy();
    };
    const [row] = await engine.ended(await send());
    expect(row).toMatchObject({ state: { kind: "completed" } });
    expect(asked("rooms.mediaConfirm/")).toBe(1);
  });

  it("leaves an unanswered post to the user when the room does not list it", async () => {
    confirm = (_response, _seen, socket) => {
      socket.destroy();
    };
    const [row] = await engine.ended(await send());
    expect(row?.state).toMatchObject({ kind: "unconfirmed", error: { code: "outcome-unknown" } });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(asked("rooms.mediaConfirm/")).toBe(1);
  });

  it("holds the destination back when the server says that its limit is used up, before it refuses anything", async () => {
    const reset = String(Date.now() + 1_500);
    confirm = json(200, posted, {
      "x-ratelimit-limit": "10",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": reset,
    });
    await engine.ended(await send());
    const begun = Date.now();
    confirm = json(200, posted);
    await engine.ended(await send());
    expect(Date.now() - begun).toBeGreaterThan(500);
  });
});
