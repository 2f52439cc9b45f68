import * as fs from "node:fs";
import { constants, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lookAtOpened, openFile } from "../../../../electron/engine/files/open-file";
import { quickDisks } from "../../../../electron/engine/files/quick-disks";

vi.mock("node:fs", async (original) => {
  const real = await original<typeof import("node:fs")>();
  const { fstatSync, statSync, lstatSync, closeSync } = real;
  const watched = {
    fstatSync: vi.fn(fstatSync),
    statSync: vi.fn(statSync),
    lstatSync: vi.fn(lstatSync),
    closeSync: vi.fn(closeSync),
  };
  return { ...real, ...watched };
});

let folder: string;

beforeEach(() => {
  // Memory, on every Linux: a disk within the computer.
  folder = mkdtempSync("/dev/shm/waybill-open-");
  writeFileSync(join(folder, "plain"), "12345");
  symlinkSync("/proc/version", join(folder, "link"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Looks at a file as an upload does, from the opening to the end. */
async function pass(path: string): Promise<bigint> {
  const file = await openFile(path, constants.O_RDONLY);
  const opened = await file.stat({ bigint: true });
  const named = await lookAtOpened(path);
  await file.close();
  expect(named.ino).toBe(opened.ino);
  return opened.size;
}

const isWatched = vi.mocked(fs);

describe.runIf(process.platform === "linux")("a disk within the computer", () => {
  it("is asked directly for what it knows, and not for what a link leads to, which may lie far away", async () => {
    expect(await pass(join(folder, "plain"))).toBe(5n);
    await vi.waitFor(() => expect(quickDisks.isQuick(folder)).toBe(true));
    vi.clearAllMocks();
    await pass(join(folder, "plain"));
    expect(isWatched.fstatSync).toHaveBeenCalledOnce();
    expect(isWatched.closeSync).toHaveBeenCalledOnce();
    vi.clearAllMocks();
    await pass(join(folder, "link"));
    expect(isWatched.fstatSync).not.toHaveBeenCalled();
    expect(isWatched.statSync).not.toHaveBeenCalled();
    expect(isWatched.closeSync).not.toHaveBeenCalled();
    // The folder is still known for what it is.
    expect(quickDisks.isQuick(folder)).toBe(true);
  });
});
