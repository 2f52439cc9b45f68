import { statfs } from "node:fs";

/**
 * Linux file systems of disks within the computer: what they know of a file that is open is in memory, so that asking for it
 * never waits for a disk, let alone for a network. Numbers from statfs(2) and linux/magic.h.
 */
const withinTheComputer: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0xf2f52010, // f2fs
  0x2fc12fc1, // zfs
  0x01021994, // tmpfs
]);

/** Folders that are remembered; more are learned anew. */
const foldersKept = 1_000;

/** Remembers which folders lie on disks within the computer. What is not known, and all of other systems, counts as far away. */
export class QuickDisks {
  readonly #devices = new Map<string, bigint>();
  readonly #areQuick = new Map<bigint, boolean>();

  /** Whether files of a folder can be looked at without waiting. */
  isQuick(folder: string): boolean {
    const device = this.#devices.get(folder);
    return device !== undefined && this.#areQuick.get(device) === true;
  }

  /** Notes on which device a folder's file was found, and learns what that is. */
  note(folder: string, device: bigint): void {
    if (this.#devices.get(folder) === device) return;
    if (this.#devices.size >= foldersKept) this.#devices.clear();
    this.#devices.set(folder, device);
    if (process.platform !== "linux" || this.#areQuick.has(device)) return;
    this.#areQuick.set(device, false);
    statfs(folder, (error, found) => {
      // The number is signed on some machines.
      this.#areQuick.set(device, error === null && withinTheComputer.has(found.type >>> 0));
    });
  }
}

/** The disks of this process. */
export const quickDisks = new QuickDisks();
