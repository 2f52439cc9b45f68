import type { Readable } from "node:stream";
import type { Clock } from "../ports";
import { Watchdog } from "./watchdog";

/** Where reading an answer ends. */
export interface AnswerLimits {
  /** Decoded bytes. */
  readonly maximumBytes: number;
  /** Milliseconds without a byte. */
  readonly idleMs: number;
  /** Milliseconds until its end, however many bytes still come: a server that drips would hold us for days. */
  readonly wholeMs: number;
}

/** An answer's text, and whether it is all of it: `cut` at the limit, `broken` by the connection or the time limit. */
export interface Answer {
  readonly text: string;
  readonly ending: "whole" | "cut" | "broken";
}

/** Reads an answer into memory, never more than the limit, however well it is compressed. */
export function readAnswer(source: Readable, limits: AnswerLimits, clock: Clock): Promise<Answer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const watchdog = new Watchdog(clock);
    const callOffDeadline = clock.after(limits.wholeMs, () => end("broken"));
    const end = (ending: Answer["ending"]) => {
      watchdog.stop();
      callOffDeadline();
      if (ending !== "whole") source.destroy();
      const bytes = Buffer.concat(chunks);
      resolve({ text: new TextDecoder().decode(bytes.subarray(0, limits.maximumBytes)), ending });
    };
    watchdog.watch(limits.idleMs, () => end("broken"));
    source.on("data", (chunk: Buffer) => {
      watchdog.touch();
      if (length > limits.maximumBytes) return;
      chunks.push(chunk);
      length += chunk.length;
      if (length > limits.maximumBytes) end("cut");
    });
    source.once("end", () => end("whole"));
    source.on("error", () => end("broken"));
    source.once("close", () => end("broken"));
  });
}

/**
 * The same bytes as a stream of its own, for downloads: pulled as they are wanted, given up when the server sends
 * nothing for too long, every error turned by `explain`.
 */
export async function* readGradually(
  source: Readable,
  idleMs: number,
  clock: Clock,
  explain: (thrown: unknown) => Error,
): AsyncGenerator<Buffer> {
  const watchdog = new Watchdog(clock);
  const chunks = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      // Only our waiting counts: a slow reader of the download is no stalled server.
      watchdog.watch(idleMs, () => source.destroy(new Error("no data came in time")));
      const next: IteratorResult<Buffer, undefined> = await chunks.next();
      watchdog.stop();
      if (next.done === true) return;
      yield next.value;
    }
  } catch (thrown) {
    throw explain(thrown);
  } finally {
    watchdog.stop();
    source.destroy();
  }
}
