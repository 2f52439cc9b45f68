import { describe, expect, it } from "vitest";
import type { EngineApi } from "../../../electron/engine/engine-api";
import { silentLogger } from "../../../electron/engine/ports";
import { AfterUpload } from "../../../electron/main/after-upload";
import { Words } from "../../../electron/main/words";
import { noCounts } from "../../../electron/shared/ipc";
import { type AppSettings, defaultAppSettings } from "../../../electron/shared/settings";
import type { Upload } from "../../../electron/shared/upload";
import { uploadError } from "../../../electron/shared/upload-error";
import { FakeClock } from "../../helpers/fake-clock";
import { completedUpload, someUpload } from "./uploads";

/** An engine that knows these rows, as one batch. */
function start(rows: Upload[], settings: Partial<AppSettings> = {}) {
  const clock = new FakeClock();
  const clipboard: string[] = [];
  const notes: string[][] = [];
  const moving = () => rows.filter(({ state }) => ["queued", "uploading"].includes(state.kind)).length;
  const api: Partial<EngineApi> = {
    settings: async () => ({ ...defaultAppSettings, ...settings }),
    standing: async () => ({ counts: noCounts, moving: moving(), quietMs: 0, trouble: null }),
    uploads: async ({ offset, limit }) => ({
      rows: rows.slice(offset, offset + limit),
      total: rows.length,
      counts: noCounts,
    }),
    upload: async ({ id }) => rows.find((row) => row.id === id) ?? null,
    links: async ({ id }) => rows.find((row) => row.id === id)?.receipt?.links ?? [],
  };
  const after = new AfterUpload({
    api: api as EngineApi,
    clock,
    logger: silentLogger,
    writeClipboard: (text) => clipboard.push(text),
    notify: ({ title, body }) => notes.push([title, body]),
    words: new Words("en"),
  });
  const settle = async () => {
    clock.advance(100);
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  const complete = (index: number) => {
    const upload = completedUpload(`u${index}`, {});
    rows[index] = upload;
    after.take({ kind: "upload-settled", upload });
  };
  return { after, clipboard, notes, settle, complete, rows };
}

const queued = (count: number) =>
  Array.from({ length: count }, (_, index) => someUpload(`u${index}`, { kind: "queued" }));

describe("after the uploads of a drop", () => {
  it("the link of a single file is on the clipboard and the user is told its name", async () => {
    const { after, clipboard, notes, settle, complete } = start(queued(1));
    after.watch("batch");
    await settle();
    expect(clipboard).toEqual([]);
    complete(0);
    await settle();
    expect(clipboard).toEqual(["https://files.example/u0"]);
    expect(notes).toEqual([["Delivered: u0.png", "Its link is copied."]]);
  });

  it("the links of several are copied once, in the order of the drop, when the last one is done", async () => {
    const { after, clipboard, notes, settle, complete } = start(queued(3));
    after.watch("batch");
    for (const index of [2, 0, 1]) {
      expect(clipboard).toEqual([]);
      complete(index);
      await settle();
    }
    expect(clipboard).toEqual([
      "https://files.example/u0\nhttps://files.example/u1\nhttps://files.example/u2",
    ]);
    expect(notes).toEqual([["Delivered: 3 files", "3 links are copied."]]);
  });

  it("a batch that was done before anybody watched is still reported", async () => {
    const { after, clipboard, settle } = start([completedUpload("u0")]);
    after.watch("batch");
    await settle();
    expect(clipboard).toEqual(["https://files.example/u0"]);
  });

  it("batches of others leave the clipboard alone", async () => {
    const { clipboard, notes, settle, complete } = start(queued(1));
    complete(0);
    await settle();
    expect([clipboard, notes]).toEqual([[], []]);
  });

  it("what failed is named, and copied later when it arrives after all", async () => {
    const rows = [completedUpload("u0"), someUpload("u1", { kind: "failed", error: uploadError("auth") })];
    const { after, clipboard, notes, settle, complete } = start(rows);
    after.watch("batch");
    await settle();
    expect(clipboard).toEqual(["https://files.example/u0"]);
    expect(notes).toEqual([["Delivered: u0.png", "Its link is copied. u1.png needs your attention."]]);
    complete(1);
    await settle();
    expect(clipboard).toEqual(["https://files.example/u0", "https://files.example/u1"]);
  });

  it("unsafe links never reach the clipboard", async () => {
    const links = [{ url: "javascript:alert(1)", expiresAt: null, opensInBrowser: true }];
    const { after, clipboard, settle } = start([completedUpload("u0", { links, remoteId: null })]);
    after.watch("batch");
    await settle();
    expect(clipboard).toEqual([]);
  });

  it("no link is copied when the settings say so, and the user is still told", async () => {
    const { after, clipboard, notes, settle, complete } = start(queued(1), { copyLinks: false });
    after.watch("batch");
    await settle();
    complete(0);
    await settle();
    expect(clipboard).toEqual([]);
    expect(notes).toEqual([["Delivered: u0.png", ""]]);
  });

  it("the links are written in the format of the settings, in the order of the drop", async () => {
    const { after, clipboard, settle, complete } = start(queued(2), { linkFormat: "markdown" });
    after.watch("batch");
    await settle();
    complete(1);
    complete(0);
    await settle();
    expect(clipboard).toEqual(["![u0.png](https://files.example/u0)\n![u1.png](https://files.example/u1)"]);
  });
});
