import { type BigIntStats, constants } from "node:fs";
import { access } from "node:fs/promises";
import { basename } from "node:path";
import { type UploadErrorData, uploadError } from "../../shared/upload-error";
import { fileError } from "./file-failure";
import { modifiedAtMs } from "./file-source";
import { lookAt } from "./open-file";
import { SystemFiles } from "./system-files";

/** A file found, as it is stored with its upload. */
export interface CollectedFile {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** Below the named folder, with `/`; the name itself for a file that was named. */
  readonly relativePath: string;
  /** Bytes. */
  readonly size: number;
  /** Whole epoch milliseconds. */
  readonly modifiedAtMs: number;
}

/** A path that can't be taken, with the reason. */
export interface RefusedPath {
  readonly path: string;
  readonly error: UploadErrorData;
}

/** What an entry turned out to be. */
export type Seen =
  | { readonly kind: "file"; readonly file: CollectedFile }
  | { readonly kind: "folder"; readonly path: string; readonly relativePath: string }
  | { readonly kind: "refused"; readonly refused: RefusedPath }
  | { readonly kind: "skipped" };

/** What is the same for a whole walk. */
interface Surroundings {
  readonly reader: Reader;
  readonly systemFiles: SystemFiles;
}

/** What a walk begins with. */
export function newSurroundings(): Surroundings {
  return { reader: whoReads(), systemFiles: new SystemFiles() };
}

/** Looks closely at what lies at a path. Links to files are followed, links to folders only where they were `named`. */
export async function look(
  path: string,
  relativePath: string,
  how: "named" | "found",
  { reader, systemFiles }: Surroundings,
): Promise<Seen> {
  let stats: BigIntStats;
  let isLink: boolean;
  try {
    stats = await lookAt(path, "lstat");
    isLink = stats.isSymbolicLink();
    if (isLink) stats = await lookAt(path, "stat");
    if (stats.isFile() && !mayRead(stats, reader)) await access(path, constants.R_OK);
  } catch (thrown) {
    const undecodable = path.includes("\uFFFD");
    return {
      kind: "refused",
      refused: undecodable ? undecodableName(path) : { path, error: fileError(thrown) },
    };
  }
  if (stats.isDirectory()) {
    return isLink && how === "found" ? { kind: "skipped" } : { kind: "folder", path, relativePath };
  }
  if (!stats.isFile() || (await systemFiles.isMadeUp(path, stats))) {
    return { kind: "refused", refused: { path, error: uploadError("not-a-file") } };
  }
  const file = {
    path,
    name: basename(path),
    relativePath,
    size: Number(stats.size),
    modifiedAtMs: modifiedAtMs(stats),
  };
  return { kind: "file", file };
}

/** Who reads; undefined on Windows, where only opening a file shows whether it may be read. */
interface Reader {
  readonly user: bigint | undefined;
  readonly group: bigint | undefined;
}

function whoReads(): Reader {
  const [user, group] = [process.geteuid?.(), process.getegid?.()];
  return {
    user: user === undefined ? undefined : BigInt(user),
    group: group === undefined ? undefined : BigInt(group),
  };
}

/** Whether the permissions let us read, as far as they tell: a "no" may be wrong (access lists), a "yes" rarely is. */
function mayRead(stats: BigIntStats, reader: Reader): boolean {
  if (reader.user === undefined) return true;
  if (stats.uid === reader.user) return (stats.mode & 0o400n) !== 0n;
  if (stats.gid === reader.group) return (stats.mode & 0o040n) !== 0n;
  return (stats.mode & 0o004n) !== 0n;
}

/** A name that can't be opened, because a path is a text. */
export function undecodableName(path: string): RefusedPath {
  const error = uploadError("file-unreadable", {
    message: "The name of this file is not valid text (UTF-8), so it can't be opened.",
    hint: "Rename the file, then add it again.",
  });
  return { path, error };
}
