import { rowAt } from "../../stores/pages";
import { selectedIds } from "../../stores/selection-store";
import { useStores } from "../../stores-context";

/** Moves the selected uploads by one place with Alt and an arrow; answers whether the key was one of them. */
export function useMoveByKey(): (key: string) => boolean {
  const { queue, selections, commands } = useStores();
  return (key) => {
    if (key !== "ArrowUp" && key !== "ArrowDown") return false;
    const state = selections.queue.getState();
    const ids = selectedIds(state);
    const places = [...state.placeById.values()];
    const beside = key === "ArrowUp" ? Math.min(...places) - 1 : Math.max(...places) + 1;
    const anchor = rowAt(queue.getState().pages, beside);
    if (ids.length > 0 && anchor !== undefined && !state.placeById.has(anchor.id)) {
      void commands.move(ids, { kind: key === "ArrowUp" ? "before" : "after", anchorId: anchor.id });
    }
    return true;
  };
}
