import { opendir } from "node:fs/promises";
import { Watchdog } from "../http/watchdog";
import type { Clock } from "../ports";
import { diskIsSilent, diskLimitMs } from "./disk-limit";
import { inNaturalOrder } from "./natural-order";

/** Entries read from the system at a time. */
const entriesPerRead = 1000;

/** Litter of operating systems that nobody means to send. */
const litter = new Set([".ds_store", "thumbs.db", "desktop.ini"]);

/** What a folder holds. */
export interface Listing {
  /** Names in natural order, piece by piece, the first piece soon. */
  readonly names: AsyncGenerator<readonly string[]>;
  /** Names whose bytes are no UTF-8, as far as they can be shown: such files can't be opened by a text. */
  readonly undecodable: readonly string[];
}

/** How to list. */
export interface ListOptions {
  /** List hidden entries too. */
  readonly hidden: boolean;
  readonly clock: Clock;
}

/**
 * Lists a folder without holding up the event loop. Hidden entries and the litter of operating systems are left out
 * unless asked for. Throws what the system says, or `Failure` for a disk that does not answer.
 */
export async function listFolder(path: string, options: ListOptions): Promise<Listing> {
  const watchdog = new Watchdog(options.clock);
  try {
    return await new Promise((listed, failed) => {
      watchdog.watch(diskLimitMs, () => failed(diskIsSilent()));
      readFolder(path, options.hidden, () => watchdog.touch()).then(listed, failed);
    });
  } finally {
    watchdog.stop();
  }
}

async function readFolder(path: string, hidden: boolean, moving: () => void): Promise<Listing> {
  const names: string[] = [];
  const undecodable: string[] = [];
  // Each byte as one character: strings are listed many times faster than buffers, and no byte is lost.
  for await (const entry of await opendir(path, { encoding: "latin1", bufferSize: entriesPerRead })) {
    moving();
    if (!hidden && isHidden(entry.name)) continue;
    const name = decodeName(entry.name);
    if (name === null) undecodable.push(Buffer.from(entry.name, "latin1").toString("utf8"));
    else names.push(name);
  }
  return { names: inNaturalOrder(names), undecodable };
}

/** A listed name as text; null when its bytes are no UTF-8. */
function decodeName(listed: string): string | null {
  if (/^\p{ASCII}*$/u.test(listed)) return listed;
  const bytes = Buffer.from(listed, "latin1");
  const name = bytes.toString("utf8");
  return Buffer.from(name, "utf8").equals(bytes) ? name : null;
}

function isHidden(name: string): boolean {
  return name.startsWith(".") || litter.has(name.toLowerCase());
}
