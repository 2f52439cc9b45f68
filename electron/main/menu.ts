import type { MenuItemConstructorOptions } from "electron";
import type { Words } from "./words";

/** What the menu needs to know. */
export interface MenuParts {
  readonly platform: NodeJS.Platform;
  readonly devTools: boolean;
  readonly words: Pick<Words, "t">;
}

type Item = MenuItemConstructorOptions;

const line: Item = { type: "separator" };

/** The standard menu of the platform: what people expect of the keyboard, nothing else. */
export function menuTemplate({ platform, devTools, words }: MenuParts): Item[] {
  const isMac = platform === "darwin";
  const item = (role: NonNullable<Item["role"]>, key: string): Item => ({
    role,
    label: words.t(`menu.${key}`),
  });
  const view: Item[] = [
    item("resetZoom", "resetZoom"),
    item("zoomIn", "zoomIn"),
    item("zoomOut", "zoomOut"),
    line,
    item("togglefullscreen", "fullScreen"),
  ];
  if (devTools) view.push(line, item("toggleDevTools", "devTools"));
  const file = isMac ? item("close", "close") : item("quit", "quit");
  return [
    ...(isMac ? [{ label: "Waybill", submenu: appMenu(item) }] : []),
    { label: words.t("menu.file"), submenu: [file] },
    { label: words.t("menu.edit"), submenu: editMenu(item) },
    { label: words.t("menu.view"), submenu: view },
    { role: "window", label: words.t("menu.window"), submenu: windowMenu(item, isMac) },
  ];
}

type MakeItem = (role: NonNullable<Item["role"]>, key: string) => Item;

function appMenu(item: MakeItem): Item[] {
  return [
    item("about", "about"),
    line,
    item("services", "services"),
    line,
    item("hide", "hide"),
    item("hideOthers", "hideOthers"),
    item("unhide", "unhide"),
    line,
    item("quit", "quit"),
  ];
}

function editMenu(item: MakeItem): Item[] {
  return [
    item("undo", "undo"),
    item("redo", "redo"),
    line,
    item("cut", "cut"),
    item("copy", "copy"),
    item("paste", "paste"),
    item("delete", "delete"),
    line,
    item("selectAll", "selectAll"),
  ];
}

function windowMenu(item: MakeItem, isMac: boolean): Item[] {
  const items = [item("minimize", "minimize")];
  if (isMac) items.push(item("zoom", "zoom"), line, item("front", "front"));
  else items.push(item("close", "close"));
  return items;
}
