import { describe, expect, it } from "vitest";
import {
  bench,
  content,
  expectMore,
  resumeOf,
  room,
  server,
  stageRocketChat,
  step,
  upload,
} from "./rocket-chat-stage";

const texts = { msg: "This is a message with a file", description: "Simple text file" };

stageRocketChat();

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
});
