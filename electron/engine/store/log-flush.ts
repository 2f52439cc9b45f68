import { type FileHandle, open } from "node:fs/promises";
import { isWithoutRoom, systemCode } from "../files/file-failure";
import { storeFailure } from "./sqlite-failure";

/** What SQLite itself would say of a flush that failed: no room, or an error of the disk while flushing. */
const noRoomCode = 13;
const flushErrorCode = 1034;

/**
 * Brings SQLite's write-ahead log to the disk beside everything else: a flush takes from a fraction of a millisecond to
 * some dozen, which the event loop would stand still for. Who asks while a flush is under way shares the next one.
 */
export class LogFlush {
  readonly #path: string;
  #handle: Promise<FileHandle> | null = null;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  /** `path`: of the database. */
  constructor(path: string) {
    this.#path = `${path}-wal`;
  }

  /** Resolves when all that was committed before the call is on the disk. Throws the `Failure` of a store. */
  flushed(): Promise<void> {
    if (this.#running === null) return this.#start();
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = null;
        return this.#start();
      });
    return this.#next;
  }

  /** Lets go of the file; a flush under way still ends. */
  close(): void {
    this.#handle?.then((handle) => handle.close()).catch(() => {});
    this.#handle = null;
  }

  #start(): Promise<void> {
    const running = this.#flush().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  async #flush(): Promise<void> {
    try {
      this.#handle ??= open(this.#path, "r+");
      await (await this.#handle).datasync();
    } catch (thrown) {
      this.close();
      // Where a file system allows no such log SQLite flushes each commit itself.
      if (systemCode(thrown) === "ENOENT") return;
      const errcode = isWithoutRoom(thrown) ? noRoomCode : flushErrorCode;
      throw storeFailure(
        Object.assign(new Error("The records could not be flushed.", { cause: thrown }), { errcode }),
      );
    }
  }
}
