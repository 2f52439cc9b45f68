import type { Counts } from "../../shared/ipc";

/** What the tray's icon says. */
export type TrayState = "idle" | "progress" | "attention";

/**
 * What the icon says of the queue. `seenTroubles` is how many failed and unconfirmed uploads the user has looked at in the
 * window: only a new one asks for attention, so that an old failure does not mark the icon for ever.
 */
export function trayState(counts: Counts, seenTroubles: number): TrayState {
  if (troublesIn(counts) > seenTroubles) return "attention";
  return counts.uploading + counts.preparing > 0 ? "progress" : "idle";
}

/** Uploads that need a decision of the user. */
export function troublesIn(counts: Counts): number {
  return counts.failed + counts.unconfirmed;
}
