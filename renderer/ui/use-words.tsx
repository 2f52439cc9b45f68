import type { TFunction } from "i18next";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";

interface Words {
  readonly t: TFunction;
}

const WordsContext = createContext<Words | null>(null);

/** Asks for the window's words once, for all parts of rows below it. */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const words = useMemo(() => ({ t }), [t]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

/**
 * The words of the window, for what is drawn hundreds of times a second while a list is scrolled: `useTranslation` copies
 * the whole of its library's object for each part that asks.
 */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (words === null) throw new Error("There are no words here.");
  return words;
}
