import { resolve } from "node:path";

/** What was typed after the program's name, and where it starts from. */
export interface ProcessStart {
  /** `process.argv` as Electron gives it. */
  readonly argv: readonly string[];
  /** True when a development Electron was given the app's folder as its first argument. */
  readonly isDefaultApp: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Switches that belong to Chromium and may stand anywhere; Waybill's own options never begin like these. */
const chromiumSwitch =
  /^--(no-sandbox|no-zygote|headless|ozone-platform|password-store|inspect|inspect-brk|remote-debugging-(port|pipe)|log-level|user-data-dir|lang|(disable|enable|force|use)-[a-z-]+)(=.*)?$/;

/** What the launcher of a package puts in front of `--`: behind it are the user's words as they were typed. */
const launcherMark = "--waybill-words";

/**
 * The user's own words. The checkout's launcher hands them over in `WAYBILL_ARGV` and that of a package behind `--`, because
 * Chromium would otherwise read some of them as switches of its own.
 */
export function ownArguments(start: ProcessStart): readonly string[] {
  const handedOver = start.environment["WAYBILL_ARGV"];
  if (handedOver !== undefined) {
    const words: unknown = JSON.parse(handedOver);
    if (!isTexts(words)) throw new Error("WAYBILL_ARGV is no list of words.");
    return words;
  }
  const words = start.argv.slice(1);
  const mark = words.indexOf(launcherMark);
  if (mark !== -1 && words.indexOf("--") === mark + 1) return words.slice(mark + 2);
  const end = words.indexOf("--");
  const switchesEnd = end === -1 ? words.length : end;
  const own = words.filter((word, index) => index >= switchesEnd || !chromiumSwitch.test(word));
  return start.isDefaultApp ? own.slice(1) : own;
}

/** The folder named by `--profile DIR` or `--profile=DIR`, absolute; null when none is named. */
export function namedProfile(words: readonly string[], currentDirectory: string): string | null {
  for (const [index, word] of words.entries()) {
    if (word === "--") return null;
    const value = word === "--profile" ? words[index + 1] : word.match(/^--profile=(.*)$/s)?.[1];
    if (value !== undefined && value !== "") return resolve(currentDirectory, value);
  }
  return null;
}

/** Whether something is a list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}
