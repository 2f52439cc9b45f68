import type { MenuItemConstructorOptions } from "electron";

/** The standard menu of the platform: what people expect of the keyboard, nothing else. */
export function menuTemplate(platform: NodeJS.Platform, devTools: boolean): MenuItemConstructorOptions[] {
  const isMac = platform === "darwin";
  const view: MenuItemConstructorOptions[] = [
    { role: "resetZoom" },
    { role: "zoomIn" },
    { role: "zoomOut" },
    { type: "separator" },
    { role: "togglefullscreen" },
  ];
  if (devTools) view.push({ type: "separator" }, { role: "toggleDevTools" });
  return [
    ...(isMac ? [{ role: "appMenu" as const }] : []),
    { label: "File", submenu: [isMac ? { role: "close" } : { role: "quit" }] },
    { role: "editMenu" },
    { label: "View", submenu: view },
    { role: "windowMenu" },
  ];
}
