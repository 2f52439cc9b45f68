/** Folds a text so that what looks equal is found: lower case, one Unicode form (macOS names arrive decomposed). */
export function foldText(text: string): string {
  return text.normalize("NFC").toLowerCase().normalize("NFC");
}

/** What is searched of an upload. The relative path ends with the name, save for what was renamed on the way. */
export function searchText(upload: {
  readonly name: string;
  readonly relativePath: string;
  readonly destinationName: string;
}): string {
  const { name, relativePath, destinationName } = upload;
  const names = relativePath.endsWith(name) ? relativePath : `${relativePath}\n${name}`;
  return foldText(`${names}\n${destinationName}`);
}

/** The words of a search, all of which must occur somewhere in the text. */
export interface SearchWords {
  /** An FTS5 query of the words long enough for the trigram index; null when there is none. */
  readonly indexed: string | null;
  /** Words of one or two characters, which trigrams can't find. */
  readonly short: readonly string[];
  /** All words. */
  readonly all: readonly string[];
}

/** Splits what the user typed into words; more than 8 are not looked at. */
export function searchWords(search: string): SearchWords {
  const all = foldText(search)
    .split(/[\s\0]+/u)
    .filter((word) => word !== "")
    .slice(0, 8);
  const long = all.filter((word) => [...word].length >= 3);
  return {
    indexed: long.length === 0 ? null : long.map((word) => `"${word.replaceAll('"', '""')}"`).join(" "),
    short: all.filter((word) => [...word].length < 3),
    all,
  };
}

/** What tells two names of destinations apart: neither case nor Unicode form does. */
export function nameKey(name: string): string {
  return foldText(name.trim());
}
