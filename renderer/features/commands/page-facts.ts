import { destinationNow } from "../../stores/current-destination";
import type { Stores } from "../../stores/stores";
import { actingUploads } from "./acting";
import type { CommandFacts } from "./possible-commands";

/** Looks at the stores and at the page. */
export function pageFacts(stores: Stores): CommandFacts {
  const { counts } = stores.overview.getState();
  const acting = actingUploads(stores);
  return {
    isBlocked: document.querySelector("[role=dialog], [role=alertdialog]") !== null,
    isTyping: isTextField(document.activeElement),
    hasTextSelection: window.getSelection()?.isCollapsed === false,
    hasDestination: destinationNow(stores) !== null,
    counts,
    acting,
    shownRows: acting.list === null ? 0 : stores[acting.list].getState().total,
    isDetailOpen: acting.list !== null && stores.detail.getState().uploadId !== null,
    nowMs: Date.now(),
  };
}

/** Whether text is typed in an element. */
export function isTextField(element: EventTarget | null): boolean {
  return element instanceof Element && element.matches("input:not([type=checkbox], [type=radio]), textarea");
}
