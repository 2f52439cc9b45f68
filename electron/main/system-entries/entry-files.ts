import { access, chmod, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemCode } from "../../engine/files/file-failure";
import type { EntryFile } from "./linux-entries";

/** Writes the files, or puts them right. */
export async function writeEntries(files: readonly EntryFile[]): Promise<void> {
  for (const { path, content, isExecutable } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    await chmod(path, isExecutable ? 0o755 : 0o644);
  }
}

/** Removes the files; the folders stay, since others may use them. */
export async function removeEntries(files: readonly EntryFile[]): Promise<void> {
  for (const { path } of files) await rm(path, { force: true });
}

/** The first of some folders' files of this name that there is; null when there is none. */
export async function firstFile(folders: readonly string[], name: string): Promise<string | null> {
  for (const folder of folders) {
    const path = join(folder, name);
    if (await isFileThere(path)) return path;
  }
  return null;
}

/** Whether there is a file. */
export async function isFileThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Whether all of the files are on disk as they should be; one that was changed, or names another program, is not. */
export async function areEntriesThere(files: readonly EntryFile[]): Promise<boolean> {
  for (const { path, content, isExecutable } of files) {
    try {
      if ((await readFile(path, "utf8")) !== content) return false;
      if (isExecutable && ((await stat(path)).mode & 0o100) === 0) return false;
    } catch (thrown) {
      if (systemCode(thrown) === "") throw thrown;
      return false;
    }
  }
  return true;
}
