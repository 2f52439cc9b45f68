import { useTranslation } from "react-i18next";
import { languageOf } from "../../electron/shared/languages";
import { type Say, sayIn } from "../../electron/shared/sentences";

/**
 * Says the sentences that come from the engine (errors, hints, results of tests, labels of fields) in the window's
 * language. A server's own words come back as they are.
 */
export function useSentence(): Say {
  const { i18n } = useTranslation();
  return sayIn(languageOf("system", i18n.language));
}
