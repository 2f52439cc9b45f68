import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { QuickDisks } from "../../../../electron/engine/files/quick-disks";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-disks-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Memory, on every Linux. */
const near = "/dev/shm";

const deviceOf = (path: string) => statSync(path, { bigint: true }).dev;

it("takes nothing for near that was not found to be so", () => {
  const disks = new QuickDisks();
  expect(disks.isQuick(folder)).toBe(false);
  disks.note(folder, deviceOf(folder));
  // Learned later: nobody waits for it.
  expect(disks.isQuick(folder)).toBe(false);
});

it.runIf(process.platform === "linux")(
  "tells disks within the computer from what the system makes up",
  async () => {
    const disks = new QuickDisks();
    disks.note(near, deviceOf(near));
    disks.note("/proc", deviceOf("/proc"));
    await vi.waitFor(() => expect(disks.isQuick(near)).toBe(true));
    expect(disks.isQuick("/proc")).toBe(false);
    disks.note(near, deviceOf("/proc"));
    expect(disks.isQuick(near)).toBe(false);
  },
);

it.runIf(process.platform === "linux")(
  "forgets folders when there are many, and learns them anew",
  async () => {
    const disks = new QuickDisks();
    const device = deviceOf(near);
    disks.note(near, device);
    await vi.waitFor(() => expect(disks.isQuick(near)).toBe(true));
    for (let index = 0; index < 1_000; index += 1) disks.note(`${near}/${index}`, device);
    expect(disks.isQuick(near)).toBe(false);
    disks.note(near, device);
    expect(disks.isQuick(near)).toBe(true);
  },
);
