import { useEffect } from "react";
import { isPressOf } from "../../../electron/shared/key-press";
import {
  type DesktopSystem,
  isPageCommand,
  keysOf,
  type MenuCommandId,
  menuCommands,
  type PageCommandId,
  systemOf,
} from "../../../electron/shared/menu-commands";
import type { PageBridge } from "../../bridge";
import { browserClock } from "../../stores/clock";
import { sentenceOf } from "../../stores/commands";
import type { Stores } from "../../stores/stores";
import { useSurroundings } from "../../stores-context";
import { isTextField, pageFacts } from "./page-facts";
import { possibleCommands } from "./possible-commands";
import { runCommand } from "./run-command";

/** The commands of the window: by key, and by the menu bar, which is told what can be done now. */
export function useMenuCommands(): void {
  const { stores, bridge } = useSurroundings();
  useEffect(() => {
    const runIfPossible = (id: PageCommandId): boolean => {
      if (!possibleCommands(pageFacts(stores)).has(id)) return false;
      runCommand(stores, id);
      return true;
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const id = commandOf(event, systemOf(stores.overview.getState().info?.platform ?? ""));
      if (id !== null && runIfPossible(id)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    const endings = [
      bridge.on("menu:run", (id) => void runIfPossible(id)),
      reportPossible(bridge, stores),
      () => window.removeEventListener("keydown", onKeyDown),
    ];
    return () => {
      for (const end of endings) end();
    };
  }, [stores, bridge]);
}

/** What a field does by itself, with the same keys. */
const fieldCommands: ReadonlySet<MenuCommandId> = new Set(["undo", "selectAll"]);

/** The command of a key press that the page does; what fields do with their own keys is left to them. */
function commandOf(event: KeyboardEvent, system: DesktopSystem): PageCommandId | null {
  const isTyping = isTextField(event.target);
  const found = menuCommands.find(
    (command) =>
      isPageCommand(command.id) &&
      !(isTyping && fieldCommands.has(command.id)) &&
      keysOf(command, system).anywhere.some(
        (key) => !(isTyping && key.length === 1) && isPressOf(key, event, system),
      ),
  );
  return isPageCommand(found?.id) ? found.id : null;
}

/** How long changes are gathered before the menu bar is told, in milliseconds. */
const gatherMs = 50;

/** Tells the menu bar what can be done, at first and after each change. */
function reportPossible(bridge: PageBridge, stores: Stores): () => void {
  let told: string | null = null;
  let cancel: (() => void) | null = null;
  const report = (): void => {
    cancel = null;
    const possible = [...possibleCommands(pageFacts(stores))];
    const text = possible.join();
    if (text === told) return;
    told = text;
    bridge
      .request("menu:allow", { possible })
      .catch((error: unknown) => stores.notices.warn("notice.refused", { message: sentenceOf(error) }));
  };
  const soon = (): void => {
    cancel ??= browserClock.after(gatherMs, report);
  };
  const { view, overview, settings, queue, history, selections, detail } = stores;
  const watched = [view, overview, settings, queue, history, selections.queue, selections.history, detail];
  const endings = watched.map((store) => store.subscribe(soon));
  const events = ["focusin", "focusout", "selectionchange"] as const;
  for (const name of events) document.addEventListener(name, soon);
  // Sheets and questions are drawn beside the window, as children of the body.
  const sheets = new MutationObserver(soon);
  sheets.observe(document.body, { childList: true });
  soon();
  return () => {
    for (const end of endings) end();
    for (const name of events) document.removeEventListener(name, soon);
    sheets.disconnect();
    cancel?.();
  };
}
