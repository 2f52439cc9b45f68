import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLogger, systemClock } from "../../../electron/engine/ports";
import { FolderWatch, type SettledFile } from "../../../electron/engine/watch/folder-watch";
import { temporaryFolder } from "../../helpers/engine";

let root: { path: string; remove: () => Promise<void> };
let folder: string;
let settled: SettledFile[];
let watching: FolderWatch;

function begin(ignore: readonly string[] = []): void {
  watching = new FolderWatch({
    folder,
    ignore,
    settleMs: 150,
    clock: systemClock,
    logger: silentLogger,
    onSettled: async (files) => {
      settled.push(...files);
      return [];
    },
    onGone: () => {},
    isKnown: (path) => settled.some((file) => file.path === path),
    onTrouble: (message) => expect(message).toBe("no trouble"),
  });
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}; settled: ${settled.length}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const paths = () => settled.map(({ path }) => path).sort();

beforeEach(async () => {
  root = await temporaryFolder();
  folder = join(root.path, "in");
  await mkdir(folder);
  settled = [];
});

afterEach(async () => {
  await watching.close();
  await root.remove();
});

test("finds what was there before and what comes later, in folders below too", async () => {
  await writeFile(join(folder, "before.txt"), "1");
  begin();
  await mkdir(join(folder, "sub/deep"), { recursive: true });
  await writeFile(join(folder, "sub/deep/later.txt"), "22");
  await until("both were seen", () => settled.length === 2);
  expect(paths()).toEqual(["before.txt", "sub/deep/later.txt"]);
  expect(settled.find(({ path }) => path === "sub/deep/later.txt")?.size).toBe(2);
});

test("waits for a file that is still being written, and hands it on once and whole", async () => {
  begin();
  const path = join(folder, "growing.bin");
  for (let size = 1; size <= 6; size += 1) {
    await writeFile(path, Buffer.alloc(size * 1000));
    await new Promise((resolve) => setTimeout(resolve, 60));
    if (size < 6) expect(settled).toEqual([]);
  }
  await until("it settled", () => settled.length > 0);
  expect(settled.map(({ size }) => size)).toEqual([6000]);
});

test("leaves out what is gone again before it settled, and what the rules name", async () => {
  begin(["*.raw"]);
  await writeFile(join(folder, "fleeting.txt"), "1");
  await rm(join(folder, "fleeting.txt"));
  await writeFile(join(folder, "photo.raw"), "1");
  await writeFile(join(folder, "movie.mkv.part"), "1");
  await writeFile(join(folder, "photo.jpg"), "1");
  await until("the photo settled", () => settled.length > 0);
  expect(paths()).toEqual(["photo.jpg"]);
});

test("takes a file when its unfinished name is changed to the final one", async () => {
  begin();
  await writeFile(join(folder, "movie.mkv.part"), "whole");
  await rename(join(folder, "movie.mkv.part"), join(folder, "movie.mkv"));
  await until("it settled", () => settled.length > 0);
  expect(paths()).toEqual(["movie.mkv"]);
});

test("takes 5,000 files that are moved in at once, each exactly once", async () => {
  const outside = join(root.path, "outside");
  await mkdir(outside);
  for (let start = 0; start < 5_000; start += 500) {
    const some = Array.from({ length: 500 }, (_, index) => join(outside, `${start + index}.txt`));
    await Promise.all(some.map((path) => writeFile(path, "x")));
  }
  begin();
  await rename(outside, join(folder, "moved"));
  await until("all were seen", () => settled.length >= 5_000);
  expect(new Set(paths()).size).toBe(5_000);
  expect(settled).toHaveLength(5_000);
});
