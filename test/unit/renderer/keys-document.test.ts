import { describe, expect, it } from "vitest";
import { keyText } from "../../../renderer/features/navigation/key-signs";
import { keyGroups } from "../../../renderer/features/navigation/keys";
import english from "../../../renderer/locales/en.json";

const words: Readonly<Record<string, unknown>> = english.keys;
const groups: Readonly<Record<string, string>> = english.keys.group;

/** `docs/keys.md`, from the table of commands. `npx vitest run test/unit/renderer/keys-document.test.ts -u` writes it anew. */
function keysDocument(): string {
  const written = (keys: readonly string[] = [], system: "mac" | "linux" = "linux") =>
    keys.map((key) => `\`${keyText(key, system)}\``).join(" ");
  const isInLists = (name: string) => name === "lists";
  const macLines = keyGroups("mac").flatMap(({ name, lines }) =>
    lines.map((line) => ({ ...line, menu: name })),
  );
  const tables = keyGroups("linux").map(({ name, lines }) => {
    const names = new Set([
      ...lines.map((line) => line.name),
      // What has a key on macOS alone.
      ...macLines.filter(({ menu }) => menu === name).map((line) => line.name),
    ]);
    const rows = [...names].map((line) => {
      const own = lines.find((other) => other.name === line)?.keys;
      const mac = macLines.find((other) => other.name === line && isInLists(other.menu) === isInLists(name));
      return `| ${String(words[line])} | ${written(own)} | ${written(mac?.keys, "mac")} |`;
    });
    return [`## ${groups[name]}`, "", "|   | Linux, Windows | macOS |", "| - | - | - |", ...rows, ""].join(
      "\n",
    );
  });
  return [
    "# Keys",
    "",
    "The window shows them under `?`. This page is written from the table of commands (`electron/shared/menu-commands.ts`), from",
    "which the menu bar and the window's own keys follow too. What else stands in the menus has the keys that each system gives it.",
    "",
    ...tables,
  ].join("\n");
}

describe("docs/keys.md", () => {
  it("says what the table of commands says", async () => {
    await expect(keysDocument()).toMatchFileSnapshot("../../../docs/keys.md");
  });

  it("finds a macOS key beside each of the others that macOS has", () => {
    expect(keysDocument()).toContain("| Send files | `Ctrl+O` | `⌘O` |");
    expect(keysDocument()).toContain("| Cancel or remove | `Delete` `Backspace` | `⌦` `⌫` |");
    expect(keysDocument()).toContain("| Cancel or remove |  | `⌘⌫` |");
  });
});
