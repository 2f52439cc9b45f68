import {
  type BigIntStats,
  close,
  closeSync,
  constants,
  fstat,
  fstatSync,
  lstat,
  lstatSync,
  open,
  type PathLike,
  read,
  type StatOptions,
  stat,
} from "node:fs";
import { dirname } from "node:path";
import { systemCode } from "./file-failure";
import { quickDisks } from "./quick-disks";

/** A file that is open for reading. */
export interface OpenFile {
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  stat(options: { readonly bigint: true }): Promise<BigIntStats>;
  /** Closes it when what was asked of it before is over. To be called once. */
  close(): Promise<void>;
}

/** What Node's calls with a callback answer. */
type Answered<T> = (error: NodeJS.ErrnoException | null, answer: T) => void;

function answerOf<T>(ask: (answered: Answered<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, answer) => (error === null ? resolve(answer) : reject(error)));
  });
}

/** Refuses to open a link; Windows has no such flag, and there no file is asked directly. */
const noLink = constants.O_NOFOLLOW ?? 0;

/**
 * Opens a file. Node's own handles take three times as much processor time, which counts with thousands of small files; and
 * what a disk within the computer knows of an open file is asked for directly, which takes a fortieth of waking a thread. Where a
 * link leads is another matter: that may be at the other end of a network.
 */
export async function openFile(path: string, flags: number): Promise<OpenFile> {
  const opened = (more: number) => answerOf<number>((answered) => open(path, flags | more, answered));
  try {
    return new DescribedFile(await opened(noLink), dirname(path));
  } catch (thrown) {
    if (systemCode(thrown) !== "ELOOP") throw thrown;
    return new DescribedFile(await opened(0), null);
  }
}

type StatCall = (
  path: PathLike,
  options: StatOptions & { bigint: true },
  answered: Answered<BigIntStats>,
) => void;

/** What lies at a path: the link itself with `lstat`, what it leads to with `stat`. */
export function lookAt(path: string, how: "stat" | "lstat"): Promise<BigIntStats> {
  const call: StatCall = how === "stat" ? stat : lstat;
  return answerOf((answered) => call(path, { bigint: true }, answered));
}

/** What lies at the path of a file that is open. */
export async function lookAtOpened(path: string): Promise<BigIntStats> {
  if (quickDisks.isQuick(dirname(path))) {
    const found = lstatSync(path, { bigint: true });
    if (!found.isSymbolicLink()) return found;
  }
  return await lookAt(path, "stat");
}

/** A file by its number, which belongs to another file as soon as it is closed: so that waits for what is under way. */
class DescribedFile implements OpenFile {
  readonly #number: number;
  /** Null when it was reached by a link. */
  readonly #folder: string | null;
  #underWay = 0;
  #isIdle = () => {};

  constructor(number: number, folder: string | null) {
    this.#number = number;
    this.#folder = folder;
  }

  async read(buffer: Buffer, offset: number, length: number, position: number) {
    const bytesRead = await this.#ask<number>((answered) =>
      read(this.#number, buffer, offset, length, position, answered),
    );
    return { bytesRead };
  }

  async stat(options: { readonly bigint: true }): Promise<BigIntStats> {
    if (this.#isQuick) return fstatSync(this.#number, options);
    const stats = await this.#ask<BigIntStats>((answered) => fstat(this.#number, options, answered));
    if (this.#folder !== null) quickDisks.note(this.#folder, stats.dev);
    return stats;
  }

  async close(): Promise<void> {
    if (this.#underWay > 0) await new Promise<void>((idle) => (this.#isIdle = idle));
    if (this.#isQuick) closeSync(this.#number);
    else await answerOf<void>((answered) => close(this.#number, (error) => answered(error ?? null)));
  }

  get #isQuick(): boolean {
    return this.#folder !== null && quickDisks.isQuick(this.#folder);
  }

  async #ask<T>(ask: (answered: Answered<T>) => void): Promise<T> {
    this.#underWay += 1;
    try {
      return await answerOf(ask);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#isIdle();
    }
  }
}
