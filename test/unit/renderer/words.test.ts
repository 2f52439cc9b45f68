import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import mainEnglish from "../../../electron/main/locales/en.json";
import mainChinese from "../../../electron/main/locales/zh-CN.json";
import english from "../../../renderer/locales/en.json";
import chinese from "../../../renderer/locales/zh-CN.json";

type Words = { readonly [key: string]: string | Words };

function entriesOf(words: Words, prefix = ""): [key: string, text: string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[`${prefix}${key}`, value] as [string, string]]
      : entriesOf(value, `${prefix}${key}.`),
  );
}

function sourceOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /[.]tsx?$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
}

const plural = /_(zero|one|two|few|many|other)$/;
const baseKey = (key: string) => key.replace(plural, "");
const placeholdersOf = (text: string) => new Set(text.match(/\{\{\s*\w+\s*\}\}/g) ?? []);

const places = [
  { name: "the window", folder: "renderer", english, chinese },
  { name: "the main process", folder: "electron/main", english: mainEnglish, chinese: mainChinese },
];

describe.each(places)("the words of $name", (place) => {
  const source = sourceOf(place.folder);
  const entries = { en: entriesOf(place.english), "zh-CN": entriesOf(place.chinese) };
  const known = new Set(entries.en.map(([key]) => baseKey(key)));

  it("exist for every key that the code names outright", () => {
    const used = [...source.matchAll(/\b(?:t|tell|warn)\(\s*"([a-z][\w-]*[.][\w.-]+)"/gi)].map(
      (match) => match[1] ?? "",
    );
    expect(used.length).toBeGreaterThan(8);
    expect(used.filter((key) => !known.has(key))).toEqual([]);
  });

  it("are all used: by their whole key, or by the beginning that a template completes", () => {
    const beginnings = [...source.matchAll(/`([a-z][\w.]*[.])\$\{/gi)].map((match) => match[1] ?? "");
    const unused = [...known].filter(
      (key) => !source.includes(`"${key}"`) && !beginnings.some((beginning) => key.startsWith(beginning)),
    );
    expect(unused).toEqual([]);
  });

  it("exist in every language: the same keys, with every plural that the language has", () => {
    for (const [language, own] of Object.entries(entries)) {
      const keys = new Set(own.map(([key]) => key));
      const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const wanted = new Set(
        entries.en.flatMap(([key]) =>
          plural.test(key) ? plurals.map((category) => `${baseKey(key)}_${category}`) : [key],
        ),
      );
      expect(
        [...wanted].filter((key) => !keys.has(key)),
        `missing in ${language}.json`,
      ).toEqual([]);
      expect(
        [...keys].filter((key) => !wanted.has(key)),
        `not wanted in ${language}.json`,
      ).toEqual([]);
    }
  });

  it("bring the same values in every language", () => {
    const texts = new Map(entries.en);
    const wrong = entries["zh-CN"].filter(([key, text]) => {
      const wanted = placeholdersOf(texts.get(key) ?? "");
      const found = placeholdersOf(text);
      return wanted.size !== found.size || [...wanted].some((placeholder) => !found.has(placeholder));
    });
    expect(wrong).toEqual([]);
  });

  it("are translated: none is empty, and none is still English", () => {
    const sameInEveryLanguage =
      /^(\W|\{\{\w+\}\}|URL|Markdown|HTML|BBCode|CSV|JSON|Waybill|English|简体中文)*$/;
    const texts = new Map(entries.en);
    const untranslated = entries["zh-CN"].filter(
      ([key, text]) => text.trim() === "" || (texts.get(key) === text && !sameInEveryLanguage.test(text)),
    );
    expect(untranslated).toEqual([]);
    expect(entries.en.filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});
