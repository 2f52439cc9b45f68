import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** More threads than this would take the processors from what sends. */
const mostThreads = Math.max(1, Math.min(4, availableParallelism() - 1));

/**
 * What runs in the thread. It is text because app, command line and tests are bundled differently, and none of them has a
 * second file that they could all name.
 */
const program = `
const { createHash } = require("node:crypto");
const { parentPort } = require("node:worker_threads");
const hashes = new Map();
const work = {
  begin: (id, algorithm) => void hashes.set(id, createHash(algorithm)),
  update: (id, bytes) => void hashes.get(id).update(bytes),
  digest: (id) => hashes.get(id).digest("hex"),
  forget: (id) => void hashes.delete(id),
};
parentPort.on("message", ({ id, what, given }) => {
  const hex = work[what](id, given);
  if (what === "update" || what === "digest") parentPort.postMessage({ id, hex });
});`;

interface Reply {
  readonly id: number;
  readonly hex?: string;
}

/** Who waits for a hash's replies, first come first served. */
interface Waiting {
  readonly answer: (hex: string) => void;
  readonly fail: (error: Error) => void;
}

class HashThread {
  readonly #worker = new Worker(program, { eval: true });
  readonly #waiting = new Map<number, Waiting[]>();

  constructor(ended: () => void) {
    this.#worker.unref();
    this.#worker.on("message", ({ id, hex = "" }: Reply) => this.#waiting.get(id)?.shift()?.answer(hex));
    const fail = (error: Error) => {
      for (const waiting of [...this.#waiting.values()].flat()) waiting.fail(error);
      this.#waiting.clear();
    };
    this.#worker.once("error", fail);
    this.#worker.once("exit", (code) => {
      ended();
      fail(new Error(`The thread of the hashes ended (${code}).`));
    });
  }

  /** How many hashes are computed here just now. */
  get load(): number {
    return this.#waiting.size;
  }

  begin(id: number, algorithm: string): void {
    this.#waiting.set(id, []);
    this.#worker.ref();
    this.#worker.postMessage({ id, what: "begin", given: algorithm });
  }

  ask(id: number, what: "update" | "digest", given?: Uint8Array): Promise<string> {
    return new Promise((answer, fail) => {
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) return fail(new Error("This hash is over."));
      waiting.push({ answer, fail });
      this.#worker.postMessage({ id, what, given });
    });
  }

  /** An idle thread keeps no command from ending. */
  forget(id: number): void {
    if (!this.#waiting.delete(id)) return;
    this.#worker.postMessage({ id, what: "forget" });
    if (this.#waiting.size === 0) this.#worker.unref();
  }
}

let threads: readonly HashThread[] = [];
let lastId = 0;

function leastBusy(): HashThread {
  const [best] = threads.toSorted((first, second) => first.load - second.load);
  if (best !== undefined && (best.load === 0 || threads.length >= mostThreads)) return best;
  const thread = new HashThread(() => {
    threads = threads.filter((known) => known !== thread);
  });
  threads = [...threads, thread];
  return thread;
}

/** A hash that is computed in a thread of its own, so that neither the network nor the window waits for it. */
export class ThreadedHash {
  readonly #thread = leastBusy();
  readonly #id: number;

  constructor(algorithm: string) {
    lastId += 1;
    this.#id = lastId;
    this.#thread.begin(this.#id, algorithm);
  }

  /** Adds bytes of shared memory; resolves when they are not read any more. Throws when the thread has ended. */
  async update(bytes: Uint8Array): Promise<void> {
    await this.#thread.ask(this.#id, "update", bytes);
  }

  /** The hash of everything. Throws when the thread has ended. */
  async digestHex(): Promise<string> {
    return await this.#thread.ask(this.#id, "digest");
  }

  /** Ends it, whether it was asked for its digest or not; may be called twice. Memory that it still reads is never told. */
  forget(): void {
    this.#thread.forget(this.#id);
  }
}
