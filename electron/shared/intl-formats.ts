/**
 * Formatters of `Intl`, each made once: making one takes as long as a hundred uses, and a list that is scrolled needs a few for
 * every row. They know the time zone they were made in, so another one makes them anew.
 */
const numbers = new Map<string, Intl.NumberFormat>();
const moments = new Map<string, Intl.DateTimeFormat>();

function kept<F>(known: Map<string, F>, key: string, make: () => F): F {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/** The formatter of numbers for a locale. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = locale + JSON.stringify(options);
  return kept(numbers, key, () => new Intl.NumberFormat(locale, options));
}

/** The formatter of moments for a locale, in the time zone that the system has now. */
export function momentFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${new Date().getTimezoneOffset()} ${locale}${JSON.stringify(options)}`;
  return kept(moments, key, () => new Intl.DateTimeFormat(locale, options));
}
