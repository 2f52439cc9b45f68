import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveRoom, startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import { FakeClock } from "../../helpers/fake-clock";
import { imkitOk, json, type ScriptedService, startScriptedService } from "../../servers/scripted-service";

const environment = { ROOM_TOKEN: "user-token-0123456789", ROOM_KEY: "client-key-0123456789" };
const hourMs = 3_600_000;
const tenYearsMs = 10 * 365 * 24 * hourMs;
const jumps: readonly (readonly [string, number])[] = [
  ["an hour ahead", hourMs],
  ["an hour back", -hourMs],
  ["ten years ahead", tenYearsMs],
  ["ten years back", -tenYearsMs],
];

let folder: { path: string; remove: () => Promise<void> };
let engine: TestEngine;
let service: ScriptedService;
let clock: FakeClock;

const open = () => startEngine(join(folder.path, "profile"), { environment, clock });
const asked = () => service.seen.filter((request) => request.method === "POST").length;
/** Lets time pass; what waits for the real network comes in between. */
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await new Promise((resolve) => setTimeout(resolve, 30));
}

async function send(name: string): Promise<void> {
  const path = join(folder.path, "files", name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, "12345");
  await engine.send("Room", [path]);
}

beforeEach(async () => {
  folder = await temporaryFolder();
  clock = new FakeClock();
  service = await startScriptedService(json(503, {}, { "retry-after": "60" }));
  engine = await open();
  await saveRoom(engine, service.baseUrl);
});

afterEach(async () => {
  await engine.close();
  await service.close();
  await folder.remove();
});

async function untilWaiting(): Promise<void> {
  await engine.until("it waits", async () => (await engine.rows("queue"))[0]?.state.kind === "waiting");
}

describe("P8: the wall clock jumps", () => {
  it.each(jumps)(
    "%s while an upload waits: it goes on after the time that was named, no sooner and no later",
    async (_, byMs) => {
      await send("a.txt");
      await untilWaiting();
      service.answer = imkitOk(5);
      clock.jump(byMs);
      await pass(59_000);
      expect(asked()).toBe(1);
      await pass(1_100);
      await engine.until("it arrived", async () => (await engine.rows("history")).length === 1);
      expect(asked()).toBe(2);
    },
  );

  it.each(jumps)("%s while Waybill is not running: it waits six hours at most", async (_, byMs) => {
    await send("a.txt");
    await untilWaiting();
    await engine.close();
    service.answer = imkitOk(5);
    clock = new FakeClock(clock.now() + byMs);
    engine = await open();
    await pass(6 * hourMs + 1_000);
    await engine.until("it arrived", async () => (await engine.rows("history")).length === 1);
    expect(asked()).toBe(2);
  });

  it("does not touch the order of the history", async () => {
    service.answer = imkitOk(5);
    const names = ["first.txt", "second.txt", "third.txt", "fourth.txt"];
    for (const [index, name] of names.entries()) {
      await send(name);
      await engine.until(`${name} arrived`, async () => (await engine.rows("history")).length === index + 1);
      clock.jump(jumps[index]?.[1] ?? 0);
    }
    expect((await engine.rows("history")).map((row) => row.name)).toEqual(names.toReversed());
  });
});
