import { describe, expect, it } from "vitest";
import type { Delivered, Reconciled, Resume } from "../../electron/engine/services/service";
import type { AdapterRun } from "../helpers/run-adapter";
import { checkHeaders, startStrictServer } from "../servers/strict-server";
import {
  bench,
  content,
  expectMore,
  room,
  server,
  stageRocketChat,
  token,
  upload,
  userId,
} from "./rocket-chat-stage";

stageRocketChat();

describe("asking Rocket.Chat for an unanswered upload", () => {
  async function reconcile(sentAtMs: number, resume?: Resume | null): Promise<Reconciled> {
    const job = bench.job({ name: "example.txt", size: content.length }, { room: room.id });
    const found = await bench.adapter.reconcile?.(bench.context(), job, {}, sentAtMs, resume);
    if (found === undefined) throw new Error("the adapter can't reconcile");
    return found;
  }

  function resumeOfFirst(): Resume {
    return { flow: "two-step", fileId: server.files[0]?.id ?? "", size: String(content.length) };
  }

  it.each(["channels", "groups", "im"] as const)(
    "5: finds a file whose confirm was not answered in the list of %s, and never confirms again",
    async (kind) => {
      expectMore({ room: { ...room, kind } });
      server.faults = { lose: ["rooms.mediaConfirm"] };
      const run = await upload();
      expect(run.failure).toMatchObject({ class: "unknown", error: { code: "outcome-unknown" } });
      const id = server.files[0]?.id;
      const found = await reconcile(Date.now(), resumeOfFirst());
      expect(found).toMatchObject({
        kind: "present",
        receipt: {
          remoteId: id,
          verified: "size",
          links: [{ url: `${server.baseUrl}/file-upload/${id}/example.txt`, opensInBrowser: false }],
        },
      });
      expect(server.calls.filter((call) => call === "rooms.mediaConfirm").length).toBe(1);
      expect(server.problems).toEqual([]);
    },
  );

  it("5b: says that a file is absent which still waits for its confirm, or is not in the list", async () => {
    server.faults = { answers: { "rooms.mediaConfirm": { status: 502 } } };
    expect((await upload()).failure?.class).toBe("unknown");
    expect(await reconcile(Date.now(), resumeOfFirst())).toEqual({ kind: "absent" });
    expect(await reconcile(Date.now(), { ...resumeOfFirst(), fileId: "none" })).toEqual({ kind: "absent" });
  });

  it("5c: knows nothing of a file that may be further down a long list", async () => {
    for (let count = 0; count < 101; count += 1) server.addEntry({});
    expect(await reconcile(Date.now(), { fileId: "none" })).toEqual({ kind: "unknown" });
  });

  it.each([0, 3_600_000, -3_600_000])(
    "finds a one-step upload by user, name, size and time, with the server's clock %i ms ahead",
    async (clockAheadMs) => {
      expectMore({ version: "6.9" });
      server.faults = { lose: ["rooms.upload"], clockAheadMs };
      const sentAtMs = Date.now();
      expect((await upload()).failure?.class).toBe("unknown");
      expect(await reconcile(sentAtMs, null)).toMatchObject({
        kind: "present",
        receipt: { remoteId: server.files[0]?.id },
      });
    },
  );

  it.each([
    ["of somebody else", { userId: "somebody" }],
    ["of another size", { size: 1 }],
    ["of before", { uploadedAt: new Date(Date.now() - 60_000).toISOString() }],
    ["that was not posted", { expiresAt: new Date(Date.now() + 60_000).toISOString() }],
    ["without a time", { uploadedAt: "" }],
  ])("is not certain of a file with the same name %s", async (_what, entry) => {
    server.addEntry({ name: "example.txt", size: content.length, ...entry });
    expect(await reconcile(Date.now(), null)).toEqual({ kind: "unknown" });
  });

  it("is not certain of one among two that look alike", async () => {
    for (const _ of ["one", "other"]) server.addEntry({ name: "example.txt", size: content.length });
    expect(await reconcile(Date.now(), null)).toEqual({ kind: "unknown" });
  });

  it("says that a one-step upload is absent where only others are, and only when it knows that it had one step", async () => {
    server.addEntry({ name: "other.txt" });
    expect(await reconcile(Date.now(), null)).toEqual({ kind: "absent" });
    expect(await reconcile(Date.now())).toEqual({ kind: "unknown" });
  });

  it("knows nothing where no list is given", async () => {
    expectMore({ room: { ...room, id: "another" } });
    expect(await reconcile(Date.now(), null)).toEqual({ kind: "unknown" });
  });
});

describe("getting a Rocket.Chat file back", () => {
  async function get(run: AdapterRun, thumbnail: { width: number; height: number } | null) {
    if (run.receipt === null) throw new Error("nothing was delivered");
    const file = { name: "example.txt", size: content.length, contentType: "text/plain" };
    const parcel: Delivered = { receipt: run.receipt, secrets: {}, file };
    const plan = bench.adapter.download?.(bench.destination, parcel, {}, thumbnail) ?? null;
    return plan === null ? null : (await bench.context().request(plan)).text;
  }

  it("downloads the file with headers, and an image's thumbnail", async () => {
    const text = await upload();
    expect(await get(text, null)).toBe(content.toString());
    expect(await get(text, { width: 100, height: 100 })).toBeNull();
    const image = await upload({}, "photo.png");
    expect(await get(image, { width: 100, height: 100 })).toBe(`thumbnail of ${image.receipt?.remoteId}`);
    expect(server.problems).toEqual([]);
  });

  it("follows to another origin without its token and user id", async () => {
    const storage = await startStrictServer((request, response, strict) => {
      checkHeaders(request, {}, strict.problems);
      response.end("from storage");
    });
    const run = await upload();
    server.faults = { redirectDownloadsTo: `${storage.baseUrl}/bucket/key?X-Amz-Signature=s` };
    expect(await get(run, null)).toBe("from storage");
    expect(storage.problems).toEqual([]);
    await storage.close();
  });

  it("works under a path of its own, whether or not the server's links begin with it", async () => {
    expectMore({ path: "/chat" });
    const run = await upload();
    expect(run.receipt?.links[0]?.url).toBe(
      `${server.baseUrl}/chat/file-upload/${run.receipt?.remoteId}/example.txt`,
    );
    expect(await get(run, null)).toBe(content.toString());
    const message = {
      _id: "m1",
      file: { _id: "f1", name: "a.txt", type: "text/plain" },
      attachments: [{ title_link: "/chat/file-upload/f1/a.txt" }],
    };
    server.faults = { answers: { "rooms.mediaConfirm": { status: 200, body: { message, success: true } } } };
    expect((await upload()).receipt?.links[0]?.url).toBe(`${server.baseUrl}/chat/file-upload/f1/a.txt`);
    expect(server.problems).toEqual([]);
  });

  it.each([
    [`/file-upload/f1/a.txt?rc_uid=${userId}&rc_token=${token}#x`, "/file-upload/f1/a.txt"],
    ["https://evil.example/file-upload/f1/a.txt", "/file-upload/f1/a%20b.txt"],
    ["//evil.example/file-upload/f1/a.txt", "/file-upload/f1/a%20b.txt"],
    ["javascript:alert(1)", "/file-upload/f1/a%20b.txt"],
    ["", "/file-upload/f1/a%20b.txt"],
  ])("makes of the link %j one without a token to this server", async (title_link, expected) => {
    const message = { _id: "m1", file: { _id: "f1", name: "a b.txt" }, attachments: [{ title_link }] };
    server.faults = { answers: { "rooms.mediaConfirm": { status: 200, body: { message, success: true } } } };
    const { receipt } = await upload();
    expect(receipt?.links).toEqual([
      { url: `${server.baseUrl}${expected}`, expiresAt: null, opensInBrowser: false },
    ]);
    expect(JSON.stringify(receipt)).not.toContain(token);
  });
});
