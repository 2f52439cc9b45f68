import {
  type DesktopSystem,
  keysOf,
  type MenuName,
  menuCommands,
  menuNames,
  onSystem,
} from "../../../electron/shared/menu-commands";

/** One thing that keys do. */
export interface KeyLine {
  /** The key of its words in the locale, below `keys.`. */
  readonly name: string;
  /** Combinations that do the same, written as in the table of commands. */
  readonly keys: readonly string[];
}

/** Where keys work, by menu, or in lists alone. */
export interface KeyGroup {
  readonly name: MenuName | "lists";
  readonly lines: readonly KeyLine[];
}

/** How one gets about in a list; no menu has these. */
const listMoves: readonly KeyLine[] = [
  { name: "walk", keys: ["↑", "↓"] },
  { name: "rowActions", keys: ["→"] },
  { name: "extend", keys: ["Shift+↑", "Shift+↓"] },
  { name: "menu", keys: ["Shift+F10"] },
  { name: "move", keys: ["Alt+↑", "Alt+↓"] },
  { name: "clear", keys: ["Escape"] },
];

/** Every key of the window, as the sheet of keys, the settings and `docs/keys.md` show them. */
export function keyGroups(system: DesktopSystem): readonly KeyGroup[] {
  const shown = menuCommands.filter(({ id, by }) => by === "page" || id === "paste");
  const byMenu = menuNames.map((name) => ({
    name,
    lines: shown
      .filter(({ menu }) => onSystem(menu, system) === name)
      .map((command) => ({ name: command.id, keys: keysOf(command, system).anywhere })),
  }));
  const inLists = shown.map((command) => ({ name: command.id, keys: keysOf(command, system).inLists }));
  const groups = [...byMenu, { name: "lists" as const, lines: [...inLists, ...listMoves] }];
  return groups
    .map(({ name, lines }) => ({ name, lines: lines.filter(({ keys }) => keys.length > 0) }))
    .filter(({ lines }) => lines.length > 0);
}
