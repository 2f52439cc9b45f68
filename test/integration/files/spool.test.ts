import { lstat, readdir, readFile, stat, utimes } from "node:fs/promises";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../../electron/engine/failure";
import { Spool, spoolName } from "../../../electron/engine/files/spool";
import { createIpcHandlers } from "../../../electron/main/ipc-handlers";
import { ipcRequests } from "../../../electron/shared/ipc";
import { startEngine, type TestEngine, temporaryFolder } from "../../helpers/engine";
import { FakeClock } from "../../helpers/fake-clock";

const hourMs = 3_600_000;
let folder: { path: string; remove: () => Promise<void> };
let profile: string;
let spool: Spool;
let engine: TestEngine | null = null;

beforeEach(async () => {
  folder = await temporaryFolder();
  profile = join(folder.path, "profile");
  spool = new Spool(profile);
});
afterEach(async () => {
  await engine?.close();
  engine = null;
  await folder.remove();
});

async function open(clock = new FakeClock(Date.now())): Promise<{ engine: TestEngine; clock: FakeClock }> {
  engine = await startEngine(profile, { clock });
  return { engine, clock };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const kept = async () => (await spool.batches()).map(({ batchId }) => batchId);

/** Adds data as the page does, through the handlers of the window. */
async function addData(
  of: TestEngine,
  files: readonly { name: string; bytes: Uint8Array }[],
  to = "Practice",
) {
  const { id } = await of.destination(to);
  const never = () => Promise.reject(new Error("not asked for"));
  const handlers = createIpcHandlers({
    api: of.connection.api,
    desk: { chooseFiles: never, chooseCopy: never } as never,
    spool,
    info: {} as never,
    guard: {} as never,
    desktop: {} as never,
    places: {} as never,
    menu: {} as never,
    about: {} as never,
    entries: {} as never,
    updates: {} as never,
    onAdded: () => {},
  });
  const args = ipcRequests["uploads:add-data"].args.parse({ files, destinationId: id, options: {} });
  return await handlers["uploads:add-data"](args);
}

describe("F16: data from the clipboard", () => {
  it("is on the disk, for the user alone, before its upload is accepted, and is delivered", async () => {
    const { engine: at } = await open();
    const added = await addData(at, [
      { name: "Pasted.png", bytes: bytes("picture") },
      { name: "Pasted.png", bytes: bytes("another") },
      { name: "empty.txt", bytes: bytes("") },
    ]);
    expect(added).toEqual({ accepted: 3, refused: [] });
    const [batchId = ""] = await kept();
    const path = join(spool.directory, batchId, "2", "Pasted.png");
    expect(await readFile(path, "utf8")).toBe("another");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(spool.directory)).mode & 0o777).toBe(0o700);
    const rows = await at.ended(batchId);
    expect(rows.map((row) => [row.name, row.state.kind])).toEqual([
      ["Pasted.png", "completed"],
      ["Pasted.png", "completed"],
      ["empty.txt", "completed"],
    ]);
  });

  it("waits through a restart in the queue and goes a day after it was delivered", async () => {
    const clock = new FakeClock(Date.now());
    const first = await startEngine(profile, { clock, use: "work" });
    await first.connection.api.act({ ids: "queue", action: "pause" });
    await addData(first, [{ name: "note.txt", bytes: bytes("hello") }]);
    const [batchId = ""] = await kept();
    await first.ended(batchId);
    await first.close();
    clock.advance(23 * hourMs);
    const second = (await open(clock)).engine;
    await second.connection.api.standing({ batchId: null });
    expect(await kept()).toEqual([batchId]);
    clock.advance(hourMs);
    await second.until("the data is gone", async () => {
      clock.advance(hourMs);
      return (await kept()).length === 0;
    });
    expect((await second.rows("history"))[0]?.receipt?.verified).toBe("hash");
  });

  it("stays as long as an upload of the queue sends it, also one that was added again", async () => {
    const { engine: at, clock } = await open();
    await addData(at, [{ name: "note.txt", bytes: bytes("hello") }]);
    const [batchId = ""] = await kept();
    const [row] = await at.ended(batchId);
    await at.connection.api.saveDestination({
      name: "Nowhere",
      service: "easemob",
      settings: { baseUrl: "http://127.0.0.1:1", org: "o", app: "a" },
      secrets: { token: "token-0123456789" },
    });
    await at.send("Nowhere", [row?.path ?? ""]);
    for (let hours = 0; hours < 60; hours += 1) {
      clock.advance(hourMs);
      await new Promise(setImmediate);
    }
    expect(await kept()).toEqual([batchId]);
    const ids = (await at.rows("queue")).map(({ id }) => id);
    expect(ids).toHaveLength(1);
    await at.connection.api.act({ ids, action: "cancel" });
    await at.until("the data is gone", async () => {
      clock.advance(hourMs);
      return (await kept()).length === 0;
    });
  });

  it("that a crash left without an upload goes at the next start, but not while it may be on its way", async () => {
    const { batchId: old } = await spool.keep([{ name: "a", bytes: bytes("x") }]);
    const { batchId: fresh } = await spool.keep([{ name: "a", bytes: bytes("x") }]);
    const longAgo = new Date(Date.now() - hourMs);
    await utimes(join(spool.directory, old), longAgo, longAgo);
    const { engine: at } = await open();
    await at.until("the orphan is gone", async () => (await kept()).length === 1);
    expect(await kept()).toEqual([fresh]);
  });

  it("is not kept when the engine refuses it", async () => {
    const { engine: at } = await open();
    await at.connection.api.saveDestination({
      name: "No room",
      service: "imkit",
      settings: { baseUrl: "http://127.0.0.1:1", bucket: "b" },
      secrets: { token: "token-0123456789", clientKey: "key-0123456789" },
    });
    await expect(addData(at, [{ name: "a", bytes: bytes("x") }], "No room")).rejects.toThrow(Failure);
    expect(await kept()).toEqual([]);
  });

  it("that can't be written is refused with a sentence and leaves nothing behind", async () => {
    const blocked = new Spool("/dev/null");
    await expect(blocked.keep([{ name: "a", bytes: bytes("x") }])).rejects.toMatchObject({
      class: "local",
      error: { message: "The data could not be kept for uploading." },
    });
  });

  it("is taken up to 64 MiB together, and nothing but bytes is taken", () => {
    const { args } = ipcRequests["uploads:add-data"];
    const of = (...sizes: number[]) => ({
      files: sizes.map((size) => ({ name: "a", bytes: new Uint8Array(size) })),
      destinationId: "d",
      options: {},
    });
    const mebibyte = 1024 * 1024;
    expect(args.safeParse(of(64 * mebibyte)).success).toBe(true);
    expect(args.safeParse(of(32 * mebibyte, 32 * mebibyte)).success).toBe(true);
    expect(args.safeParse(of(32 * mebibyte, 32 * mebibyte, 1)).success).toBe(false);
    expect(args.safeParse(of()).success).toBe(false);
    const text = { files: [{ name: "a", bytes: "text" }], destinationId: "d", options: {} };
    expect(args.safeParse(text).success).toBe(false);
  });
});

describe("the name of spooled data", () => {
  it.each([
    ["../../etc/passwd", ".._.._etc_passwd"],
    ["", "file"],
    ["..", "_"],
    ["CON.txt", "_CON.txt"],
    ["lpt1", "_lpt1"],
    ["console.txt", "console.txt"],
    ["a:b?.txt. .", "a_b_.txt"],
    ["line\nbreak\0.txt", "line_break_.txt"],
    [`${"x".repeat(300)}.png`, `${"x".repeat(251)}.png`],
    ["ü文😀.txt", "ü文😀.txt"],
  ])("made of %j is %j", (given, expected) => {
    expect(spoolName(given)).toBe(expected);
  });

  it("can be written and read back whatever was given, and stays in its folder", async () => {
    const property = fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (name) => {
      const { batchId, paths } = await spool.keep([{ name, bytes: bytes(name) }]);
      const [path = ""] = paths;
      expect(await readdir(join(spool.directory, batchId, "1"))).toEqual([basename(path)]);
      expect((await lstat(path)).isFile()).toBe(true);
      expect(Buffer.byteLength(basename(path))).toBeLessThanOrEqual(255);
      await spool.drop(batchId);
    });
    await fc.assert(property, { numRuns: 200 });
  });
});
