/** Operations on one disk or folder side by side; more are no faster, and a silent disk holds each one's thread for ever. */
const sideBySide = 2;

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Lets operations of the file system take turns, disk by disk. All of a process share four threads: without turns, four
 * uploads from a network share that has gone silent would stop every other file, and every look-up of a host name.
 */
export class DiskTurns {
  readonly #queues = new Map<string, Queue>();

  /** Runs an operation when it is its turn. One that never ends keeps its turn, as it keeps its thread. */
  async take<T>(disk: string, operation: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(disk) ?? { running: 0, waiting: [] };
    this.#queues.set(disk, queue);
    if (queue.running >= sideBySide) await new Promise<void>((ready) => queue.waiting.push(ready));
    else queue.running += 1;
    try {
      return await operation();
    } finally {
      this.#next(disk, queue);
    }
  }

  #next(disk: string, queue: Queue): void {
    const next = queue.waiting.shift();
    if (next === undefined) queue.running -= 1;
    else next();
    if (queue.running === 0) this.#queues.delete(disk);
  }
}

/** The turns of this process. */
export const diskTurns = new DiskTurns();
