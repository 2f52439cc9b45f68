import { Readable } from "node:stream";
import { afterEach, beforeEach } from "vitest";
import { adapterFor } from "../../electron/engine/services/index";
import type { PlannedStep, Resume, StepOutcome } from "../../electron/engine/services/service";
import { AdapterBench, type AdapterRun, TestFolder } from "../helpers/run-adapter";
import { startStrictRocketChatServer } from "../servers/strict-rocket-chat-server";
import type { RocketChatExpectations, StrictRocketChatServer } from "../servers/strict-rocket-chat-types";

/** Credentials and room of the tests. */
export const token = "ijFlJ1yfidXhwEYY284Anoq_iEsOeMMVCupzNhX22tB";
export const userId = "hw5DThnhQmxDWnavu";
export const room = { id: "GENERAL", name: "general", kind: "channels" } as const;
export const content = Buffer.from("the bytes of an example");

/** A strict server with a bench for it, as of now. */
export let server: StrictRocketChatServer;
export let bench: AdapterBench;
let folder: TestFolder;

/** Changes what the server is and expects, and begins anew with a bench that knows nothing. */
export function expectMore(
  more: Partial<RocketChatExpectations>,
  settings: Record<string, string> = {},
): void {
  server.expected = { userId, token, room, version: "8.5", ...more };
  bench?.close();
  const baseUrl = `${server.baseUrl}${server.expected.path ?? ""}`;
  bench = new AdapterBench(adapterFor("rocket-chat"), { baseUrl, userId, ...settings }, { token });
}

/** Uploads the test's content to its room. */
export async function upload(
  options: Record<string, string> = {},
  name = "example.txt",
): Promise<AdapterRun> {
  return await bench.upload(await folder.file(content), { room: room.id, ...options }, { name });
}

/** Takes one step by hand, as the engine does after a restart. */
export async function step(resume: Resume | null): Promise<{ step: PlannedStep; outcome: StepOutcome }> {
  const job = bench.job({ name: "example.txt", size: content.length }, { room: room.id });
  const planned = bench.adapter.plan(job, {}, resume, bench.memory);
  const file = { size: content.length, stream: () => Readable.from([content]) };
  const reply = await bench.http.exchange(planned.request, {
    route: { proxy: "", caCertificate: "", allowInsecureHttp: false },
    signal: new AbortController().signal,
    file,
  });
  const sent = { size: content.length, hash: null };
  return { step: planned, outcome: bench.adapter.interpret(planned, reply, job, sent, bench.memory) };
}

/** What the engine would store before the next step. */
export function resumeOf(outcome: StepOutcome): Resume {
  if (outcome.kind !== "next") throw new Error(`the outcome is ${outcome.kind}`);
  return outcome.resume;
}

/** Gives each test of a file a server of version 8.5 and a bench of its own. */
export function stageRocketChat(): void {
  beforeEach(async () => {
    folder = await TestFolder.make();
    server = await startStrictRocketChatServer({ userId, token, room, version: "8.5" });
    expectMore({});
  });

  afterEach(async () => {
    bench.close();
    await server.close();
    await folder.remove();
  });
}
