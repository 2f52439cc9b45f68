import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { Failure } from "../failure";
import { isWithoutRoom, systemCode } from "./file-failure";
import { wireName } from "./safe-name";

/** The longest name, bytes of UTF-8, that every usual file system takes. */
const maximumNameBytes = 255;

/** What Windows does not allow in a name, beside what `wireName` replaces. */
const forbiddenCharacters = /[<>:|?*]/g;
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** Data that is no file yet: a picture or a text from the clipboard. */
export interface SpooledData {
  /** As the user shall see it; made safe for every file system. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Data that is now on the disk. */
export interface Spooled {
  /** Names the folder, and the batch that its uploads are to be added with. */
  readonly batchId: string;
  /** Absolute, in the order given. */
  readonly paths: readonly string[];
}

/**
 * Data handed over for uploading, kept as files in `PROFILE/spool/BATCH/NUMBER/NAME` until their uploads are done
 * (`spool-keeper.ts`): what the clipboard held is gone in a moment, an upload may take days.
 */
export class Spool {
  readonly directory: string;

  constructor(profileDirectory: string) {
    this.directory = join(profileDirectory, "spool");
  }

  /**
   * Writes data to files; they are on the disk, folders included, when this answers. Throws `Failure` `storage-full` or
   * `file-unreadable` (class `local`), and keeps nothing then.
   */
  async keep(data: readonly SpooledData[]): Promise<Spooled> {
    const batchId = randomUUID();
    const folder = join(this.directory, batchId);
    try {
      const paths: string[] = [];
      for (const [index, one] of data.entries()) {
        const path = join(folder, String(index + 1), spoolName(one.name));
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await writeDurably(path, one.bytes);
        await syncFolder(dirname(path));
        paths.push(path);
      }
      for (const made of [folder, this.directory, dirname(this.directory)]) await syncFolder(made);
      return { batchId, paths };
    } catch (thrown) {
      // What can't be removed now is an orphan, which the keeper removes later.
      await this.drop(batchId).catch(() => {});
      throw notKept(thrown);
    }
  }

  /** Removes the data of a batch; none is fine. */
  async drop(batchId: string): Promise<void> {
    await rm(join(this.directory, batchId), { recursive: true, force: true });
  }

  /** What is kept, with when its folder was last changed, epoch milliseconds. */
  async batches(): Promise<readonly { readonly batchId: string; readonly changedAtMs: number }[]> {
    const names = await readdir(this.directory).catch((thrown: unknown) => {
      if (systemCode(thrown) === "ENOENT") return [];
      throw thrown;
    });
    return await Promise.all(
      names.map(async (batchId) => {
        const { mtimeMs } = await stat(join(this.directory, batchId));
        return { batchId, changedAtMs: mtimeMs };
      }),
    );
  }

  /** What the paths of a batch's files begin with. */
  prefixOf(batchId: string): string {
    return join(this.directory, batchId) + sep;
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A file is found again after a power cut only when its folder is on the disk too; Windows sees to that itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function notKept(thrown: unknown): Failure {
  const full = isWithoutRoom(thrown);
  return new Failure("local", full ? "storage-full" : "file-unreadable", {
    message: full
      ? "The disk is full, so the data could not be kept for uploading."
      : "The data could not be kept for uploading.",
    hint: full ? "Make room on the disk, then try again." : "Look at the log, then try again.",
    cause: thrown,
  });
}

/** A name that every usual file system takes and that looks like the one given. */
export function spoolName(name: string): string {
  const safe = wireName(name)
    .replace(forbiddenCharacters, "_")
    .replace(/[. ]+$/, "")
    .replace(deviceName, "_$&");
  return cutName(safe === "" ? "file" : safe);
}

/** Cuts the stem, never the ending, and never a character in two. */
function cutName(name: string): string {
  if (Buffer.byteLength(name) <= maximumNameBytes) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 32 ? name.slice(dot) : "";
  const room = maximumNameBytes - Buffer.byteLength(ending);
  let stem = "";
  let bytes = 0;
  for (const character of name.slice(0, name.length - ending.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > room) break;
    stem += character;
  }
  return stem.trimEnd() + ending;
}
