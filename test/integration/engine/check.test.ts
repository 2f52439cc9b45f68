import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import { type ScriptedService, startScriptedService } from "../../servers/scripted-service";

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let service: ScriptedService;
/** What the service lists in the file request. */
let listed: readonly object[];

beforeEach(async () => {
  folder = await temporaryFolder();
  listed = [];
  service = await startScriptedService((response, seen, socket) => {
    if (seen.method === "POST") socket.destroy();
    else
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ files: listed }));
  });
  engine = await startEngine(join(folder.path, "profile"), { environment: { KEY: "a-key" } });
  await engine.connection.api.saveDestination({
    name: "Clinic",
    service: "surgery-connect",
    settings: {
      baseUrl: service.baseUrl,
      userId: "00000000-0000-4000-8000-000000000001",
      fileRequestId: "00000000-0000-4000-8000-000000000002",
    },
    secrets: {},
    secretSources: { apiKey: { kind: "env", variable: "KEY" } },
  });
});

afterEach(async () => {
  await engine.close();
  await service.close();
  await folder.remove();
});

async function loseTheAnswer() {
  const path = join(folder.path, "files", "letter.txt");
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, "twelve bytes");
  const batch = await engine.send("Clinic", [path]);
  const [row] = await engine.ended(batch);
  expect(row?.state.kind).toBe("unconfirmed");
  const check = () => engine.connection.api.act({ ids: [row?.id ?? ""], action: "check" });
  return { check, id: row?.id ?? "" };
}

const posted = () => service.seen.filter(({ method }) => method === "POST").length;

describe("checking with the server", () => {
  it("finds an upload that the service lists by now, with its receipt, and sends nothing again", async () => {
    const { check, id } = await loseTheAnswer();
    await check();
    expect((await engine.connection.api.upload({ id }))?.state).toMatchObject({
      kind: "unconfirmed",
      error: { code: "outcome-unknown", hint: expect.stringContaining("does not list it") },
    });
    listed = [
      {
        id: "f-1",
        originalName: "letter.txt",
        size: 12,
        createdAt: new Date(Date.now() + 1_000).toISOString(),
      },
    ];
    await check();
    expect(await engine.connection.api.upload({ id })).toMatchObject({
      state: { kind: "completed" },
      receipt: { remoteId: "f-1" },
    });
    expect(posted()).toBe(1);
  });

  it("leaves every other upload alone", async () => {
    const { check, id } = await loseTheAnswer();
    await engine.connection.api.act({ ids: [id], action: "resolve-removed" });
    const asked = service.seen.length;
    await check();
    expect(service.seen.length).toBe(asked);
    expect((await engine.connection.api.upload({ id }))?.state.kind).toBe("canceled");
  });
});
