import { describe, expect, it } from "vitest";
import { isPressOf } from "../../../electron/shared/key-press";
import {
  type DesktopSystem,
  keylessOnMac,
  keysOf,
  menuCommandIdSchema,
  menuCommands,
  onSystem,
  pageCommandIdSchema,
  systemOf,
  withoutWindow,
} from "../../../electron/shared/menu-commands";

const systems: readonly DesktopSystem[] = ["mac", "windows", "linux"];
const twice = (values: readonly string[]) => values.filter((value, place) => values.indexOf(value) !== place);
/** `Shift+Mod+P` and `Mod+Shift+P` are one combination. */
const sorted = (key: string) => key.split("+").sort().join("+");

describe.each(systems)("the table of commands on %s", (system) => {
  const all = menuCommands.map((command) => ({ ...command, ...keysOf(command, system) }));
  const shown = all.filter(({ menu }) => onSystem(menu, system) !== null);

  it("gives no key to two commands, neither everywhere nor in lists", () => {
    expect(twice(all.flatMap(({ anywhere }) => anywhere.map(sorted)))).toEqual([]);
    expect(twice(all.flatMap(({ inLists }) => inLists.map(sorted)))).toEqual([]);
  });

  it("has a key for everything in the menu, save what no program of the system has one for", () => {
    const keyless = shown.filter(({ anywhere, inLists }) => anywhere.length + inLists.length === 0);
    expect(keyless.map(({ id }) => id).sort()).toEqual(system === "mac" ? [...keylessOnMac].sort() : []);
  });

  it("has a place in the menu for everything that has a key", () => {
    const placeless = all.filter(({ menu }) => onSystem(menu, system) === null);
    expect(placeless.filter(({ anywhere, inLists }) => anywhere.length + inLists.length > 0)).toEqual([]);
  });

  it("holds Alt and a letter free for the menu bar where it opens by them", () => {
    const held = all.flatMap(({ anywhere }) => anywhere).filter((key) => /^Alt\+[A-Z]$/.test(key));
    expect(held).toEqual([]);
  });

  it("keeps plain keys out of the places where text is typed", () => {
    const plain = all.flatMap(({ anywhere }) => anywhere).filter((key) => !key.includes("+"));
    expect(plain.filter((key) => !/^F\d+$|^[?]$/.test(key))).toEqual([]);
  });
});

describe("the table of commands", () => {
  it("names each command once, and knows who does it", () => {
    expect(twice(menuCommands.map(({ id }) => id))).toEqual([]);
    expect(menuCommandIdSchema.safeParse("pauseAll").success).toBe(true);
    expect(menuCommandIdSchema.safeParse("format").success).toBe(false);
    expect(pageCommandIdSchema.safeParse("quit").success).toBe(false);
    for (const id of withoutWindow) expect(pageCommandIdSchema.safeParse(id).success).toBe(true);
  });

  it("knows the systems by Node's names for them", () => {
    expect(["darwin", "win32", "linux", "freebsd"].map(systemOf)).toEqual([
      "mac",
      "windows",
      "linux",
      "linux",
    ]);
  });
});

describe("a key press", () => {
  const press = (key: string, held = "", code = "") => ({
    ...{ key, code },
    ctrlKey: held.includes("c"),
    altKey: held.includes("a"),
    shiftKey: held.includes("s"),
    metaKey: held.includes("m"),
  });

  it("is the command's with ⌘ on a Mac and with Ctrl elsewhere, and with nothing more", () => {
    expect(isPressOf("Mod+O", press("o", "c"), "linux")).toBe(true);
    expect(isPressOf("Mod+O", press("o", "m"), "linux")).toBe(false);
    expect(isPressOf("Mod+O", press("o", "m"), "mac")).toBe(true);
    expect(isPressOf("Mod+O", press("o", "c"), "mac")).toBe(false);
    expect(isPressOf("Mod+O", press("O", "cs"), "windows")).toBe(false);
    expect(isPressOf("Shift+Mod+O", press("O", "cs"), "windows")).toBe(true);
    expect(isPressOf("Control+Mod+F", press("f", "cm"), "mac")).toBe(true);
    expect(isPressOf("Delete", press("Delete"), "linux")).toBe(true);
    expect(isPressOf("Space", press(" ", "a"), "linux")).toBe(false);
  });

  it("goes by the sign where keyboards differ in Shift, and by the key's place where there are no Latin letters", () => {
    expect(isPressOf("?", press("?", "s"), "linux")).toBe(true);
    expect(isPressOf("?", press("?"), "linux")).toBe(true);
    expect(isPressOf("Mod+1", press("&", "c", "Digit1"), "linux")).toBe(true);
    expect(isPressOf("Mod+O", press("щ", "c", "KeyO"), "linux")).toBe(true);
    expect(isPressOf("Mod+Q", press("a", "c", "KeyQ"), "linux")).toBe(false);
  });
});
