// Apart from the schemas, because the page uses it and its content policy forbids what zod tries at load.

import type { Language } from "./languages";
import chineseServices from "./sentences/services-zh-cn.json";
import chinese from "./sentences/zh-cn.json";

/**
 * English sentences with their translations. `{0}`, `{1}`… stand for what the program filled in, in the order of the
 * English sentence; a translation may order them anew or leave one out.
 */
export type Catalogue = Readonly<Record<string, string>>;

/** Says an English sentence of the engine in another language; what it does not know, it leaves as it is. */
export type Say = (sentence: string) => string;

/** The sentences of engine, services and main process, in each language but English. */
export const catalogues: Readonly<Record<Exclude<Language, "en">, Catalogue>> = {
  "zh-CN": { ...chinese, ...chineseServices },
};

/** Longer texts are a server's own words or a log; no sentence of ours comes near. */
const longestSentence = 1_000;
/** How many translated texts are remembered: more than a window shows at a time. */
const rememberedTexts = 2_000;

interface Pattern {
  readonly head: string;
  readonly tail: string;
  readonly match: RegExp;
  readonly translation: string;
  /** Letters outside the placeholders: the more, the surer the match. */
  readonly weight: number;
}

const placeholder = /\{(\d)\}/g;

function patternOf(english: string, translation: string): Pattern {
  const parts = english.split(/\{\d\}/);
  const literal = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return {
    head: parts[0] ?? "",
    tail: parts.at(-1) ?? "",
    match: new RegExp(`^${literal.join("(.*?)")}$`, "s"),
    translation,
    weight: parts.join("").length,
  };
}

/** Where one sentence ends and the next begins. */
const sentenceEnd = /(?<=[.!?…。！？]["”]?)\s+/;

/** What stands between a sentence and the next: a space, but nothing after a Chinese one, whose full stop is wide enough. */
export function gapAfter(sentence: string): string {
  return sentence === "" || /[。！？]$/.test(sentence) ? "" : " ";
}

function join(sentences: readonly string[]): string {
  return sentences.reduce((text, next) => text + gapAfter(text) + next, "");
}

/**
 * Makes a translator of whole sentences. The engine speaks English: in the database, on the command line, in `--json`.
 * Only where a person reads it in a window it becomes another language, so that a change of language changes everything
 * at once, old rows included, and a server's own words stay as they came.
 */
export function createSay(catalogue: Catalogue): Say {
  const patterns = Object.entries(catalogue)
    .filter(([english]) => /\{\d\}/.test(english))
    .map(([english, translation]) => patternOf(english, translation))
    .sort((first, second) => second.weight - first.weight);
  const remembered = new Map<string, string>();

  const known = (sentence: string): string | null => {
    if (Object.hasOwn(catalogue, sentence)) return catalogue[sentence] ?? null;
    for (const pattern of patterns) {
      if (!sentence.startsWith(pattern.head) || !sentence.endsWith(pattern.tail)) continue;
      const values = pattern.match.exec(sentence)?.slice(1);
      if (values === undefined) continue;
      return pattern.translation.replace(placeholder, (_, place: string) => {
        const value = values[Number(place)] ?? "";
        return known(value) ?? value;
      });
    }
    return null;
  };

  /** Takes the longest beginning that is known, then goes on behind it. */
  const byParts = (sentences: readonly string[]): readonly string[] => {
    for (let length = sentences.length; length > 0; length -= 1) {
      const said = known(sentences.slice(0, length).join(" "));
      if (said !== null) return [said, ...byParts(sentences.slice(length))];
    }
    const [first, ...rest] = sentences;
    return first === undefined ? [] : [first, ...byParts(rest)];
  };

  return (text) => {
    if (text === "" || text.length > longestSentence) return text;
    const before = remembered.get(text);
    if (before !== undefined) return before;
    const said = join(byParts(text.split(sentenceEnd)));
    if (remembered.size >= rememberedTexts) remembered.clear();
    remembered.set(text, said);
    return said;
  };
}

const sayings = new Map<Language, Say>([["en", (sentence) => sentence]]);

/** The translator into a language; made once, when it is first asked for. */
export function sayIn(language: Language): Say {
  const before = sayings.get(language);
  if (before !== undefined) return before;
  const say = language === "en" ? (sentence: string) => sentence : createSay(catalogues[language]);
  sayings.set(language, say);
  return say;
}
