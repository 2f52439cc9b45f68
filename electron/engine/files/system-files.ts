import type { BigIntStats } from "node:fs";
import { statfs } from "node:fs/promises";

/** Linux file systems whose files the kernel makes up while they are read; numbers from statfs(2) and linux/magic.h. */
const madeUpFileSystems: ReadonlySet<number> = new Set([
  0x9fa0, // proc
  0x62656572, // sysfs
  0x64626720, // debugfs
  0x74726163, // tracefs
  0x27e0eb, // cgroup
  0x63677270, // cgroup2
  0x73636673, // securityfs
  0xcafe4a11, // bpf
  0x62656570, // configfs
  0x65735543, // fusectl
  0x42494e4d, // binfmt_misc
]);

/**
 * Tells files that the system makes up, as in `/proc`, from files that lie somewhere: the former have no size of their own,
 * so that what is sent could not be told from what there was. Asks once per device.
 */
export class SystemFiles {
  readonly #byDevice = new Map<bigint, Promise<boolean>>();

  /** Whether a regular file is made up. */
  async isMadeUp(path: string, stats: BigIntStats): Promise<boolean> {
    // Whatever takes room on a disk is real; elsewhere than on Linux there is nothing of the kind.
    if (process.platform !== "linux" || stats.blocks > 0n) return false;
    const known = this.#byDevice.get(stats.dev) ?? isOnMadeUpFileSystem(path);
    this.#byDevice.set(stats.dev, known);
    return await known;
  }
}

async function isOnMadeUpFileSystem(path: string): Promise<boolean> {
  const { type } = await statfs(path).catch(() => ({ type: 0 }));
  // The number is signed on some machines.
  return madeUpFileSystems.has(type >>> 0);
}
