import type { MenuItemConstructorOptions } from "electron";
import { describe, expect, it } from "vitest";
import { AppMenu } from "../../../../electron/main/menu/app-menu";
import { menuTemplate } from "../../../../electron/main/menu/menu-template";
import { Words } from "../../../../electron/main/words";
import type { DesktopSystem, PageCommandId } from "../../../../electron/shared/menu-commands";

const systems: readonly DesktopSystem[] = ["mac", "windows", "linux"];

function templateOf(system: DesktopSystem, language: "en" | "zh-CN" = "en", run = (_: PageCommandId) => {}) {
  return menuTemplate({ system, devTools: false, words: new Words(language), run });
}

function itemsOf(menu: MenuItemConstructorOptions | undefined): readonly MenuItemConstructorOptions[] {
  return Array.isArray(menu?.submenu) ? menu.submenu : [];
}

const allItems = (template: readonly MenuItemConstructorOptions[]) => template.flatMap(itemsOf);
const labels = (template: readonly MenuItemConstructorOptions[]) => template.map(({ label }) => label);

describe("the menu bar", () => {
  it("has the menus of each system, by a letter of their own where it opens by letters", () => {
    expect(labels(templateOf("mac"))).toEqual([
      "Waybill",
      "File",
      "Edit",
      "Uploads",
      "View",
      "Window",
      "Help",
    ]);
    expect(labels(templateOf("mac", "zh-CN"))).toEqual([
      "Waybill",
      "文件",
      "编辑",
      "上传",
      "显示",
      "窗口",
      "帮助",
    ]);
    for (const language of ["en", "zh-CN"] as const) {
      const letters = labels(templateOf("linux", language)).map((label) => /&(\w)/.exec(label ?? "")?.[1]);
      expect(letters).toEqual(["F", "E", "U", "V", "H"]);
    }
  });

  it("puts settings, quitting and About where each system has them", () => {
    const placeOf = (system: DesktopSystem, id: string) =>
      templateOf(system).find((menu) => itemsOf(menu).some((item) => item.id === id))?.label;
    const places = (system: DesktopSystem) => ["settings", "quit", "about"].map((id) => placeOf(system, id));
    expect(places("mac")).toEqual(["Waybill", "Waybill", "Waybill"]);
    expect(places("windows")).toEqual(["&File", "&File", "&Help"]);
    expect(places("linux")).toEqual(["&Edit", "&File", "&Help"]);
    const quit = (system: DesktopSystem) =>
      allItems(templateOf(system)).find(({ id }) => id === "quit")?.label;
    expect([quit("mac"), quit("windows"), quit("linux")]).toEqual(["Quit Waybill", "Exit", "Quit Waybill"]);
  });

  it("begins macOS's own menu with About, and ends it with quitting", () => {
    const ids = itemsOf(templateOf("mac")[0]).map(({ id, type }) => id ?? type);
    expect(ids).toEqual([
      ...["about", "updates", "separator", "settings", "separator", "services", "separator"],
      ...["hide", "hideOthers", "unhide", "separator", "quit"],
    ]);
  });

  it("leaves plain keys to the lists: they are shown, and not taken from where text is typed", () => {
    for (const system of ["windows", "linux"] as const) {
      const remove = allItems(templateOf(system)).find(({ id }) => id === "remove");
      expect(remove).toMatchObject({ accelerator: "Delete", registerAccelerator: false });
    }
    const onMac = allItems(templateOf("mac")).find(({ id }) => id === "remove");
    expect(onMac?.accelerator).toBe("CommandOrControl+Backspace");
  });

  it("never has two lines beside each other, nor one at an end", () => {
    for (const menu of systems.flatMap((system) => templateOf(system))) {
      const kinds = itemsOf(menu).map(({ type }) => (type === "separator" ? "-" : "i"));
      expect(kinds.join("")).toMatch(/^i+(-i+)*$/);
    }
  });

  it("hands what the page does to the page, and the rest to Electron", () => {
    const ran: string[] = [];
    const items = allItems(templateOf("linux", "en", (id) => ran.push(id)));
    for (const { click, role } of items) {
      expect(role === undefined || click === undefined).toBe(true);
      click?.({} as never, undefined, {} as never);
    }
    expect(ran).toContain("pauseAll");
    expect(ran).not.toContain("quit");
    expect(items.find(({ id }) => id === "paste")?.role).toBe("paste");
  });

  it("speaks the language that is chosen", () => {
    const text = JSON.stringify(templateOf("mac", "zh-CN"));
    expect(text).toContain("撤销");
    expect(text).not.toMatch(/"label":"(?!Waybill)[A-Za-z]/);
  });

  it("S-34 offers developer tools only where they are on", () => {
    for (const system of systems) {
      const of = (devTools: boolean) =>
        JSON.stringify(menuTemplate({ system, devTools, words: new Words("en"), run: () => {} }));
      expect(of(true)).toContain("toggleDevTools");
      expect(of(false)).not.toContain("toggleDevTools");
      expect(of(true)).not.toContain("reload");
    }
  });
});

describe("what the menu bar offers", () => {
  function startMenu() {
    const words = new Words("en");
    const items = new Map<string, { enabled: boolean; label: string | undefined }>();
    const menu = new AppMenu({ system: "linux", devTools: false, words, run: () => {} }, (template) => {
      items.clear();
      for (const { id, label } of allItems(template))
        if (id !== undefined) items.set(id, { enabled: true, label });
      return { getMenuItemById: (id: string) => items.get(id) ?? null };
    });
    menu.speak();
    return { menu, words, items, isOn: (id: string) => items.get(id)?.enabled };
  }

  it("is, without a page, what opens the window and what Electron does", () => {
    const { isOn } = startMenu();
    expect(["sendFiles", "settings", "about", "quit", "close"].map(isOn)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(["pauseAll", "remove", "copy", "paste"].map(isOn)).toEqual([false, false, false, false]);
  });

  it("follows the page, stays so in another language, and ends with the page", () => {
    const { menu, words, items, isOn } = startMenu();
    menu.allow(["pauseAll", "copy"]);
    expect(["pauseAll", "copy", "settings", "zoomIn"].map(isOn)).toEqual([true, true, false, true]);
    words.use("zh-CN");
    menu.speak();
    expect(items.get("pauseAll")).toEqual({ enabled: true, label: "全部暂停" });
    expect(isOn("settings")).toBe(false);
    menu.allow(null);
    expect(["pauseAll", "settings"].map(isOn)).toEqual([false, true]);
  });
});
