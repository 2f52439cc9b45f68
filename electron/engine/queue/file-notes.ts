import { stat } from "node:fs/promises";
import { modifiedAtMs } from "../files/file-source";
import type { BulkStore, FileFacts } from "../store/stores";

/**
 * The user's "try again" sends the file as it is now; what the service holds of an older one is not gone on with.
 * Only uploads that came to an end are looked at: a changed file of any other is `file-changed`.
 */
export async function noteFilesAsTheyAre(bulk: BulkStore, ids: readonly string[]): Promise<void> {
  const files = bulk.files(ids, ["failed", "canceled"]);
  const now = await Promise.all(files.map(fileAsItIsNow));
  bulk.updateFiles(now.filter((file) => file !== null));
}

/** What a file is now, where that differs from what was noted; null where it does not, or where there is no file. */
async function fileAsItIsNow(noted: FileFacts): Promise<FileFacts | null> {
  const now = await stat(noted.path, { bigint: true }).catch(() => null);
  if (!now?.isFile()) return null;
  const file = { ...noted, size: Number(now.size), modifiedAtMs: modifiedAtMs(now) };
  return file.size === noted.size && file.modifiedAtMs === noted.modifiedAtMs ? null : file;
}
