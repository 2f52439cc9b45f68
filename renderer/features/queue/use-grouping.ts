import { useCallback, useMemo, useState } from "react";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import type { QueueGrouping } from "./queue-shape";

const storageKey = "queue-grouping";
const noneFolded: readonly string[] = [];

/** How the queue is shown, and the ways to change it. The choice is kept for the next start; what is folded is not. */
export function useGrouping(): {
  readonly grouping: QueueGrouping;
  readonly setGrouped: (isGrouped: boolean) => void;
  readonly toggleFolded: (batchId: string) => void;
} {
  const { queue } = useStores();
  const [isGrouped, setIsGrouped] = useState(() => localStorage.getItem(storageKey) !== "flat");
  // As the shown rows have it: a heading turns only with the rows below it.
  const folded = useStore(queue, (state) => state.shownFilter.queue?.folded ?? noneFolded);
  const grouping = useMemo(() => ({ isGrouped, folded: new Set(folded) }), [isGrouped, folded]);
  const fold = useCallback(
    (next: readonly string[]): void => {
      const { folded: _before, ...rest } = queue.getState().filter.queue ?? {};
      queue.setFilter({ queue: next.length === 0 ? rest : { ...rest, folded: next } });
    },
    [queue],
  );
  const toggleFolded = useCallback(
    (batchId: string): void => {
      const now = queue.getState().filter.queue?.folded ?? [];
      fold(now.includes(batchId) ? now.filter((other) => other !== batchId) : [...now, batchId]);
    },
    [queue, fold],
  );
  const setGrouped = (next: boolean): void => {
    setIsGrouped(next);
    localStorage.setItem(storageKey, next ? "grouped" : "flat");
    if (!next) fold([]);
  };
  return { grouping, setGrouped, toggleFolded };
}
