/**
 * Characters that change how a name reads without being seen: other controls (C1), zero-width signs, line and
 * paragraph separators, direction marks and overrides. `invoice\u202Efdp.exe` would read as `invoiceexe.pdf`.
 * Zero-width joiner and non-joiner stay: Persian, Hindi and emoji are written with them.
 */
const unseen = /[\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** A file name with everything in it visible: controls as their pictures (␊), unseen signs as `‹U+202E›`. */
export function visibleName(name: string): string {
  let visible = "";
  for (const character of name) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) visible += String.fromCodePoint(0x2400 + code);
    else if (code === 0x7f) visible += "\u2421";
    else visible += character;
  }
  return visible.replace(unseen, (sign) => {
    const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `‹U+${code}›`;
  });
}

/** A name in two parts, so that a narrow row shortens the first and keeps what tells the type. */
export interface NameParts {
  readonly stem: string;
  /** With its dot, or empty. */
  readonly extension: string;
}

/** The longest ending still taken for a type, dot included; longer ones are part of the name. */
const longestExtension = 8;

/** Splits a visible name before its extension; a leading dot is no extension. */
export function splitName(name: string): NameParts {
  const dot = name.lastIndexOf(".");
  if (dot <= 0 || name.length - dot > longestExtension || dot === name.length - 1) {
    return { stem: name, extension: "" };
  }
  return { stem: name.slice(0, dot), extension: name.slice(dot) };
}

/** The one or two letters that stand for a destination where there is no room for its name. */
export function monogram(name: string): string {
  const words = name
    .trim()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 0);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const second = words.length > 1 ? ([...(words[1] ?? "")][0] ?? "") : "";
  return (first + second).toUpperCase();
}
