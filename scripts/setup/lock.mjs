import { randomUUID } from "node:crypto";
import { mkdirSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readJson } from "./files.mjs";

/** How often an owner says that it lives. */
const HEARTBEAT_MS = 5_000;
/** Silence after which an owner that can't be asked (another machine, or no name left) counts as gone: six heartbeats. */
const SILENCE_MS = 30_000;
/** Silence after which even a living process of that number can't be the owner: a sleeping laptop is shorter behind. */
const LONG_SILENCE_MS = 600_000;
/** Removing a dead lock takes milliseconds; a remover that took longer died on the way. */
const BREAKING_MS = 10_000;
const POLL_MS = 100;

/** Locks this process holds. @type {Set<string>} */
const held = new Set();

/**
 * Does some work that two processes must not do at once. A lock is a folder: making one is atomic everywhere.
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(folder, work, onWait) {
  mkdirSync(dirname(folder), { recursive: true });
  let waited = false;
  while (!take(folder)) {
    if (isAbandoned(folder, Date.now())) breakLock(folder);
    else {
      if (!waited) onWait?.();
      waited = true;
      await sleep(POLL_MS);
    }
  }
  const heartbeat = setInterval(() => beat(folder), HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    release(folder);
  }
}

/** Gives every lock of this process back; for the way out after a signal. */
export function releaseLocks() {
  for (const folder of held) release(folder);
}

/**
 * Whether the owner of a lock is gone.
 * @param {string} folder
 * @param {number} now in milliseconds
 * @returns {boolean}
 */
export function isAbandoned(folder, now) {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return false;
  const silenceMs = now - found.mtimeMs;
  const owner = readJson(join(folder, "owner.json"));
  const pid = owner?.["pid"];
  if (owner?.["host"] !== hostname() || typeof pid !== "number") return silenceMs > SILENCE_MS;
  return !isAlive(pid) || silenceMs > LONG_SILENCE_MS;
}

/** @param {string} folder @returns {boolean} */
function take(folder) {
  if (!makeFolder(folder)) return false;
  held.add(folder);
  const owner = { pid: process.pid, host: hostname(), token: randomUUID() };
  writeFileSync(join(folder, "owner.json"), JSON.stringify(owner));
  return true;
}

/** @param {string} folder @returns {boolean} false when it is there already */
function makeFolder(folder) {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Removes an abandoned lock. Two waiters must not do this at once, or the slower one would remove the quicker one's new lock.
 * @param {string} folder
 */
function breakLock(folder) {
  const breaking = `${folder}.breaking`;
  if (!makeFolder(breaking)) {
    const since = statSync(breaking, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > BREAKING_MS)
      rmSync(breaking, { recursive: true, force: true });
    return;
  }
  try {
    if (isAbandoned(folder, Date.now())) rmSync(folder, { recursive: true, force: true });
  } finally {
    rmdirSync(breaking);
  }
}

/** @param {string} folder */
function beat(folder) {
  const now = new Date();
  if (held.has(folder) && statSync(folder, { throwIfNoEntry: false })) utimesSync(folder, now, now);
}

/** @param {string} folder */
function release(folder) {
  held.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** @param {number} pid @returns {boolean} */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
