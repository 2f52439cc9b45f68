import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAbandoned, withLock } from "../../../scripts/setup/lock.mjs";

/** Above what Linux hands out, so that no process can have it. */
const NO_SUCH_PID = 2 ** 22 + 1;

let folder = "";
const lock = () => join(folder, "deep/setup.lock");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function leaveLock(owner: object | undefined, silenceMs: number) {
  mkdirSync(lock(), { recursive: true });
  if (owner !== undefined) writeFileSync(join(lock(), "owner.json"), JSON.stringify(owner));
  const time = new Date(Date.now() - silenceMs);
  utimesSync(lock(), time, time);
}

test("work under one lock never overlaps, however many wait", async () => {
  let inside = 0;
  let most = 0;
  let waited = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(20);
    inside -= 1;
  };
  await Promise.all([1, 2, 3, 4].map(() => withLock(lock(), work, () => (waited += 1))));
  expect(most).toBe(1);
  expect(waited).toBe(3);
  expect(existsSync(lock())).toBe(false);
});

test("work that fails gives the lock back", async () => {
  await expect(withLock(lock(), () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await withLock(lock(), async () => "next")).toBe("next");
});

test("the lock of a process that died is taken over by exactly one at a time", async () => {
  leaveLock({ pid: NO_SUCH_PID, host: hostname(), token: "x" }, 0);
  let inside = 0;
  const work = async () => {
    inside += 1;
    expect(inside).toBe(1);
    await sleep(10);
    inside -= 1;
  };
  await Promise.all([withLock(lock(), work), withLock(lock(), work), withLock(lock(), work)]);
});

test("a living owner keeps its lock", () => {
  leaveLock({ pid: process.pid, host: hostname() }, 60_000);
  expect(isAbandoned(lock(), Date.now())).toBe(false);
});

test("an owner that can't be asked keeps its lock while it gives signs of life", () => {
  leaveLock({ pid: 1, host: "elsewhere" }, 10_000);
  expect(isAbandoned(lock(), Date.now())).toBe(false);
  expect(isAbandoned(lock(), Date.now() + 30_000)).toBe(true);
});

test("a lock without owner, left by a death in the first moment, is given up after the same silence", () => {
  leaveLock(undefined, 1_000);
  expect(isAbandoned(lock(), Date.now())).toBe(false);
  expect(isAbandoned(lock(), Date.now() + 30_000)).toBe(true);
});
