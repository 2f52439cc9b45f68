import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLogger } from "../../../electron/engine/ports";
import { FolderWatch } from "../../../electron/engine/watch/folder-watch";
import { temporaryFolder } from "../../helpers/engine";
import { FakeClock } from "../../helpers/fake-clock";

const files = 5_000;

let root: { path: string; remove: () => Promise<void> };
let folder: string;

beforeEach(async () => {
  root = await temporaryFolder();
  folder = join(root.path, "in");
  await mkdir(folder);
  const outside = join(root.path, "outside");
  await mkdir(outside);
  for (let start = 0; start < files; start += 500) {
    const some = Array.from({ length: 500 }, (_, index) => join(outside, `${start + index}.txt`));
    await Promise.all(some.map((path) => writeFile(path, "x")));
  }
  await rename(outside, join(folder, "moved"));
});

afterEach(() => root.remove());

/** Watches the folder and refuses whatever is offered. */
function watchAndRefuse(clock: FakeClock) {
  const offers: { readonly count: number; readonly atMs: number }[] = [];
  const lookedUp: string[] = [];
  let onLookUp = (): void => {};
  const watching = new FolderWatch({
    folder,
    ignore: [],
    settleMs: 1_000,
    clock,
    logger: silentLogger,
    onSettled: async (settled) => {
      offers.push({ count: settled.length, atMs: clock.monotonicMs() });
      throw new Error("A setting is missing.");
    },
    onGone: () => {},
    isKnown: (path) => {
      lookedUp.push(path);
      onLookUp();
      return false;
    },
    onTrouble: () => {},
  });
  const whenLookedUp = (listener: () => void): void => {
    onLookUp = listener;
  };
  return { watching, offers, lookedUp, whenLookedUp };
}

/** Gives the file system its turns until something is so; the clock stands still meanwhile. */
const until = (isSo: () => boolean) => expect.poll(isSo, { timeout: 60_000, interval: 20 }).toBe(true);

test("5,000 files that are refused are offered as one batch, and no more of them before a rest", {
  timeout: 120_000,
}, async () => {
  const clock = new FakeClock();
  const { watching, offers, lookedUp } = watchAndRefuse(clock);
  // The timer of the scan that begins when the system's announcements are read.
  await until(() => clock.armed > 0);
  clock.advance(500);
  await until(() => lookedUp.length >= files);
  await until(() => {
    clock.advance(100);
    return offers.length >= 3;
  });
  await watching.close();
  expect(offers.map(({ count }) => count)).toEqual([500, 500, 500]);
  const gapsMs = offers.slice(1).map(({ atMs }, index) => atMs - (offers[index]?.atMs ?? 0));
  expect(Math.min(...gapsMs)).toBeGreaterThanOrEqual(15_000);
});

test("a folder that is closed while 5,000 files are looked through looks at no further batch", {
  timeout: 120_000,
}, async () => {
  const clock = new FakeClock();
  const { watching, lookedUp, whenLookedUp } = watchAndRefuse(clock);
  let closed: Promise<void> | null = null;
  whenLookedUp(() => {
    closed ??= watching.close();
  });
  await until(() => clock.armed > 0);
  clock.advance(500);
  await until(() => closed !== null);
  await closed;
  expect(lookedUp).toHaveLength(1);
});
