import { numberFormat } from "../../electron/shared/intl-formats";
import type { Progress } from "../../electron/shared/upload";

/**
 * The share that was sent, in whole percent. At most 99: a file whose last byte left is not there yet,
 * only the server's receipt makes it so.
 */
export function sendingPercent(progress: Pick<Progress, "bytesSent" | "bytesTotal">): number {
  if (progress.bytesTotal <= 0) return 0;
  const percent = Math.floor((progress.bytesSent / progress.bytesTotal) * 100);
  return Math.min(99, Math.max(0, percent));
}

/** A whole percentage in the user's manner of writing: `71%`, `71 %`. */
export function formatPercent(percent: number, locale: string): string {
  return numberFormat(locale, { style: "percent" }).format(percent / 100);
}
