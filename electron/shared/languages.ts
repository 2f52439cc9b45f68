// Apart from the schemas, because the page uses these rules and its content policy forbids what zod tries at load.

/** The languages that Waybill speaks, as BCP 47 tags. */
export const languages = ["en", "zh-CN"] as const;

/** A language that Waybill speaks. */
export type Language = (typeof languages)[number];

/** What the user may choose: a language, or whichever the system has. */
export type LanguageChoice = Language | "system";

/** The primary part of a locale: `zh` of `zh_TW.UTF-8`. */
function primaryOf(locale: string): string {
  return (locale.split(/[-_.@]/, 1)[0] ?? "").toLowerCase();
}

/** The language of the words: the one chosen, else the one nearest to the system's, else English. */
export function languageOf(choice: LanguageChoice, systemLocale: string): Language {
  if (choice !== "system") return choice;
  return languages.find((language) => primaryOf(language) === primaryOf(systemLocale)) ?? "en";
}

/**
 * The locale of sizes and times. The system's own, as long as the user did not choose a language that is not the
 * system's: a Briton who reads English keeps British dates, and who chooses Chinese gets Chinese ones.
 */
export function formatLocaleOf(choice: LanguageChoice, systemLocale: string): string {
  if (choice === "system" || primaryOf(choice) === primaryOf(systemLocale)) return systemLocale;
  return choice;
}
