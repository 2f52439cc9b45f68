import type { MenuItemConstructorOptions } from "electron";
import {
  type DesktopSystem,
  isPageCommand,
  keysOf,
  type MenuCommand,
  type MenuName,
  menuCommands,
  menuNames,
  onSystem,
  type PageCommandId,
} from "../../shared/menu-commands";
import type { Words } from "../words";

/** What the menu needs to know. */
export interface MenuParts {
  readonly system: DesktopSystem;
  readonly devTools: boolean;
  readonly words: Pick<Words, "t">;
  /** Does what the page does. */
  readonly run: (id: PageCommandId) => void;
}

type Item = MenuItemConstructorOptions;

/** The menu bar of a system, from the table of commands. */
export function menuTemplate(parts: MenuParts): Item[] {
  const { system, words, devTools } = parts;
  const shown = menuCommands.filter(({ id }) => devTools || id !== "devTools");
  return menuNames.flatMap((name): Item[] => {
    const own = shown.filter(({ menu }) => onSystem(menu, system) === name);
    if (own.length === 0) return [];
    const label = name === "app" ? "Waybill" : words.t(`menu.${name}`);
    const role = roleOf(name);
    return [
      {
        label: system === "mac" ? withoutMnemonic(label) : label,
        ...(role === null ? {} : { role }),
        submenu: withLines(own).flatMap((entry) =>
          entry === "line" ? [{ type: "separator" as const }] : itemsOf(entry, parts),
        ),
      },
    ];
  });
}

/** What macOS gives a menu of its own ways for: the windows that are open, the search of the help menu. */
function roleOf(name: MenuName): "window" | "help" | null {
  return name === "window" || name === "help" ? name : null;
}

function withLines(commands: readonly MenuCommand[]): readonly (MenuCommand | "line")[] {
  const sorted = [...commands].sort((first, second) => first.group - second.group);
  return sorted.flatMap((command, place) => {
    const before = sorted[place - 1];
    return before === undefined || before.group === command.group ? [command] : (["line", command] as const);
  });
}

/** An item, and a hidden one for each further key that Electron, and not the page, must hear. */
function itemsOf(command: MenuCommand, { system, words, run }: MenuParts): Item[] {
  const { id, by } = command;
  const { anywhere, inLists } = keysOf(command, system);
  const shown = anywhere[0] ?? inLists[0];
  const deed: Item = by === "page" ? { click: () => isPageCommand(id) && run(id) } : { role: by };
  const item: Item = {
    id,
    ...deed,
    label: words.t(`menu.${id === "quit" && system === "windows" ? "exit" : id}`),
    ...(shown === undefined ? {} : { accelerator: acceleratorOf(shown) }),
    // A plain key belongs to the lists: where text is typed it means something else.
    ...(anywhere.length === 0 && shown !== undefined ? { registerAccelerator: false } : {}),
  };
  if (by === "page") return [item];
  const more = anywhere.slice(1).map((key) => ({ ...deed, accelerator: acceleratorOf(key), visible: false }));
  return [item, ...more];
}

/** A key as Electron writes it. */
function acceleratorOf(key: string): string {
  return key.replace("Mod", "CommandOrControl");
}

/** macOS has no letters that open a menu: `&File`, and `文件(&F)` where the word has none of its own. */
function withoutMnemonic(label: string): string {
  return label.replace(/\(&\w\)|&/g, "");
}
