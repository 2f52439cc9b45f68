import { Worker } from "node:worker_threads";

/** A plain file that we may read, as a quick look sees it. */
export interface PlainFile {
  /** Bytes. */
  readonly size: number;
  /** Whole epoch milliseconds. */
  readonly modifiedAtMs: number;
}

/**
 * What runs in the thread; text for the reason that `hash-thread.ts` gives. It answers two numbers for each name, size and
 * time, or NaN for whatever is no plain file of our own: that is looked at closely by `collect-files.ts`, whose rules these are.
 */
const program = `
const { lstatSync } = require("node:fs");
const { parentPort } = require("node:worker_threads");
const user = process.geteuid === undefined ? undefined : BigInt(process.geteuid());
const hasMadeUpFiles = process.platform === "linux";
const isPlain = (stats) =>
  stats.isFile() &&
  (stats.blocks > 0n || !hasMadeUpFiles) &&
  (user === undefined || (stats.uid === user && (stats.mode & 0o400n) !== 0n));
parentPort.on("message", (paths) => {
  const seen = new Float64Array(paths.length * 2).fill(NaN);
  paths.forEach((path, index) => {
    try {
      const stats = lstatSync(path, { bigint: true });
      if (isPlain(stats)) seen.set([Number(stats.size), Number(stats.mtimeNs / 1000000n)], index * 2);
    } catch {}
  });
  parentPort.postMessage(seen, [seen.buffer]);
});`;

interface Waiting {
  readonly told: (seen: Float64Array) => void;
  readonly failed: (why: Error) => void;
}

/**
 * Looks at the files of large folders beside everything else. Asking Node for each file by itself takes longer than the
 * look. A silent disk holds this thread alone, and none of those that all files share.
 */
export class LookThread {
  readonly #worker = new Worker(program, { eval: true });
  readonly #waiting: Waiting[] = [];
  #isOver = false;

  constructor() {
    this.#worker.unref();
    this.#worker.on("message", (seen: Float64Array) => this.#waiting.shift()?.told(seen));
    this.#worker.on("error", () => {});
    this.#worker.once("exit", () => {
      this.#isOver = true;
      for (const { failed } of this.#waiting.splice(0)) failed(ended());
    });
  }

  /** What lies at each path; null where only a closer look tells. Throws when the thread ended. */
  async look(paths: readonly string[]): Promise<readonly (PlainFile | null)[]> {
    if (this.#isOver) throw ended();
    const seen = await new Promise<Float64Array>((told, failed) => {
      this.#waiting.push({ told, failed });
      this.#worker.postMessage(paths);
    });
    return paths.map((_, index) => {
      const [size = Number.NaN, modifiedAtMs = Number.NaN] = seen.subarray(index * 2, index * 2 + 2);
      return Number.isNaN(size) ? null : { size, modifiedAtMs };
    });
  }

  /** Ends the thread as soon as its disk answers. */
  end(): void {
    this.#isOver = true;
    void this.#worker.terminate();
  }
}

function ended(): Error {
  return new Error("the thread that looks at files has ended");
}
