import type { MenuItemConstructorOptions } from "electron";
import { type MenuCommandId, menuCommands, withoutWindow } from "../../shared/menu-commands";
import { type MenuParts, menuTemplate } from "./menu-template";

/** A menu bar as Electron builds it. */
interface BuiltMenu {
  getMenuItemById(id: string): { enabled: boolean } | null;
}

/** The menu bar: in the language in force, and with what can be done now. */
export class AppMenu<M extends BuiltMenu> {
  readonly #parts: MenuParts;
  readonly #show: (template: MenuItemConstructorOptions[]) => M;
  #menu: M | null = null;
  #possible: ReadonlySet<MenuCommandId> = withoutWindow;

  constructor(parts: MenuParts, show: (template: MenuItemConstructorOptions[]) => M) {
    this.#parts = parts;
    this.#show = show;
  }

  /** Shows it, in the language that is in force by now. */
  speak(): void {
    this.#menu = this.#show(menuTemplate(this.#parts));
    this.#mark();
  }

  /** What the page can do now; null while there is no page. */
  allow(possible: readonly MenuCommandId[] | null): void {
    this.#possible = possible === null ? withoutWindow : new Set(possible);
    this.#mark();
  }

  /** What Electron does is always possible, save the commands of text, which the page knows about. */
  #mark(): void {
    for (const { id, by } of menuCommands) {
      const item = this.#menu?.getMenuItemById(id) ?? null;
      if (item !== null && (by === "page" || ofText.has(id))) item.enabled = this.#possible.has(id);
    }
  }
}

const ofText: ReadonlySet<MenuCommandId> = new Set(["redo", "cut", "copy", "paste"]);
