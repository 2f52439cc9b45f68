import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FuseFile } from "../servers/fuse-disk";
import { runTypescript } from "./run-typescript";

/** A mounted disk that fails as it is told. */
export interface FailingDisk {
  readonly path: string;
  /** Puts a file on it, or changes one; answers its path. */
  put(file: Pick<FuseFile, "name" | "size"> & Partial<FuseFile>): Promise<string>;
  /** Pulls the plug: everything that is under way, and everything from now on, fails. */
  unplug(): Promise<void>;
  remove(): Promise<void>;
}

/** Why there can be no failing disk here; null when there can. */
export const noFailingDisk: string | null =
  process.platform !== "linux"
    ? "FUSE is Linux's"
    : process.getuid?.() !== 0
      ? "only root may mount"
      : existsSync("/dev/fuse") && mayMount()
        ? null
        : "this system does not let us mount";

function mayMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), "waybill-mount-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "waybill-test", path]).status === 0;
  if (mounted) spawnSync("umount", [path]);
  rmdirSync(path);
  return mounted;
}

/** Mounts a disk in a folder. */
export async function mountFailingDisk(folder: string): Promise<FailingDisk> {
  const path = join(folder, "disk");
  mkdirSync(path);
  const program = await runTypescript(resolve(import.meta.dirname, "../servers/fuse-disk.ts"), [path]);
  await program.line((line) => line === "ready");
  const modifiedAtMs = Date.now() - 60_000;
  const unplug = async () => {
    program.process.kill("SIGKILL");
    await program.ended;
  };
  return {
    path,
    put: async (file) => {
      const whole: FuseFile = {
        modifiedAtMs,
        openError: 0,
        badFrom: null,
        readError: 0,
        silent: false,
        ...file,
      };
      const done = new Promise((taken) => program.process.once("message", taken));
      program.process.send(whole);
      await done;
      return join(path, file.name);
    },
    unplug,
    remove: async () => {
      await unplug();
      spawnSync("umount", ["-l", path]);
    },
  };
}
