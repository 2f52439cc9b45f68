import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { letPagesBegin } from "../../../electron/main/quick-page";

/** What a file reads in before it runs: imports of types and those that are called later are left out. */
function readIn(file: string): string[] {
  const source = readFileSync(file, "utf8");
  return [...source.matchAll(/^import (?!type\b)[^;]*?"([^"]+)";/gm)].map(([, name]) => name ?? "");
}

/** Everything that is read in before the first line of a file runs, by its name or path. */
function allReadIn(file: string, seen = new Set<string>()): Set<string> {
  for (const name of readIn(file)) {
    const path = name.startsWith(".") ? join(dirname(file), `${name}.ts`) : name;
    if (seen.has(path)) continue;
    seen.add(path);
    if (name.startsWith(".")) allReadIn(path, seen);
  }
  return seen;
}

describe("before Electron is ready", () => {
  it("nothing is read in but Electron, Node and a few small files of main", () => {
    const names = [...allReadIn("electron/main/main.ts")];
    expect(names).toContain("electron/main/protocol.ts");
    const foreign = names.filter(
      (name) => !/^(node:|electron$|electron\/main\/|electron\/cli\/command-names)/.test(name),
    );
    expect(foreign).toEqual([]);
    const sizes = names.filter((name) => name.endsWith(".ts")).map((path) => readFileSync(path).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(64 * 1024);
  });

  it("pages are let begin before the graphics process answers, beside the features that the user named", () => {
    const switches = new Map([["enable-features", "Mine"]]);
    const commandLine = {
      getSwitchValue: (name: string) => switches.get(name) ?? "",
      appendSwitch: (name: string, value = "") => void switches.set(name, value),
    };
    letPagesBegin(commandLine);
    expect(switches.get("enable-features")).toBe("Mine,EstablishGpuChannelAsync");
    switches.clear();
    letPagesBegin(commandLine);
    expect(switches.get("enable-features")).toBe("EstablishGpuChannelAsync");
  });
});
