import { useEffect } from "react";
import { type ViewStore, views } from "../../stores/view-store";
import { useStores } from "../../stores-context";
import { searchInputId } from "../history/history-search";

/** The keys that work anywhere (keys.ts lists them for the reader). */
export function useShortcuts(): void {
  const { view } = useStores();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (document.querySelector("[role=dialog], [role=alertdialog]") !== null) return;
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (isCommand ? command(event.key, view) : plainKey(event, view)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [view]);
}

/** Ctrl/Cmd and a key; answers whether it meant something. */
function command(key: string, view: ViewStore): boolean {
  const room = key === "," ? "settings" : views[Number(key) - 1];
  if (room !== undefined) view.setState({ view: room });
  else if (key.toLowerCase() === "f") {
    view.setState({ view: "history" });
    // After the room was drawn.
    requestAnimationFrame(() => focusSearch());
  } else return false;
  return true;
}

/** A question mark asks for the keys, save where text is typed. */
function plainKey(event: KeyboardEvent, view: ViewStore): boolean {
  const isTyping = event.target instanceof Element && event.target.closest("input, textarea") !== null;
  if (event.key !== "?" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return false;
  view.setState({ isKeysOpen: true });
  return true;
}

function focusSearch(): void {
  const input = document.getElementById(searchInputId);
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
}
