import { languageOf } from "../shared/languages";
import type { AppSettings } from "../shared/settings";
import type { Words } from "./words";

/** What of the system follows the settings. */
export interface LookParts {
  readonly words: Words;
  readonly systemLocale: string;
  /** Electron's `nativeTheme`: the page's `prefers-color-scheme`, title bars and dialogs follow it. */
  readonly theme: { themeSource: "system" | "light" | "dark" };
  /** Called when the language changed: the menu is built anew. */
  readonly onLanguage: () => void;
}

/** Makes everything beside the page look and speak as the settings say; the page sees to itself (renderer/look.ts). */
export function applyLook(settings: Pick<AppSettings, "theme" | "language">, parts: LookParts): void {
  const { theme, words } = parts;
  // High contrast comes in light and dark, whichever the system has.
  const source = settings.theme === "high-contrast" ? "system" : settings.theme;
  if (theme.themeSource !== source) theme.themeSource = source;
  const language = languageOf(settings.language, parts.systemLocale);
  if (words.language === language) return;
  words.use(language);
  parts.onLanguage();
}
