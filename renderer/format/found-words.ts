/** A piece of a text, and whether it is what was searched for. */
export interface FoundPiece {
  readonly text: string;
  readonly isFound: boolean;
}

/** More words are not looked at (engine/store/search.ts). */
const mostWords = 8;

/**
 * Cuts a text where words of a search occur in it, whatever their case. A text that changes its length in lower case
 * (`İ`) is left whole: its places could not be told.
 */
export function foundPieces(text: string, search: string): readonly FoundPiece[] {
  const lower = text.toLowerCase();
  const words = search
    .normalize("NFC")
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "")
    .slice(0, mostWords);
  const whole = [{ text, isFound: false }];
  if (words.length === 0 || lower.length !== text.length) return whole;
  const isFound = new Array<boolean>(text.length).fill(false);
  for (const word of words) {
    for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + 1))
      isFound.fill(true, at, at + word.length);
  }
  const pieces: { text: string; isFound: boolean }[] = [];
  for (let start = 0; start < text.length; ) {
    const is = isFound[start] === true;
    let end = start + 1;
    while (end < text.length && (isFound[end] === true) === is) end += 1;
    pieces.push({ text: text.slice(start, end), isFound: is });
    start = end;
  }
  return pieces.length === 0 ? whole : pieces;
}
