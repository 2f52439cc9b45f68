import type { LedgerEntry } from "./ledger-entry";
import { isSame } from "./settling";

/** What is to be done about a file that has settled. */
export type LedgerVerdict = "send" | "known" | "renamed";

/**
 * Whether a settled file is sent. `byPath` and `byIdentity` are what the ledger holds for its path and for its inode.
 * The same content under a new name is not sent again; a new content under an old name only where the folder is set to.
 */
export function ledgerVerdict(
  file: LedgerEntry,
  byPath: LedgerEntry | null,
  byIdentity: LedgerEntry | null,
  sendChanged: boolean,
): LedgerVerdict {
  if (byPath !== null && (isSame(byPath, file) || !sendChanged)) return "known";
  if (byPath === null && file.identity !== "" && byIdentity !== null && isSame(byIdentity, file))
    return "renamed";
  return "send";
}
