import type { DesktopSystem } from "./menu-commands";

/** A key press, as far as it is looked at; a browser's event is one. */
export interface KeyPress {
  readonly key: string;
  /** The key's place on the keyboard, as `KeyO`. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/** Keys that are typed with Shift on some keyboards and without it on others. */
const signs = new Set(["?", "/", "=", ","]);

/** Whether a key press is the one that is written, as in `Shift+Mod+P`. */
export function isPressOf(written: string, press: KeyPress, system: DesktopSystem): boolean {
  const parts = written.split("+");
  const key = parts.pop() ?? "";
  const has = (name: string): boolean => parts.includes(name);
  const isMac = system === "mac";
  return (
    press.ctrlKey === (isMac ? has("Control") : has("Mod")) &&
    press.metaKey === (isMac && has("Mod")) &&
    press.altKey === has("Alt") &&
    (press.shiftKey === has("Shift") || signs.has(key)) &&
    isKey(key, press)
  );
}

/** On keyboards without Latin letters, or whose digits are typed with Shift, the place of the key decides. */
function isKey(key: string, press: KeyPress): boolean {
  if (key === "Space") return press.key === " ";
  if (press.key.toLowerCase() === key.toLowerCase()) return true;
  if (/^[0-9]$/.test(key)) return press.code === `Digit${key}`;
  const isLatin = /^[\u0020-\u007e]$/.test(press.key);
  return /^[A-Z]$/.test(key) && !isLatin && press.code === `Key${key}`;
}
