import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isTexts } from "./arguments";
import { linkScheme } from "./deep-link";

/** What a start of the window was asked to do, by the first start or by a later one. */
export interface WindowWords {
  /** Absolute paths of files and folders to send. */
  readonly paths: readonly string[];
  /** A `waybill://` link; null when there is none, or more than one. */
  readonly link: string | null;
  /** Send what is on the clipboard. */
  readonly clipboard: boolean;
  /** Ask for files, then send them. */
  readonly choose: boolean;
  /** Begin without a window, in the tray: the start at login. */
  readonly hidden: boolean;
}

/** Reads the words after the program's name. They may come from anybody who can start a program: nothing else is read. */
export function readWindowWords(words: readonly string[], workingDirectory: string): WindowWords {
  const paths: string[] = [];
  const links: string[] = [];
  const flags = new Set<string>();
  let onlyPaths = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (!onlyPaths && word === "--") onlyPaths = true;
    else if (!onlyPaths && word === "--profile") index += 1;
    else if (!onlyPaths && word.startsWith("--")) flags.add(word);
    else if (word.toLowerCase().startsWith(`${linkScheme}:`)) links.push(word);
    else if (word !== "") paths.push(pathOf(word, workingDirectory));
  }
  return {
    paths,
    link: links.length === 1 ? (links[0] ?? null) : null,
    clipboard: flags.has("--clipboard"),
    choose: flags.has("--choose"),
    hidden: flags.has("--hidden"),
  };
}

/** Linux desktops hand files over as file:// addresses, because the menu entry asks for addresses (`%U`) to get links too. */
function pathOf(word: string, workingDirectory: string): string {
  if (!/^file:\/\/(localhost)?\//i.test(word) || !URL.canParse(word)) return resolve(workingDirectory, word);
  try {
    return fileURLToPath(word);
  } catch {
    // A bad escape: as a path it is not there, and is refused with a sentence.
    return resolve(workingDirectory, word);
  }
}

/** A start that asks for nothing. */
export const nothingAsked: WindowWords = {
  paths: [],
  link: null,
  clipboard: false,
  choose: false,
  hidden: false,
};

/** Whether a start works without the window: a quick upload tells what came of it by a notification. */
export function isQuiet(words: WindowWords): boolean {
  return words.clipboard || words.choose || words.hidden || words.link !== null;
}

/** A second start hands over at most so many words, each of at most so many characters. */
const mostWords = 10_000;
const longestWord = 32_768;

/** Reads what a second start hands the first, through Electron's lock; null when it is nothing of the kind. */
export function readHandover(handedOver: unknown): WindowWords | null {
  if (typeof handedOver !== "object" || handedOver === null) return null;
  const words: unknown = Reflect.get(handedOver, "words");
  const directory: unknown = Reflect.get(handedOver, "workingDirectory");
  if (!isTexts(words) || typeof directory !== "string" || words.length > mostWords) return null;
  return [...words, directory].some((word) => word.length > longestWord)
    ? null
    : readWindowWords(words, directory);
}
