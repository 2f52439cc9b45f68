import { z } from "zod";

/** The systems whose conventions menus and keys follow. */
export type DesktopSystem = "mac" | "windows" | "linux";

/** The menus of the menu bar, in their order; `app` and `window` are macOS's own. */
export const menuNames = ["app", "file", "edit", "uploads", "view", "window", "help"] as const;

/** A menu of the menu bar. */
export type MenuName = (typeof menuNames)[number];

/** Something that differs from system to system, or does not. */
type Each<T> = T | Readonly<Record<DesktopSystem, T>>;

/** What Electron itself does for a menu item. */
type Role =
  | "services"
  | "hide"
  | "hideOthers"
  | "unhide"
  | "quit"
  | "close"
  | "redo"
  | "cut"
  | "copy"
  | "paste"
  | "resetZoom"
  | "zoomIn"
  | "zoomOut"
  | "togglefullscreen"
  | "toggleDevTools"
  | "minimize"
  | "zoom"
  | "front";

/**
 * A command of the window. Keys are written as in `Mod+Shift+P`, where `Mod` is ⌘ on a Mac and Ctrl elsewhere, and a key by its
 * name in the browser's events (`Space` for the space bar). The first one is shown in the menu.
 */
export interface MenuCommand<Id extends string = MenuCommandId> {
  readonly id: Id;
  /** Null where the system has no place for it. */
  readonly menu: Each<MenuName | null>;
  /** Lines part the groups of a menu. */
  readonly group: number;
  /** Work wherever the window has the keyboard. */
  readonly keys: Each<readonly string[]>;
  /** Work only while a list has the keyboard: plain keys, which mean something else where text is typed. */
  readonly listKeys?: Each<readonly string[]>;
  /** Who does it: the page, or Electron by one of its roles. */
  readonly by: "page" | Role;
}

const none: readonly string[] = [];
const onMac = (menu: MenuName) => ({ mac: menu, windows: null, linux: null });
const macKey = (key: string) => ({ mac: [key], windows: none, linux: none });

/**
 * THE table of what the window can be told by menu and key. The menu bar, the keys of the window and of its lists, the sheet of
 * keys and `docs/keys.md` follow from it. Its order is the order within a menu.
 */
const table = [
  {
    id: "settings",
    menu: { mac: "app", windows: "file", linux: "edit" },
    group: 7,
    keys: ["Mod+,", "Mod+4"],
    by: "page",
  },
  { id: "services", menu: onMac("app"), group: 8, keys: none, by: "services" },
  { id: "hide", menu: onMac("app"), group: 9, keys: macKey("Mod+H"), by: "hide" },
  { id: "hideOthers", menu: onMac("app"), group: 9, keys: macKey("Alt+Mod+H"), by: "hideOthers" },
  { id: "unhide", menu: onMac("app"), group: 9, keys: none, by: "unhide" },

  { id: "sendFiles", menu: "file", group: 1, keys: ["Mod+O"], by: "page" },
  { id: "sendFolder", menu: "file", group: 1, keys: ["Shift+Mod+O"], by: "page" },
  { id: "newDestination", menu: "file", group: 2, keys: ["Mod+N"], by: "page" },
  { id: "exportHistory", menu: "file", group: 2, keys: ["Mod+E"], by: "page" },
  { id: "close", menu: "file", group: 10, keys: ["Mod+W"], by: "close" },
  {
    id: "quit",
    menu: { mac: "app", windows: "file", linux: "file" },
    group: 10,
    keys: ["Mod+Q"],
    by: "quit",
  },

  { id: "undo", menu: "edit", group: 1, keys: ["Mod+Z"], by: "page" },
  {
    id: "redo",
    menu: "edit",
    group: 1,
    keys: { mac: ["Shift+Mod+Z"], windows: ["Mod+Y"], linux: ["Shift+Mod+Z"] },
    by: "redo",
  },
  { id: "cut", menu: "edit", group: 2, keys: ["Mod+X"], by: "cut" },
  { id: "copy", menu: "edit", group: 2, keys: ["Mod+C"], by: "copy" },
  { id: "paste", menu: "edit", group: 2, keys: ["Mod+V"], by: "paste" },
  { id: "selectAll", menu: "edit", group: 3, keys: ["Mod+A"], by: "page" },
  { id: "search", menu: "edit", group: 3, keys: ["Mod+F"], by: "page" },

  { id: "pauseAll", menu: "uploads", group: 1, keys: ["Shift+Mod+P"], by: "page" },
  { id: "resumeAll", menu: "uploads", group: 1, keys: ["Shift+Mod+R"], by: "page" },
  { id: "retryAll", menu: "uploads", group: 1, keys: ["Shift+Mod+T"], by: "page" },
  { id: "pause", menu: "uploads", group: 2, keys: ["Mod+P"], by: "page" },
  { id: "resume", menu: "uploads", group: 2, keys: ["Mod+R"], by: "page" },
  { id: "retry", menu: "uploads", group: 2, keys: ["Mod+T"], by: "page" },
  { id: "sendAgain", menu: "uploads", group: 2, keys: ["Mod+D"], by: "page" },
  { id: "copyLink", menu: "uploads", group: 3, keys: ["Shift+Mod+C"], listKeys: ["Mod+C"], by: "page" },
  { id: "openLink", menu: "uploads", group: 3, keys: ["Mod+Enter"], listKeys: ["Shift+Enter"], by: "page" },
  { id: "reveal", menu: "uploads", group: 3, keys: ["Mod+L"], by: "page" },
  { id: "details", menu: "uploads", group: 4, keys: ["Mod+I"], listKeys: ["Enter"], by: "page" },
  { id: "preview", menu: "uploads", group: 4, keys: macKey("Mod+Y"), listKeys: ["Space"], by: "page" },
  {
    id: "remove",
    menu: "uploads",
    group: 5,
    keys: macKey("Mod+Backspace"),
    listKeys: ["Delete", "Backspace"],
    by: "page",
  },

  { id: "queue", menu: "view", group: 1, keys: ["Mod+1"], by: "page" },
  { id: "history", menu: "view", group: 1, keys: ["Mod+2"], by: "page" },
  { id: "destinations", menu: "view", group: 1, keys: ["Mod+3"], by: "page" },
  { id: "resetZoom", menu: "view", group: 2, keys: ["Mod+0"], by: "resetZoom" },
  { id: "zoomIn", menu: "view", group: 2, keys: ["Mod+Plus", "Mod+="], by: "zoomIn" },
  { id: "zoomOut", menu: "view", group: 2, keys: ["Mod+-"], by: "zoomOut" },
  {
    id: "fullScreen",
    menu: "view",
    group: 3,
    keys: { mac: ["Control+Mod+F"], windows: ["F11"], linux: ["F11"] },
    by: "togglefullscreen",
  },
  {
    id: "devTools",
    menu: "view",
    group: 4,
    keys: { mac: ["Alt+Mod+I"], windows: ["Shift+Mod+I"], linux: ["Shift+Mod+I"] },
    by: "toggleDevTools",
  },

  { id: "minimize", menu: onMac("window"), group: 1, keys: macKey("Mod+M"), by: "minimize" },
  { id: "zoom", menu: onMac("window"), group: 1, keys: none, by: "zoom" },
  { id: "front", menu: onMac("window"), group: 2, keys: none, by: "front" },

  {
    id: "keyList",
    menu: "help",
    group: 1,
    keys: { mac: ["Mod+/", "?"], windows: ["F1", "?"], linux: ["F1", "?"] },
    by: "page",
  },
  {
    id: "about",
    menu: { mac: "app", windows: "help", linux: "help" },
    group: 2,
    keys: { mac: none, windows: ["Shift+F1"], linux: ["Shift+F1"] },
    by: "page",
  },
  {
    id: "updates",
    menu: { mac: "app", windows: "help", linux: "help" },
    group: 2,
    keys: ["Mod+U"],
    by: "page",
  },
] as const satisfies readonly MenuCommand<string>[];

/** A command's name. The words of the window for it are `keys.NAME`, those of the menu bar `menu.NAME`. */
export type MenuCommandId = (typeof table)[number]["id"];

/** A command that the page does. */
export type PageCommandId = Extract<(typeof table)[number], { readonly by: "page" }>["id"];

/** The table, row by row. */
export const menuCommands: readonly MenuCommand[] = table;

const ids: ReadonlySet<unknown> = new Set(menuCommands.map(({ id }) => id));

const idsOfPage: ReadonlySet<unknown> = new Set(
  menuCommands.filter(({ by }) => by === "page").map(({ id }) => id),
);

/** A command's name. */
export const menuCommandIdSchema = z.custom<MenuCommandId>((value) => ids.has(value));
/** The name of a command that the page does. */
export const pageCommandIdSchema = z.custom<PageCommandId>(isPageCommand);

/** Whether the page does what a name stands for. */
export function isPageCommand(id: unknown): id is PageCommandId {
  return idsOfPage.has(id);
}

/** What macOS shows without a key in every program. */
export const keylessOnMac: ReadonlySet<MenuCommandId> = new Set([
  "about",
  "services",
  "unhide",
  "zoom",
  "front",
]);

/** What works without a window: it opens one. */
export const withoutWindow: ReadonlySet<MenuCommandId> = new Set([
  "settings",
  "sendFiles",
  "sendFolder",
  "newDestination",
  "queue",
  "history",
  "destinations",
  "keyList",
  "about",
  "updates",
]);

/** What a part of the table is on one system. */
export function onSystem<T>(each: Each<T>, system: DesktopSystem): T {
  return isEach(each) ? each[system] : each;
}

function isEach<T>(each: Each<T>): each is Readonly<Record<DesktopSystem, T>> {
  return typeof each === "object" && each !== null && "mac" in each;
}

/** The keys of a command on one system: everywhere, and in lists alone. */
export function keysOf(
  { keys, listKeys = none }: MenuCommand,
  system: DesktopSystem,
): { readonly anywhere: readonly string[]; readonly inLists: readonly string[] } {
  return { anywhere: onSystem(keys, system), inLists: onSystem(listKeys, system) };
}

/** The system of a platform as Node names it. */
export function systemOf(platform: string): DesktopSystem {
  return platform === "darwin" ? "mac" : platform === "win32" ? "windows" : "linux";
}
