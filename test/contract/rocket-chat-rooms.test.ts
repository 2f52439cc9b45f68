import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adapterFor } from "../../electron/engine/services/index";
import type { Delivered, Reconciled, Resume } from "../../electron/engine/services/service";
import { AdapterBench, type AdapterRun, TestFolder } from "../helpers/run-adapter";
import { startStrictRocketChatServer } from "../servers/strict-rocket-chat-server";
import type { RocketChatExpectations, StrictRocketChatServer } from "../servers/strict-rocket-chat-types";
import { checkHeaders, startStrictServer } from "../servers/strict-server";

const token = "ijFlJ1yfidXhwEYY284Anoq_iEsOeMMVCupzNhX22tB";
const userId = "hw5DThnhQmxDWnavu";
const room = { id: "GENERAL", name: "general", kind: "channels" } as const;
const content = Buffer.from("the bytes of an example");

let server: StrictRocketChatServer;
let folder: TestFolder;
let bench: AdapterBench;

function expectMore(more: Partial<RocketChatExpectations>, settings: Record<string, string> = {}): void {
  server.expected = { userId, token, room, version: "8.5", ...more };
  bench?.close();
  const baseUrl = `${server.baseUrl}${server.expected.path ?? ""}`;
  bench = new AdapterBench(adapterFor("rocket-chat"), { baseUrl, userId, ...settings }, { token });
}

async function upload(options: Record<string, string> = {}, name = "example.txt"): Promise<AdapterRun> {
  return await bench.upload(await folder.file(content), { room: room.id, ...options }, { name });
}

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

describe("Rocket.Chat's public limits", () => {
  const limited = {
    FileUpload_Enabled: true,
    FileUpload_MaxFileSize: content.length - 1,
    FileUpload_MediaTypeWhiteList: "",
    FileUpload_MediaTypeBlackList: "image/svg+xml",
    Message_MaxAllowedSize: 10,
  };

  it.each([
    ["a larger file", {}, {}, "example.txt", "too-large", null],
    ["a type of the black list", { FileUpload_MaxFileSize: -1 }, {}, "logo.svg", "type-refused", null],
    [
      "a type that the white list leaves out",
      { FileUpload_MaxFileSize: -1, FileUpload_MediaTypeWhiteList: "image/*, application/pdf" },
      {},
      "example.txt",
      "type-refused",
      null,
    ],
    [
      "a long message",
      { FileUpload_MaxFileSize: -1 },
      { msg: "eleven char" },
      "example.txt",
      "invalid-field",
      "msg",
    ],
    [
      "a long description",
      { FileUpload_MaxFileSize: -1 },
      { description: "eleven char" },
      "example.txt",
      "invalid-field",
      "description",
    ],
    [
      "every file where uploads are off",
      { FileUpload_MaxFileSize: -1, FileUpload_Enabled: false },
      {},
      "example.txt",
      "forbidden",
      null,
    ],
  ])("refuse %s before a byte is sent", async (_what, settings, options, name, code, field) => {
    for (const version of ["6.12", "7.0", "8.5"]) {
      expectMore({ version, settings: { ...limited, ...settings } });
      expect((await upload(options, name)).failure).toMatchObject({ field, error: { code } });
    }
    expect(server.requests).toEqual([]);
    expect(server.problems).toEqual([]);
  });

  it.each([
    ["none", { FileUpload_MaxFileSize: -1 }, "example.txt"],
    ["exactly the size", { FileUpload_MaxFileSize: content.length }, "example.txt"],
    ["its kind", { FileUpload_MaxFileSize: -1, FileUpload_MediaTypeWhiteList: "text/*" }, "example.txt"],
    ["a type that says nothing", { FileUpload_MediaTypeWhiteList: "image/*" }, "example.unknown-thing"],
  ])("let pass what they allow: %s", async (_what, settings, name) => {
    expectMore({ settings: { ...limited, FileUpload_MaxFileSize: 1000, ...settings } });
    expect((await upload({}, name)).failure).toBeNull();
  });

  it("are not needed: an upload goes through where the server does not tell them", async () => {
    server.faults = { silent: ["info", "settings.public"] };
    expect((await upload()).failure).toBeNull();
  });

  it("are asked without credentials, and hold for an hour", async () => {
    const session = await bench.adapter.prepare?.(bench.context());
    expect(Number(session?.["expiresAtMs"]) - Date.now()).toBeGreaterThan(59 * 60_000);
    expect(server.questions.length).toBe(2);
    expect(server.problems).toEqual([]);
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

describe("testing a Rocket.Chat destination", () => {
  it("tells version, way and room", async () => {
    expectMore({ version: "8.5" }, { room: room.id });
    const result = await bench.adapter.test(bench.context());
    expect(result).toMatchObject({ ok: true, field: null });
    expect(result.message).toBe(
      'Address, user and token work (Rocket.Chat 8.5, two-step upload). The room is "general".',
    );
    expectMore({ version: "6.9" });
    expect((await bench.adapter.test(bench.context())).message).toContain("6.9, one-step upload");
    expect(server.calls).toEqual([]);
    expect(server.problems).toEqual([]);
  });

  it("names the room, and its id where the room's name was entered", async () => {
    expectMore({}, { room: "nowhere" });
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "room" });
    expectMore({}, { room: room.name });
    expect(await bench.adapter.test(bench.context())).toMatchObject({
      ok: false,
      field: "room",
      hint: '"general" is a name; the id of that room is GENERAL.',
    });
  });

  it("names the token, and speaks of the user id, when the pair is refused", async () => {
    expectMore({}, { userId: "rodriq" });
    const result = await bench.adapter.test(bench.context());
    expect(result).toMatchObject({ ok: false, field: "token" });
    expect(result.hint).toContain("user id");
  });

  it("refuses a user id that no header can carry, before anything is asked", async () => {
    expectMore({}, { userId: "日本" });
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "userId" });
    expect((await upload()).failure).toMatchObject({ field: "userId", error: { code: "config" } });
    expect(server.requests).toEqual([]);
  });

  it.each(["..", "."])("refuses the room %j, which would change the address", async (id) => {
    expect((await upload({ room: id })).failure).toMatchObject({ field: "room" });
    expect(server.requests).toEqual([]);
  });

  it("says when uploads are switched off", async () => {
    expectMore({ settings: { FileUpload_Enabled: false } });
    expect(await bench.adapter.test(bench.context())).toMatchObject({
      ok: false,
      message: "File uploads are switched off on this server.",
    });
  });
});
