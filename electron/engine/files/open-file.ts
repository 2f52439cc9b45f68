import {
  type BigIntStats,
  close,
  fstat,
  lstat,
  open,
  type PathLike,
  read,
  type StatOptions,
  stat,
} from "node:fs";

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

/** Opens a file. Node's own handles take three times as much processor time, which counts with thousands of small files. */
export async function openFile(path: string, flags: number): Promise<OpenFile> {
  return new DescribedFile(await answerOf<number>((answered) => open(path, flags, answered)));
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

/** A file by its number, which belongs to another file as soon as it is closed: so that waits for what is under way. */
class DescribedFile implements OpenFile {
  readonly #number: number;
  #underWay = 0;
  #isIdle = () => {};

  constructor(number: number) {
    this.#number = number;
  }

  async read(buffer: Buffer, offset: number, length: number, position: number) {
    const bytesRead = await this.#ask<number>((answered) =>
      read(this.#number, buffer, offset, length, position, answered),
    );
    return { bytesRead };
  }

  stat(options: { readonly bigint: true }): Promise<BigIntStats> {
    return this.#ask((answered) => fstat(this.#number, options, answered));
  }

  async close(): Promise<void> {
    if (this.#underWay > 0) await new Promise<void>((idle) => (this.#isIdle = idle));
    await answerOf<void>((answered) => close(this.#number, (error) => answered(error ?? null)));
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
