import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "../electron/shared/languages";
import english from "./locales/en.json";
import chinese from "./locales/zh-CN.json";

/** The words of the window in every language; a missing one does not compile. */
export const words = { en: english, "zh-CN": chinese } as const satisfies Readonly<Record<Language, object>>;

/** Sets up the words of the window. Everything is bundled, so nothing is loaded, nothing can fail to load, and it is done at once. */
export function createWords(language: Language): i18n {
  const instance = i18next.createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    initAsync: false,
    resources: Object.fromEntries(
      Object.entries(words).map(([name, translation]) => [name, { translation }]),
    ),
    // React escapes what it draws.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  return instance;
}
