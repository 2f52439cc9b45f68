import { queueStates } from "../../../electron/shared/queue-filter";
import type { UploadStateKind } from "../../../electron/shared/upload";
import { queueCount } from "../../stores/overview-store";
import { loadedRows } from "../../stores/pages";
import { selectedIds } from "../../stores/selection-store";
import { useSurroundings } from "../../stores-context";
import type { OpenQueueMenu } from "./queue-controls";
import { shownState } from "./shown-state";

/** What a menu acts on. */
export interface Targets {
  readonly count: number;
  /** The states among them; `unknown` where a row is not loaded. */
  readonly kinds: ReadonlySet<UploadStateKind | "unknown">;
  /** Their ids in the order of the queue. */
  ids(): Promise<readonly string[]>;
}

/** The uploads that a menu is about: the selection, or what is left of a drop. */
export function useTargets(open: OpenQueueMenu): Targets {
  const { stores, bridge } = useSurroundings();
  if (open.kind === "drop") {
    const { batchId } = open.upload;
    const counts = stores.batches.getState().countsById.get(batchId);
    const counted = counts === undefined ? [] : queueStates.filter((state) => counts[state] > 0);
    return {
      count: counts === undefined ? 0 : queueCount(counts),
      kinds: new Set(counts === undefined ? ["unknown"] : [...counted, shownState(open.upload).kind]),
      ids: () => bridge.request("uploads:queue-ids", { search: "", batchId }),
    };
  }
  const ids = selectedIds(stores.selections.queue.getState());
  const known = new Map<string, UploadStateKind>();
  for (const [, row] of loadedRows(stores.queue.getState().pages)) known.set(row.id, shownState(row).kind);
  return {
    count: ids.length,
    kinds: new Set(ids.map((id) => known.get(id) ?? "unknown")),
    ids: async () => ids,
  };
}
