/** What can't travel: C0 and C1 controls, DEL, line and paragraph separators, path separators and the quote. */
const unsafeCharacters = /[\p{Cc}\u2028\u2029/\\"]/gu;

/**
 * The name under which a file is offered to a service: it can't leave a directory, end a header or be empty.
 * Characters that can't travel become `_`, decomposed letters are composed (services.md 0.1), lone surrogates become
 * U+FFFD as on the wire. Takes a name, not a path: a `/` inside it is replaced, not cut at.
 */
export function wireName(name: string): string {
  const wellFormed = Buffer.from(name, "utf8").toString("utf8");
  const safe = wellFormed.normalize("NFC").replace(unsafeCharacters, "_");
  if (safe === "") return "file";
  return safe === "." || safe === ".." ? "_" : safe;
}
