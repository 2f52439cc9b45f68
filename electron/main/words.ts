import i18next, { type i18n } from "i18next";
import { type Language, languageOf } from "../shared/languages";
import { type Say, sayIn } from "../shared/sentences";
import english from "./locales/en.json";
import chinese from "./locales/zh-CN.json";

const locales = { en: english, "zh-CN": chinese } as const satisfies Readonly<Record<Language, object>>;

/** The words of what Electron shows beside the page: menus, dialogs, notifications. */
export class Words {
  readonly #instance: i18n;

  constructor(language: Language) {
    this.#instance = i18next.createInstance();
    // Everything is at hand, so the promise only repeats what is already done.
    void this.#instance.init({
      lng: language,
      fallbackLng: "en",
      initAsync: false,
      resources: Object.fromEntries(
        Object.entries(locales).map(([name, translation]) => [name, { translation }]),
      ),
      interpolation: { escapeValue: false },
    });
  }

  /** The words of a key, its values filled in; `count` chooses the plural. */
  readonly t = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
    this.#instance.t(key, values);

  /** Says a sentence of the engine. */
  readonly say: Say = (sentence) => sayIn(this.language)(sentence);

  /** The language in force. */
  get language(): Language {
    return languageOf("system", this.#instance.language);
  }

  /** Speaks another language from now on. */
  use(language: Language): void {
    void this.#instance.changeLanguage(language);
  }
}
