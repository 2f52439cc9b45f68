import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import english from "./locales/en.json";

/** Sets up the words of the window. Everything is bundled, so nothing is loaded and nothing can fail to load. */
export async function createWords(): Promise<i18n> {
  const words = i18next.createInstance();
  await words.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: english } },
    // React escapes what it draws.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  return words;
}
