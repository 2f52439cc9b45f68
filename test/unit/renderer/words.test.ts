import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import english from "../../../renderer/locales/en.json";

type Words = { readonly [key: string]: string | Words };

function keysOf(words: Words, prefix = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [`${prefix}${key}`] : keysOf(value, `${prefix}${key}.`),
  );
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /[.]tsx?$/.test(name))
    .map((name) => join(folder, name));
}

const known = new Set(keysOf(english).map((key) => key.replace(/_(one|other)$/, "")));
const source = sourceFiles("renderer")
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

describe("the words of the window", () => {
  it("exist for every key that the code names outright", () => {
    const used = [...source.matchAll(/\b(?:t|tell|warn)\(\s*"([a-z][\w.-]+)"/gi)].map(
      (match) => match[1] ?? "",
    );
    expect(used.length).toBeGreaterThan(60);
    expect(used.filter((key) => !known.has(key))).toEqual([]);
  });

  it("are all used: by their whole key, or by the beginning that a template completes", () => {
    const beginnings = [...source.matchAll(/`([a-z][\w.]*[.])\$\{/gi)].map((match) => match[1] ?? "");
    const unused = [...known].filter(
      (key) => !source.includes(`"${key}"`) && !beginnings.some((beginning) => key.startsWith(beginning)),
    );
    expect(unused).toEqual([]);
  });

  it("have a plural for each singular", () => {
    const all = keysOf(english);
    const singulars = all.filter((key) => key.endsWith("_one"));
    expect(singulars.filter((key) => !all.includes(key.replace(/_one$/, "_other")))).toEqual([]);
  });
});
