import { useEffect } from "react";
import type { Commands } from "../../stores/commands";
import { type ViewStore, views } from "../../stores/view-store";
import { useStores } from "../../stores-context";
import { searchInputId } from "../history/history-search";

/** The keys that work anywhere (keys.ts lists them for the reader). */
export function useShortcuts(): void {
  const { view, commands } = useStores();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (document.querySelector("[role=dialog], [role=alertdialog]") !== null) return;
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (isCommand ? command(event, view, commands) : plainKey(event, view)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [view, commands]);
}

/** Ctrl/Cmd and a key; answers whether it meant something. */
function command(event: KeyboardEvent, view: ViewStore, commands: Commands): boolean {
  const { key } = event;
  const room = key === "," ? "settings" : views[Number(key) - 1];
  if (room !== undefined) view.setState({ view: room });
  else if (key.toLowerCase() === "f") {
    view.setState({ view: "history" });
    // After the room was drawn.
    requestAnimationFrame(() => focusSearch());
  } else if (key.toLowerCase() === "z" && !isTyping(event)) void commands.undoRemoval();
  else return false;
  return true;
}

/** A question mark asks for the keys, save where text is typed. */
function plainKey(event: KeyboardEvent, view: ViewStore): boolean {
  if (event.key !== "?" || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return false;
  view.setState({ isKeysOpen: true });
  return true;
}

function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest("input, textarea") !== null;
}

function focusSearch(): void {
  const input = document.getElementById(searchInputId);
  if (!(input instanceof HTMLInputElement)) return;
  input.focus();
  input.select();
}
