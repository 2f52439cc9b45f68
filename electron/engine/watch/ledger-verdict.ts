import type { KnownEntry, LedgerEntry } from "./ledger-entry";
import { isSame } from "./settling";

/** What is to be done about a file that has settled. */
export type LedgerVerdict = "send" | "known" | "renamed";

/**
 * Whether a settled file is sent. `byPath` and `byIdentity` are what the ledger holds for its path and for its inode.
 * The same content under a new name is not sent again; a new content under an old name only where the folder is set to.
 * A file that was held back for its name waits for another name, whatever its content.
 */
export function ledgerVerdict(
  file: LedgerEntry,
  byPath: KnownEntry | null,
  byIdentity: KnownEntry | null,
  sendChanged: boolean,
): LedgerVerdict {
  if (byPath !== null && (byPath.fate === "held" || isSame(byPath, file) || !sendChanged)) return "known";
  const wasDealtWith = byIdentity !== null && byIdentity.fate !== "held";
  if (byPath === null && file.identity !== "" && wasDealtWith && isSame(byIdentity, file)) return "renamed";
  return "send";
}
