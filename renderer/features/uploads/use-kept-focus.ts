import { type RefObject, useEffect } from "react";

/** The list that went away with the focus in it, by its test id, as long as nothing else has taken the focus. */
let orphaned: string | null = null;

/**
 * Gives the grid the focus back when the element that had it went away with its row:
 * a keyboard user who cancels an upload stays in the list, and is in it again when the last one removed comes back.
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
    const name = element.dataset["testid"] ?? "";
    if (orphaned === name && document.activeElement === document.body) element.focus({ preventScroll: true });
    orphaned = null;
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
      if (element.dataset["hadFocus"] === "true") orphaned = name;
    };
  }, [grid]);
}
