import type { KeyPress } from "../../../electron/shared/key-press";

/** Keys whose name Electron writes otherwise than the browser. */
const names: Readonly<Record<string, string>> = {
  " ": "Space",
  ArrowUp: "Up",
  ArrowDown: "Down",
  ArrowLeft: "Left",
  ArrowRight: "Right",
  Enter: "Return",
  "+": "Plus",
};

/**
 * A key press as Electron writes a shortcut, e.g. `Control+Shift+U`; null while only modifiers are held, or where Control,
 * Alt or the command key is missing: a shortcut that works everywhere must not take a letter away from every program.
 */
export function acceleratorOf(press: KeyPress, isMac: boolean): string | null {
  if (["Control", "Alt", "Shift", "Meta"].includes(press.key)) return null;
  const isFunctionKey = /^F\d{1,2}$/.test(press.key);
  if (!press.ctrlKey && !press.altKey && !press.metaKey && !isFunctionKey) return null;
  const modifiers = [
    press.ctrlKey ? "Control" : null,
    press.altKey ? "Alt" : null,
    press.shiftKey ? "Shift" : null,
    press.metaKey ? (isMac ? "Command" : "Super") : null,
  ].filter((modifier) => modifier !== null);
  return [...modifiers, keyOf(press)].join("+");
}

/** With Shift or Alt a key may write anything; its place tells which letter or digit it is. */
function keyOf({ key, code }: KeyPress): string {
  const letter = /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1];
  if (letter !== undefined) return letter;
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
