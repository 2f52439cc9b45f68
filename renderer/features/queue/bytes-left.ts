import type { Progress, UploadView } from "../../../electron/shared/upload";

/**
 * Bytes of the queue that are still to be sent, or null when not all of its rows are known:
 * a sum over a part would be a wrong number, and wrong numbers are worse than none.
 */
export function bytesLeft(
  rows: Iterable<readonly [number, UploadView]>,
  total: number,
  progress: ReadonlyMap<string, Progress>,
): number | null {
  let known = 0;
  let bytes = 0;
  for (const [, row] of rows) {
    known += 1;
    if (row.state.kind === "failed" || row.state.kind === "unconfirmed") continue;
    const sent = row.state.kind === "uploading" ? (progress.get(row.id)?.bytesSent ?? 0) : 0;
    bytes += Math.max(0, row.size - sent);
  }
  return known < total ? null : bytes;
}
