/** A locale that Intl accepts; systems announce some that it does not (`C`, `en_US.UTF-8`). */
export function usableLocale(announced: string): string {
  const candidate = announced.replace(/[.@].*$/, "").replaceAll("_", "-");
  try {
    return Intl.NumberFormat.supportedLocalesOf(candidate)[0] ?? "en";
  } catch {
    // RangeError: not a language tag at all.
    return "en";
  }
}
