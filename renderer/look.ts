import type { i18n } from "i18next";
import { type Language, languageOf } from "../electron/shared/languages";
import { sayIn } from "../electron/shared/sentences";
import type { AppSettings } from "../electron/shared/settings";
import { spokenServices } from "./stores/spoken-services";
import type { Stores } from "./stores/stores";

/** How the window looks and speaks, as far as the page decides it; light and dark are the system's word (main sets it). */
export interface Look {
  readonly language: Language;
  readonly contrast: "usual" | "more";
  readonly density: AppSettings["density"];
}

const storageKey = "look";
const moreContrast = "(prefers-contrast: more)";

/** The look that the settings and the system ask for. */
export function lookOf(settings: AppSettings, systemLocale: string, systemWantsContrast: boolean): Look {
  return {
    language: languageOf(settings.language, systemLocale),
    contrast: settings.theme === "high-contrast" || systemWantsContrast ? "more" : "usual",
    density: settings.density,
  };
}

/** The look of the last time, so that the first picture is right before main has said a word; else the system's. */
export function rememberedLook(): Look {
  const [language, contrast, density] = (localStorage.getItem(storageKey) ?? "").split(" ");
  return {
    language: languageOf("system", language === "" || language === undefined ? navigator.language : language),
    contrast: contrast === "more" || matchMedia(moreContrast).matches ? "more" : "usual",
    density: density === "compact" ? "compact" : "comfortable",
  };
}

/** Puts a look on: the sets of tokens (styles/tokens.css) hang on these attributes. */
export function wearLook(look: Look): void {
  const { documentElement } = document;
  documentElement.lang = look.language;
  documentElement.dataset["contrast"] = look.contrast;
  documentElement.dataset["density"] = look.density;
}

/** Keeps the window's look and language in step with the settings and the system from now on. */
export function startLook(stores: Stores, words: i18n): void {
  const contrast = matchMedia(moreContrast);
  const refresh = (): void => {
    const { settings } = stores.settings.getState();
    const { info } = stores.overview.getState();
    if (settings === null || info === null) return;
    const look = lookOf(settings, info.locale, contrast.matches);
    wearLook(look);
    localStorage.setItem(storageKey, [look.language, look.contrast, look.density].join(" "));
    if (words.language !== look.language) void words.changeLanguage(look.language);
  };
  const speakOfServices = (): void => {
    const { declaredServices } = stores.overview.getState();
    const say = sayIn(languageOf("system", words.language));
    stores.overview.setState({ services: spokenServices(declaredServices, say) });
  };
  contrast.addEventListener("change", refresh);
  stores.settings.subscribe(refresh);
  stores.overview.subscribe((now, before) => {
    if (now.info !== before.info) refresh();
    if (now.declaredServices !== before.declaredServices) speakOfServices();
  });
  words.on("languageChanged", speakOfServices);
}
