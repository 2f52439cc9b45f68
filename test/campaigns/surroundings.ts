import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statfsSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

const pageBytes = 4096;

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * A shell that lets no file grow beyond a little more than the records are long now, and then becomes the program: to
 * SQLite that is a disk without room. Works for everybody (POSIX `ulimit -f`, blocks of 512 bytes).
 */
export function withoutRoom(profileDirectory: string, random: () => number): readonly string[] {
  const records = join(profileDirectory, "waybill.db");
  const longest = Math.max(sizeOf(records), sizeOf(`${records}-wal`));
  const blocks = Math.ceil((longest + random() * 40_000) / 512);
  return ["/bin/sh", "-c", 'ulimit -f "$1" && shift && exec "$@"', "sh", String(blocks)];
}

/** A file system of its own, as large as given, in memory. */
export interface SmallDisk {
  readonly path: string;
  /** Leaves so many bytes free. */
  fill(freeBytes: number): void;
  remove(): void;
}

/** Mounts one, or answers why that is not possible here. */
export function mountSmallDisk(path: string, bytes: number): SmallDisk | string {
  mkdirSync(path);
  const words = ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", path];
  const { status, stderr, error } = spawnSync("mount", words, { encoding: "utf8" });
  if (status !== 0) return (error?.message ?? stderr).trim();
  const filler = join(path, "filler");
  return {
    path,
    fill: (freeBytes) => {
      writeFileSync(filler, "");
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)));
    },
    remove: () => {
      spawnSync("umount", [path]);
    },
  };
}

/**
 * Damages the last page that stands in the records alone: what is in their log as well nobody would miss. Answers whether there
 * was one.
 */
export function damageLastPage(profileDirectory: string, random: () => number): boolean {
  const records = join(profileDirectory, "waybill.db");
  const logged = pagesInLog(`${records}-wal`);
  let page = Math.floor(sizeOf(records) / pageBytes);
  while (logged.has(page)) page -= 1;
  if (page < 2) return false;
  const file = openSync(records, "r+");
  const garbage = Buffer.from(Array.from({ length: pageBytes }, () => Math.floor(random() * 256)));
  writeSync(file, garbage, 0, pageBytes, (page - 1) * pageBytes);
  closeSync(file);
  return true;
}

/** Numbers of all pages that a log names (sqlite.org/fileformat2.html, 4.1 and 4.2). */
function pagesInLog(path: string): ReadonlySet<number> {
  const log = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const [headerBytes, frameBytes] = [32, 24 + pageBytes];
  const frames = Math.max(0, Math.floor((log.length - headerBytes) / frameBytes));
  return new Set(
    Array.from({ length: frames }, (_, frame) => log.readUInt32BE(headerBytes + frame * frameBytes)),
  );
}

/** How many damaged databases were put aside. */
export function countQuarantined(profileDirectory: string): number {
  return readdirSync(profileDirectory).filter((name) => /^waybill\.damaged-.*\.db$/.test(name)).length;
}
