import type { Socket } from "node:net";

/** How often a write that takes its time is looked at, milliseconds: as often as progress is announced. */
export const lookEveryMs = 100;

/**
 * What TLS adds to the bytes it carries is less than this part of them: at most 64 bytes to a record of 16 KiB
 * (RFC 8446 5.2, RFC 5246 6.2.3).
 */
const addedByTls = 1 / 256;

/** What Node keeps below a connection's stream: its own time limit for idle sockets tells life from silence by it. */
interface Handle {
  /** Bytes handed over to the event loop. */
  readonly bytesWritten: number;
  /** Those of them that the operating system has not taken. */
  readonly writeQueueSize: number;
}

/**
 * Sees how much of a write the operating system has taken while the rest still waits. A write's own word comes only when
 * all of it is taken, which on a slow line is long after the first bytes.
 */
export class WriteGauge {
  readonly #handle: Handle;
  readonly #carried: number;
  #takenBefore = 0;

  private constructor(handle: Handle, carried: number) {
    this.#handle = handle;
    this.#carried = carried;
  }

  /**
   * The gauge of a connection that stands; null where nobody tells: for TLS within TLS, and on Windows, which says of a write
   * only that all of it is taken.
   */
  static of(socket: Socket, platform: NodeJS.Platform = process.platform): WriteGauge | null {
    if (platform === "win32") return null;
    const own: unknown = Reflect.get(socket, "_handle");
    const below = isObject(own) ? Reflect.get(own, "_parent") : undefined;
    const lowest = below ?? own;
    return isHandle(lowest) ? new WriteGauge(lowest, below === undefined ? 1 : 1 - addedByTls) : null;
  }

  /** Counts from here, where all that was written before is taken. */
  begin(): void {
    this.#takenBefore = this.#taken();
  }

  /** How many of the bytes written since then are taken, at least. */
  taken(): number {
    return Math.floor((this.#taken() - this.#takenBefore) * this.#carried);
  }

  #taken(): number {
    return this.#handle.bytesWritten - this.#handle.writeQueueSize;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isHandle(value: unknown): value is Handle {
  return (
    isObject(value) &&
    ["bytesWritten", "writeQueueSize"].every((name) => typeof Reflect.get(value, name) === "number")
  );
}
