import { useEffect, useState } from "react";
import type { AddResult } from "../../electron/shared/ipc";
import type { PageBridge } from "../bridge";
import { listenForFileDrags } from "../ui/file-drags";

/** What came of a drop is shown for so long, milliseconds. */
const outcomeMs = 4_000;

/** What came of the last drop. */
export type DropOutcome =
  | { readonly kind: "added"; readonly result: AddResult }
  | { readonly kind: "refused"; readonly message: string };

/** A drag over the window, and what came of the last one. */
export interface Drops {
  /** How many things are held over the window, 0 where the system does not tell; null while none are. */
  readonly held: number | null;
  readonly outcome: DropOutcome | null;
}

/** Takes files that are dropped anywhere on the small window and sends them to a destination. */
export function useDrops(bridge: PageBridge, destinationId: string | null): Drops {
  const [held, setHeld] = useState<number | null>(null);
  const [outcome, setOutcome] = useState<DropOutcome | null>(null);
  useEffect(() => {
    return listenForFileDrags({
      over: setHeld,
      gone: () => setHeld(null),
      dropped: (files) => void send(bridge, files, destinationId).then(setOutcome),
    });
  }, [bridge, destinationId]);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), outcomeMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  return { held, outcome };
}

async function send(
  bridge: PageBridge,
  files: readonly File[],
  destinationId: string | null,
): Promise<DropOutcome | null> {
  if (destinationId === null) {
    // There is nowhere to send it to: the window has the place to add a destination.
    await bridge.request("drop-target:open-window", undefined);
    return null;
  }
  try {
    return { kind: "added", result: await bridge.addFiles(files, destinationId, {}) };
  } catch (thrown) {
    return { kind: "refused", message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
