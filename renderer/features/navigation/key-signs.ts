import type { DesktopSystem } from "../../../electron/shared/menu-commands";

const macSigns: Readonly<Record<string, string>> = {
  Mod: "⌘",
  Control: "⌃",
  Alt: "⌥",
  Shift: "⇧",
  Enter: "↩",
  Delete: "⌦",
  Backspace: "⌫",
  Escape: "esc",
};
const otherSigns: Readonly<Record<string, string>> = { Mod: "Ctrl", Escape: "Esc" };

/** The order in which each system writes the keys that are held. */
const heldOrder = {
  mac: ["Control", "Alt", "Shift", "Mod"],
  other: ["Mod", "Alt", "Shift"],
} as const;

/** The signs on the keyboard for a combination of the table of commands, those that are held first. */
export function keySigns(written: string, system: DesktopSystem): readonly string[] {
  const parts = written.split("+");
  const key = parts.pop() ?? "";
  const isMac = system === "mac";
  const held = heldOrder[isMac ? "mac" : "other"].filter((name) => parts.includes(name));
  const signs = isMac ? macSigns : otherSigns;
  return [...held, key].map((name) => signs[name] ?? name);
}

/** A combination in one word, as `Ctrl+C` or `⌘C`. */
export function keyText(written: string, system: DesktopSystem): string {
  return keySigns(written, system).join(system === "mac" ? "" : "+");
}
