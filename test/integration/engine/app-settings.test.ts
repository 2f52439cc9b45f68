import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EngineEvent } from "../../../electron/engine/engine-api";
import { connectEngine } from "../../../electron/engine/host/profile-host";
import { DestinationGuard } from "../../../electron/main/destination-guard";
import { createIpcHandlers, type HandlerParts } from "../../../electron/main/ipc-handlers";
import { defaultAppSettings } from "../../../electron/shared/settings";
import { startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;

beforeEach(async () => {
  folder = await temporaryFolder();
  engine = await startEngine(join(folder.path, "profile"));
});

afterEach(async () => {
  await engine.close();
  await folder.remove();
});

/** The window's handlers over the running engine; what they ask of the system is not reached here. */
function handlers() {
  const { api } = engine.connection;
  const guard = new DestinationGuard({ api, confirm: async () => false });
  const parts: Pick<HandlerParts, "api" | "guard"> = { api, guard };
  return createIpcHandlers(parts as HandlerParts);
}

describe("the settings of the app", () => {
  it("are changed by whoever is connected, kept over a restart, and announced to everybody", async () => {
    const remote = await connectEngine(engine.profileDirectory);
    const heard: EngineEvent[] = [];
    remote.subscribe((event) => heard.push(event));
    expect(await remote.api.settings()).toEqual(defaultAppSettings);
    const changed = { ...defaultAppSettings, concurrency: 3, language: "zh-CN" };
    expect(await remote.api.saveSettings({ concurrency: 3, language: "zh-CN" })).toEqual(changed);
    await engine.until("the other side heard of it", () => heard.length > 0);
    for (const events of [heard, engine.events]) {
      expect(events).toContainEqual({ kind: "settings-changed", settings: changed });
    }
    await remote.close();
    await engine.close();
    engine = await startEngine(engine.profileDirectory);
    expect(await engine.connection.api.settings()).toEqual(changed);
  });

  it("are saved for the window, which is told the key of a value that can't be used", async () => {
    const ask = handlers();
    expect(await ask["settings:save"]({ theme: "dark" })).toMatchObject({
      ok: true,
      settings: { theme: "dark" },
    });
    expect(await ask["settings:save"]({ proxyMode: "manual", proxy: "nowhere" })).toMatchObject({
      ok: false,
      field: "proxy",
      error: { code: "config" },
    });
    expect(await ask["settings:get"](undefined)).toMatchObject({ theme: "dark", proxyMode: "system" });
  });
});

describe("the timeline of an upload", () => {
  it("is there for the window beside the receipt", async () => {
    await mkdir(join(folder.path, "files"));
    const path = join(folder.path, "files", "hello.txt");
    await writeFile(path, "Hello, Waybill");
    const [upload] = await engine.ended(await engine.send("Practice", [path]));
    const attempts = await handlers()["uploads:attempts"]({ id: upload?.id ?? "" });
    expect(attempts).toMatchObject([{ number: 1, outcome: "completed", error: null }]);
    expect(Date.parse(attempts[0]?.endedAt ?? "")).toBeGreaterThanOrEqual(
      Date.parse(attempts[0]?.startedAt ?? ""),
    );
    expect(await handlers()["uploads:attempts"]({ id: "nothing" })).toEqual([]);
  });
});
