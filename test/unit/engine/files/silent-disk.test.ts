import type { FileHandle } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { DiskTurns } from "../../../../electron/engine/files/disk-turns";
import { openFileSource } from "../../../../electron/engine/files/file-source";
import { FakeClock } from "../../../helpers/fake-clock";

const expected = { size: 10, modifiedAtMs: 0 };
const never = <T>() => new Promise<T>(() => {});

/** A file of 10 bytes whose reading is the test's; notes when it is closed. */
function handle(read: () => Promise<{ bytesRead: number }>) {
  const closed = { times: 0 };
  const stats = { dev: 1n, ino: 1n, size: 10n, mtimeNs: 0n, isFile: () => true };
  const file = {
    read,
    stat: async () => stats,
    close: async () => {
      closed.times += 1;
    },
  };
  return { file: file as unknown as FileHandle, closed };
}

describe("F13: a disk that does not answer", () => {
  it("is waited for half a minute when a file is opened, and what it answers later is closed", async () => {
    const clock = new FakeClock();
    let answer: (file: FileHandle) => void = () => {};
    const open = () => new Promise<FileHandle>((opened) => (answer = opened));
    const opening = openFileSource("/silent/file", expected, { hash: null, clock, open });
    clock.advance(29_999);
    expect(clock.armed).toBe(1);
    clock.advance(1);
    await expect(opening).rejects.toMatchObject({ class: "local", error: { code: "file-unreadable" } });
    const { file, closed } = handle(never);
    answer(file);
    await new Promise(setImmediate);
    expect(closed.times).toBe(1);
  });

  it("is waited for no longer than the user wants", async () => {
    const controller = new AbortController();
    const options = { hash: null, clock: new FakeClock(), signal: controller.signal };
    const opening = openFileSource("/silent/other", expected, { ...options, open: () => never() });
    controller.abort();
    await expect(opening).rejects.toMatchObject({ class: "canceled" });
  });

  it("fails the stream after half a minute without a byte, and closing waits for it a moment only", async () => {
    const clock = new FakeClock();
    const { file } = handle(never);
    const stuck = { ...file, close: () => never<void>() } as unknown as FileHandle;
    const source = await openFileSource("/silent/third", expected, {
      hash: null,
      clock,
      open: async () => stuck,
    });
    const stream = source.stream();
    const ended = new Promise((failed) => stream.once("error", failed));
    stream.resume();
    await new Promise(setImmediate);
    clock.advance(30_000);
    expect(await ended).toMatchObject({ class: "local", error: { code: "file-unreadable" } });
    const closing = source.close();
    await new Promise(setImmediate);
    clock.advance(300);
    await closing;
  });
});

describe("turns on a disk", () => {
  it("are two at a time, in order, disk by disk, and end also by failing", async () => {
    const turns = new DiskTurns();
    const begun: string[] = [];
    const ends = new Map<string, (error?: Error) => void>();
    const take = (disk: string, name: string) =>
      turns.take(disk, () => {
        begun.push(name);
        return new Promise<void>((resolve, reject) =>
          ends.set(name, (error) => (error === undefined ? resolve() : reject(error))),
        );
      });
    const all = ["a", "b", "c", "d"].map((name) => take("one", name));
    const other = take("two", "e");
    await new Promise(setImmediate);
    expect(begun).toEqual(["a", "b", "e"]);
    ends.get("b")?.(new Error("bad sector"));
    await expect(all[1]).rejects.toThrow("bad sector");
    await new Promise(setImmediate);
    expect(begun).toEqual(["a", "b", "e", "c"]);
    for (const name of ["a", "c", "e"]) ends.get(name)?.();
    await new Promise(setImmediate);
    ends.get("d")?.();
    await Promise.all([all[0], all[2], all[3], other]);
  });
});
