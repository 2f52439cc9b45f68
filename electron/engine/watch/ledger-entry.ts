import { stat } from "node:fs/promises";
import { modifiedAtMs } from "../files/file-source";
import type { FileMark } from "./settling";

/**
 * What became of a file of the ledger: it was there before or has another name now (`known`), it was put in the queue
 * (`sent`), or it would have taken another one's place (`held`), which is for the user to mend.
 */
export type LedgerFate = "known" | "sent" | "held";

/** An entry with what became of the file. */
export type KnownEntry = LedgerEntry & { readonly fate: LedgerFate };

/** A file as the ledger knows it. */
export interface LedgerEntry extends FileMark {
  /** Below the watched folder, with `/`. */
  readonly path: string;
  /** Device and inode, so that a renamed file is known again; empty where the file system has none. */
  readonly identity: string;
}

/** A file as it is now; null when it is gone or no file. */
export async function readEntry(absolutePath: string, path: string): Promise<LedgerEntry | null> {
  const stats = await stat(absolutePath, { bigint: true }).catch(() => null);
  if (stats?.isFile() !== true) return null;
  return {
    path,
    size: Number(stats.size),
    modifiedAtMs: modifiedAtMs(stats),
    identity: stats.ino === 0n ? "" : `${stats.dev}:${stats.ino}`,
  };
}
