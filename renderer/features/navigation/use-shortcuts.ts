import { useEffect } from "react";
import { views } from "../../stores/view-store";
import { useStores } from "../../stores-context";
import { searchInputId } from "../history/history-search";

/** The keys that work anywhere: Ctrl/Cmd+1…4 for the rooms, Ctrl/Cmd+F for the search. */
export function useShortcuts(): void {
  const { view } = useStores();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!isCommand || document.querySelector("[role=dialog], [role=alertdialog]") !== null) return;
      const room = views[Number(event.key) - 1];
      if (room !== undefined) view.setState({ view: room });
      else if (event.key.toLowerCase() === "f") {
        view.setState({ view: "history" });
        // After the room was drawn.
        requestAnimationFrame(() => focusSearch());
      } else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [view]);
}

function focusSearch(): void {
  const input = document.getElementById(searchInputId);
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
}
