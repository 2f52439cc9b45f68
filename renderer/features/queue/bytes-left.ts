import type { Progress } from "../../../electron/shared/upload";

/** Bytes that are still to be sent: those of all unfinished uploads, less what the running ones have sent by now. */
export function bytesToSend(bytesLeft: number, progress: ReadonlyMap<string, Progress>): number {
  let sent = 0;
  for (const { bytesSent } of progress.values()) sent += bytesSent;
  return Math.max(0, bytesLeft - sent);
}
