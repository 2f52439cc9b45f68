import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adapterFor } from "../../electron/engine/services/index";
import type { PlannedStep, Resume, StepOutcome } from "../../electron/engine/services/service";
import { AdapterBench, type AdapterRun, TestFolder } from "../helpers/run-adapter";
import { startStrictRocketChatServer } from "../servers/strict-rocket-chat-server";
import type { RocketChatExpectations, StrictRocketChatServer } from "../servers/strict-rocket-chat-types";

const token = "ijFlJ1yfidXhwEYY284Anoq_iEsOeMMVCupzNhX22tB";
const userId = "hw5DThnhQmxDWnavu";
const room = { id: "GENERAL", name: "general", kind: "channels" } as const;
const content = Buffer.from("the bytes of an example");
const texts = { msg: "This is a message with a file", description: "Simple text file" };

let server: StrictRocketChatServer;
let folder: TestFolder;
let bench: AdapterBench;

function benchWith(settings: Record<string, string> = {}): void {
  bench?.close();
  const baseUrl = `${server.baseUrl}${server.expected.path ?? ""}`;
  bench = new AdapterBench(adapterFor("rocket-chat"), { baseUrl, userId, ...settings }, { token });
}

function expectMore(more: Partial<RocketChatExpectations>, settings: Record<string, string> = {}): void {
  server.expected = { userId, token, room, version: "8.5", ...more };
  benchWith(settings);
}

async function upload(
  options: Record<string, string> = {},
  name = "example.txt",
  bytes: Uint8Array = content,
): Promise<AdapterRun> {
  return await bench.upload(await folder.file(bytes), { room: room.id, ...options }, { name });
}

/** Takes one step by hand, as the engine does after a restart. */
async function step(resume: Resume | null): Promise<{ step: PlannedStep; outcome: StepOutcome }> {
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

function resumeOf(outcome: StepOutcome): Resume {
  if (outcome.kind !== "next") throw new Error(`the outcome is ${outcome.kind}`);
  return outcome.resume;
}

beforeEach(async () => {
  folder = await TestFolder.make();
  server = await startStrictRocketChatServer({ userId, token, room, version: "8.5" });
  benchWith();
});

afterEach(async () => {
  bench.close();
  await server.close();
  await folder.remove();
});

describe("Rocket.Chat's test vectors (services.md 2.6)", () => {
  it("1: posts in one step to a server before 6.10, and says where the copy is", async () => {
    expectMore({ version: "6.9", texts });
    server.faults = { size: null };
    const run = await upload(texts);
    expect(server.problems).toEqual([]);
    expect(run.steps).toEqual(["upload"]);
    const id = server.files[0]?.id ?? "";
    expect(run.receipt).toMatchObject({
      remoteId: id,
      storedName: "example.txt",
      size: null,
      hash: null,
      verified: "none",
      fileExpiresAt: null,
      links: [
        {
          url: `${server.baseUrl}/file-upload/${id}/example.txt`,
          expiresAt: null,
          opensInBrowser: false,
        },
      ],
    });
    expect(server.messages).toMatchObject([{ msg: texts.msg }]);
  });

  it("1b: proves the size where the server tells it, and does not believe another one", async () => {
    expectMore({ version: "6.9" });
    expect((await upload()).receipt).toMatchObject({ size: content.length, verified: "size" });
    server.faults = { size: 5 };
    expect((await upload()).failure).toMatchObject({
      class: "permanent",
      error: { code: "receipt-mismatch" },
    });
  });

  it("1c: claims nothing about an image, which the server may have turned", async () => {
    server.faults = { size: 5 };
    expect((await upload({}, "photo.jpg")).receipt).toMatchObject({ size: 5, verified: "none" });
  });

  it("2: changes over to two steps by itself where one step is gone, and remembers it", async () => {
    expectMore({ version: "8.5" });
    bench.memory.set("flow", `single ${server.baseUrl}`);
    const run = await upload();
    expect(run.failure).toBeNull();
    expect(run.steps).toEqual(["upload", "media-instead", "confirm"]);
    expect((await upload()).steps).toEqual(["media", "confirm"]);
    expect(server.files.length).toBe(2);
  });

  it("2b: changes over to one step where the version is not told and two steps are not there", async () => {
    expectMore({ version: "6.5" });
    server.faults = { silent: ["info", "settings.public"] };
    expect((await upload()).steps).toEqual(["media", "upload-instead"]);
    expect((await upload()).steps).toEqual(["upload"]);
    expect(server.messages.length).toBe(2);
  });

  it.each([404, 405, 410, 501])("2c: tries each way once and no more after %i", async (status) => {
    server.faults = { answer: { status } };
    const run = await upload();
    expect(server.calls).toEqual(["rooms.media", "rooms.upload"]);
    expect(run.failure).toMatchObject({ class: "permanent", field: "baseUrl" });
    expect(bench.memory.get("flow")).toBeNull();
  });

  it("2d: stays with the way that the user chose, and names the setting", async () => {
    expectMore({ version: "8.5" }, { flow: "single" });
    expect((await upload()).failure).toMatchObject({ field: "flow", error: { code: "endpoint-gone" } });
    expect(server.calls).toEqual(["rooms.upload"]);
  });

  it("2e: begins anew with the first way when it is tried again later", async () => {
    const stale = { flow: "single", lesson: "-instead", atMs: String(Date.now() - 120_000) };
    const job = bench.job({ name: "a", size: 1 }, { room: room.id });
    expect(bench.adapter.plan(job, {}, stale, bench.memory).id).toBe("media");
    const fresh = { ...stale, atMs: String(Date.now()) };
    expect(bench.adapter.plan(job, {}, fresh, bench.memory).id).toBe("upload-instead");
  });

  it("2f: does not trust what it learned at another address", async () => {
    bench.memory.set("flow", "single https://elsewhere.example");
    expect((await upload()).steps).toEqual(["media", "confirm"]);
  });

  it("3: posts in two steps, the texts with the second", async () => {
    expectMore({ texts: { ...texts, tmid: "vg3h21v31v23" } });
    const run = await upload({ ...texts, tmid: "vg3h21v31v23" }, "über 文.txt");
    expect(server.problems).toEqual([]);
    expect(server.calls).toEqual(["rooms.media", "rooms.mediaConfirm"]);
    expect(run.receipt).toMatchObject({ storedName: "über 文.txt", verified: "size" });
    expect(run.receipt?.links[0]?.url).toBe(
      `${server.baseUrl}/file-upload/${server.files[0]?.id}/%C3%BCber%20%E6%96%87.txt`,
    );
  });

  it("4: goes on with the confirm alone after a restart between the steps", async () => {
    const first = await step(null);
    expect(first.step.repeatable).toBe(true);
    const second = await step(resumeOf(first.outcome));
    expect(second.step).toMatchObject({ id: "confirm", repeatable: false });
    expect(second.outcome.kind).toBe("receipt");
    expect(server.calls).toEqual(["rooms.media", "rooms.mediaConfirm"]);
    expect(server.files.length).toBe(1);
  });

  it("4b: sends the file again when the server has forgotten it", async () => {
    server.faults = { forgetsOnce: true };
    const run = await upload();
    expect(run.steps).toEqual(["media", "confirm", "media-again", "confirm-again"]);
    expect(run.failure).toBeNull();
    expect(server.messages.length).toBe(1);
  });

  it("4c: gives up when the server forgets it once more", async () => {
    server.faults = { forgets: true };
    const run = await upload();
    expect(run.failure).toMatchObject({
      class: "permanent",
      error: { code: "server-error", httpStatus: 400 },
    });
    expect(server.calls.length).toBe(4);
  });

  it("4d: sends the file again when it has another size than the one that waits at the server", async () => {
    const resume = resumeOf((await step(null)).outcome);
    const job = bench.job({ name: "example.txt", size: 4 }, { room: room.id });
    expect(bench.adapter.plan(job, {}, resume, bench.memory).id).toBe("media");
  });

  it("6: understands a refused part, though it never sends one", async () => {
    const error = "Match error: Unknown key in field foo";
    server.faults = { answer: { status: 400, body: { success: false, error } } };
    expect((await upload()).failure).toMatchObject({
      class: "permanent",
      error: { code: "invalid-field", message: error },
    });
  });

  describe("7: the rate limit", () => {
    const error =
      "Error, too many requests. Please slow down. You must wait 42 seconds before trying this endpoint again. [error-too-many-requests]";

    it.each([0, 7_200_000, -7_200_000])(
      "waits until the reset, with the server's clock %i ms ahead",
      async (clockAheadMs) => {
        server.faults = {
          clockAheadMs,
          limit: { remaining: 0, resetInMs: 42_000 },
          answer: { status: 429, body: { success: false, error } },
        };
        const { failure } = await upload();
        expect(failure).toMatchObject({ class: "transient", error: { code: "rate-limited" } });
        expect(failure?.message).not.toContain("[");
        expect(failure?.retryAfterMs).toBeGreaterThan(40_000);
        expect(failure?.retryAfterMs).toBeLessThan(44_000);
      },
    );

    it("waits as long as the sentence says where no header does", async () => {
      server.faults = { answer: { status: 429, body: { success: false, error } } };
      expect((await upload()).failure?.retryAfterMs).toBe(42_000);
    });

    it.each([
      [1e10, 3_600_000],
      [-5000, 1000],
    ])("waits no absurd time for a reset in %i ms", async (resetInMs, expected) => {
      server.faults = {
        limit: { remaining: 0, resetInMs },
        answer: { status: 429, body: { success: false, error } },
      };
      expect((await upload()).failure?.retryAfterMs).toBe(expected);
    });

    it("holds the destination back when an answer announces its end, after either step", async () => {
      server.faults = { limit: { remaining: 0, resetInMs: 42_000 } };
      const first = (await step(null)).outcome;
      expect(first).toMatchObject({ kind: "next", paceMs: expect.any(Number) });
      const second = (await step(resumeOf(first))).outcome;
      const paceMs = second.kind === "receipt" ? (second.paceMs ?? 0) : 0;
      expect(paceMs).toBeGreaterThan(40_000);
      expect(paceMs).toBeLessThan(44_000);
    });

    it("does not hold back while calls are left", async () => {
      server.faults = { limit: { remaining: 1, resetInMs: 42_000 } };
      expect((await step(null)).outcome).not.toHaveProperty("paceMs");
    });
  });

  it("8: reports a refused token as one for the whole destination", async () => {
    const message = "You must be logged in to do this.";
    for (const body of [
      { success: false, error: message },
      { status: "error", message },
    ]) {
      server.faults = { answer: { status: 401, body } };
      expect((await upload()).failure).toMatchObject({
        class: "auth",
        field: "token",
        error: { code: "auth", message },
      });
    }
  });

  it("9: tells a proxy's limit from the server's", async () => {
    const page = "<html><head><title>413 Request Entity Too Large</title></head></html>";
    server.faults = { answer: { status: 413, body: page, headers: { "Content-Type": "text/html" } } };
    const { failure } = await upload();
    expect(failure).toMatchObject({ class: "permanent", error: { code: "too-large", httpStatus: 413 } });
    expect(failure?.message).toBe(`A proxy in front of the server refused ${content.length} bytes.`);
  });

  it.each([
    ["error-invalid-file-type", "File type is not accepted.", "type-refused"],
    ["error-file-too-large", "File exceeds allowed size of 1 MB", "too-large"],
    ["error-file-upload-disabled", "File upload is disabled", "forbidden"],
    ["error-direct-message-file-upload-not-allowed", "Not in direct messages", "forbidden"],
    ["error-message-size-exceeded", "Too long", "invalid-field"],
    ["error-app-prevented", "A virus was found", "forbidden"],
    ["error-room-not-found", "No such room", "target-not-found"],
    ["error-something-new", "Something new", "invalid-field"],
  ])("10: understands %s, with its code apart or in brackets", async (errorType, reason, code) => {
    const error = `${reason} [${errorType}]`;
    for (const body of [
      { success: false, error, errorType },
      { success: false, error },
    ]) {
      server.faults = { answer: { status: 400, body } };
      expect((await upload()).failure).toMatchObject({
        class: "permanent",
        error: { code, message: reason, httpStatus: 400 },
      });
    }
  });

  it("10b: names the room when it is closed to this account", async () => {
    expect((await upload({ room: "other" })).failure).toMatchObject({
      class: "permanent",
      field: "room",
      error: { code: "forbidden", message: "unauthorized" },
    });
  });

  it.each(["single", "two-step"])("11: says that a file was stored but not posted, %s", async (flow) => {
    expectMore({ version: "7.10" }, { flow });
    server.faults = { postsNothing: true };
    const { failure } = await upload();
    expect(failure).toMatchObject({ class: "permanent", field: "room", error: { code: "server-error" } });
    expect(failure?.message).toContain("did not post it");
  });

  it("12: does not take an unreadable confirm for an unposted file", async () => {
    server.faults = { answers: { "rooms.mediaConfirm": { status: 200, body: "<html>Hello</html>" } } };
    const run = await upload();
    expect(run.steps).toEqual(["media", "confirm"]);
    expect(run.failure).toMatchObject({ class: "unknown", error: { code: "outcome-unknown" } });
  });
});
