import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { Failure } from "../failure";
import { chunkBytes } from "./chunk-pool";

/**
 * Chunks that a hash may be behind what is sent; then sending waits for it. They last for 10 ms of hashing, so that the thread
 * has work while a busy computer gives the processor to others.
 */
const chunksBehind = 8;
/** More threads than this would take the processors from what sends. */
const mostThreads = Math.max(1, Math.min(4, availableParallelism() - 1));
/** So many threads that ended by themselves, and no more are started: files are hashed in turn with sending. */
const endsTolerated = 3;

/**
 * What runs in the thread. It is text because app, command line and tests are bundled differently, and none of them has a
 * second file that they could all name. Memory goes there and comes back; nothing is shared.
 */
const program = `
const { createHash } = require("node:crypto");
const { parentPort } = require("node:worker_threads");
let hash;
parentPort.on("message", ({ algorithm, bytes, length }) => {
  if (algorithm !== undefined) hash = createHash(algorithm);
  else if (bytes === undefined) parentPort.postMessage({ hex: hash.digest("hex") });
  else {
    hash.update(new Uint8Array(bytes, 0, length));
    parentPort.postMessage({ bytes }, [bytes]);
  }
});`;

interface Reply {
  /** Memory that was worked through. */
  readonly bytes?: ArrayBuffer;
  readonly hex?: string;
}

const idle: HashThread[] = [];
let running = 0;
let endedByThemselves = 0;

/** A thread that computes one hash at a time beside everything else. */
class HashThread {
  readonly #worker = new Worker(program, { eval: true });
  readonly #free: ArrayBuffer[] = Array.from({ length: chunksBehind }, () => new ArrayBuffer(chunkBytes));
  #waiting: { readonly told: (reply: Reply) => void; readonly failed: (why: Error) => void } | null = null;
  #isOver = false;

  constructor() {
    // No command waits for a thread that waits for work.
    this.#worker.unref();
    this.#worker.on("message", (reply: Reply) => {
      if (reply.bytes !== undefined) this.#free.push(reply.bytes);
      const waiting = this.#waiting;
      this.#waiting = null;
      waiting?.told(reply);
    });
    this.#worker.on("error", () => {});
    this.#worker.once("exit", () => {
      if (!this.#isOver) endedByThemselves += 1;
      this.#isOver = true;
      const place = idle.indexOf(this);
      if (place >= 0) idle.splice(place, 1);
      this.#waiting?.failed(threadEnded());
    });
  }

  begin(algorithm: string): void {
    this.#worker.postMessage({ algorithm });
  }

  async update(chunk: Uint8Array): Promise<void> {
    while (this.#free.length === 0) await this.#reply();
    const bytes = this.#free.pop() ?? new ArrayBuffer(chunkBytes);
    new Uint8Array(bytes).set(chunk);
    this.#worker.postMessage({ bytes, length: chunk.length }, [bytes]);
  }

  async digestHex(): Promise<string> {
    this.#worker.postMessage({});
    for (;;) {
      const { hex } = await this.#reply();
      if (hex !== undefined) return hex;
    }
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#worker.terminate();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  #reply(): Promise<Reply> {
    if (this.#isOver) return Promise.reject(threadEnded());
    return new Promise((told, failed) => {
      this.#waiting = { told, failed };
    });
  }
}

/** Nothing is wrong with the file: it is sent again. */
function threadEnded(): Failure {
  return new Failure("transient", "file-unreadable", {
    message: "The file's checksum could not be computed.",
  });
}

/** The hash of a file that is computed while it is read; its methods are called one after the other. */
export interface FileHash {
  /** Adds a chunk of at most 1 MiB, which is not looked at afterwards; resolves when the next one may come. */
  update(chunk: Uint8Array): void | Promise<void>;
  digestHex(): string | Promise<string>;
  /** Lets go of it, finished or not; may be called twice. */
  release(): void;
}

/**
 * Begins a hash in a thread of its own; null when there are as many as the processors can take. Its methods throw `Failure`
 * (`transient`) when the thread has ended.
 */
export function beginThreadedHash(algorithm: string): FileHash | null {
  if (endedByThemselves >= endsTolerated || (idle.length === 0 && running >= mostThreads)) return null;
  const thread = idle.pop() ?? new HashThread();
  running += 1;
  thread.begin(algorithm);
  let isWhole = false;
  let isReleased = false;
  return {
    update: (chunk) => thread.update(chunk),
    digestHex: async () => {
      const hex = await thread.digestHex();
      isWhole = true;
      return hex;
    },
    release: () => {
      if (isReleased) return;
      isReleased = true;
      running -= 1;
      if (isWhole && !thread.isOver) idle.push(thread);
      else thread.end().catch(() => {});
    },
  };
}
