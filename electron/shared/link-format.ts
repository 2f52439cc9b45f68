import { formatBytes } from "./bytes";

/** How a copied link is written. */
export const linkFormats = ["url", "markdown", "html", "bbcode", "template"] as const;

/** How a copied link is written. */
export type LinkFormat = (typeof linkFormats)[number];

/** The user's choice: a format, and the text that `template` fills in. */
export interface LinkStyle {
  readonly format: LinkFormat;
  readonly template: string;
}

/** What is known of the file behind a link. */
export interface LinkSubject {
  /** An absolute address, already found safe to copy. */
  readonly url: string;
  /** The file's own name. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly destination: string;
  /** Whether the address shows a picture by itself, so that it may be embedded rather than linked to. */
  readonly isPicture: boolean;
}

/** What a template may name, in the order in which the settings explain it. */
export const templateParts = ["url", "name", "stem", "ext", "size", "destination"] as const;

type TemplatePart = (typeof templateParts)[number];

/** A template to begin with. */
export const defaultLinkTemplate = "{name} ({size}): {url}";

/** Names may hold line breaks and other controls; in one line of text they become spaces. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

/** Backslash before every ASCII sign that Markdown may read as more than itself (CommonMark 0.31, 2.4). */
function markdownText(text: string): string {
  return oneLine(text).replace(/[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/g, (sign) =>
    "-.,:;'\"/?=%$@+".includes(sign) ? sign : `\\${sign}`,
  );
}

/** An address between the brackets of a Markdown link; `&copy;` in it must stay what it is. */
function markdownAddress(url: string): string {
  return percentEncode(url, /[\s()<>\\]/gu).replace(/&(?=#?\w+;)/g, "&amp;");
}

/** Encodes what a format can't carry; the address means the same with it. */
function percentEncode(url: string, unwanted: RegExp): string {
  return url.replace(unwanted, (sign) => {
    const encoded = encodeURIComponent(sign);
    return encoded === sign ? `%${sign.charCodeAt(0).toString(16).toUpperCase()}` : encoded;
  });
}

/** Text or an attribute's value in HTML. */
function htmlText(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return oneLine(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** BBCode has no escape: brackets in a name become parentheses, so that no tag can begin there. */
function bbcodeText(text: string): string {
  return oneLine(text).replaceAll("[", "(").replaceAll("]", ")");
}

function bbcodeAddress(url: string): string {
  return percentEncode(url, /[\s[\]"]/gu);
}

function splitStem(name: string): { readonly stem: string; readonly ext: string } {
  const dot = name.lastIndexOf(".");
  if (dot <= 0 || dot === name.length - 1) return { stem: name, ext: "" };
  return { stem: name.slice(0, dot), ext: name.slice(dot + 1) };
}

function isTemplatePart(name: string): name is TemplatePart {
  return templateParts.some((part) => part === name);
}

/**
 * Fills in a template: `{url} {name} {stem} {ext} {size} {destination}`, `\n` for a new line, `\t` for a tab.
 * What stands for a value is never looked at again, so a file named `{url}` stays a name; unknown parts stay as they are.
 */
function fillTemplate(template: string, subject: LinkSubject, locale: string): string {
  const values: Readonly<Record<TemplatePart, string>> = {
    url: subject.url,
    name: oneLine(subject.name),
    stem: oneLine(splitStem(subject.name).stem),
    ext: oneLine(splitStem(subject.name).ext),
    size: formatBytes(subject.size, locale),
    destination: oneLine(subject.destination),
  };
  return template.replace(
    /\{(\w+)\}|\\([nt\\])/g,
    (whole, part: string | undefined, sign: string | undefined) => {
      if (sign !== undefined) return { n: "\n", t: "\t", "\\": "\\" }[sign] ?? whole;
      return part !== undefined && isTemplatePart(part) ? values[part] : whole;
    },
  );
}

/** Writes a link in the user's format; each format is escaped by its own rules, so no name can break out of its place. */
export function formatLink(subject: LinkSubject, style: LinkStyle, locale: string): string {
  const { url, name, isPicture } = subject;
  switch (style.format) {
    case "url":
      return url;
    case "markdown":
      return `${isPicture ? "!" : ""}[${markdownText(name)}](${markdownAddress(url)})`;
    case "html":
      return isPicture
        ? `<img src="${htmlText(url)}" alt="${htmlText(name)}">`
        : `<a href="${htmlText(url)}">${htmlText(name)}</a>`;
    case "bbcode":
      return isPicture
        ? `[img]${bbcodeAddress(url)}[/img]`
        : `[url=${bbcodeAddress(url)}]${bbcodeText(name)}[/url]`;
    case "template":
      return fillTemplate(style.template, subject, locale);
  }
}

/** Whether a template says where the file is; one without `{url}` copies no link at all. */
export function namesTheLink(template: string): boolean {
  return template.includes("{url}");
}
