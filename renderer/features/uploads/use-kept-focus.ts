import { type RefObject, useEffect } from "react";

/**
 * Gives the grid the focus back when the element that had it went away with its row:
 * a keyboard user who cancels an upload stays in the list.
 */
export function useKeptFocus(grid: RefObject<HTMLElement | null>, order: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again after every change of the rows.
  useEffect(() => {
    const element = grid.current;
    if (element === null) return;
    if (element.dataset["hadFocus"] === "true" && document.activeElement === document.body) {
      element.focus({ preventScroll: true });
    }
  }, [grid, order]);

  useEffect(() => {
    const element = grid.current;
    if (element === null) return;
    const follow = (event: FocusEvent): void => {
      if (event.target instanceof Node) element.dataset["hadFocus"] = String(element.contains(event.target));
    };
    const leave = (event: PointerEvent): void => {
      if (event.target instanceof Node && !element.contains(event.target))
        element.dataset["hadFocus"] = "false";
    };
    document.addEventListener("focusin", follow);
    document.addEventListener("pointerdown", leave);
    return () => {
      document.removeEventListener("focusin", follow);
      document.removeEventListener("pointerdown", leave);
    };
  }, [grid]);
}
