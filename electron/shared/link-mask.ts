/** Stands where a secret is. */
export const mask = "••••••";

/** Query parameters that let nobody in; the value of every other one is taken for a secret. */
const harmless: ReadonlySet<string> = new Set([
  "algorithm",
  "date",
  "disposition",
  "download",
  "expires",
  "filename",
  "format",
  "height",
  "id",
  "lang",
  "name",
  "page",
  "response-cache-control",
  "response-content-disposition",
  "response-content-type",
  "signedheaders",
  "size",
  "type",
  "v",
  "version",
  "versionid",
  "width",
]);

/** A link as it may be shown. */
export interface MaskedLink {
  readonly text: string;
  /** Whether anything was taken out: the whole link then lets in whoever holds it. */
  readonly isMasked: boolean;
}

/** A bare value is a version or a flag while it is short; a long one is somebody's key. */
const longestBareValue = 12;

function maskParameter(parameter: string): string {
  const equals = parameter.indexOf("=");
  if (equals === -1) return parameter.length > longestBareValue ? mask : parameter;
  const key = parameter.slice(0, equals);
  const isHarmless = harmless.has(key.toLowerCase().replace(/^x-(amz|goog|oss|cos)-/, ""));
  return isHarmless || equals === parameter.length - 1 ? parameter : `${key}=${mask}`;
}

/**
 * A link with the values of its query masked that may open the file to whoever holds them (signatures, tokens, keys),
 * and with user name and password masked. Unknown parameters count as secrets: a new service must not leak by default.
 */
export function maskLink(url: string): MaskedLink {
  const [beforeFragment = "", ...fragment] = url.split("#");
  const [address = "", ...rest] = beforeFragment.split("?");
  const shownAddress = address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, `$1${mask}@`);
  const query = rest.join("?").replace(/[^&;]+/g, maskParameter);
  // A token may travel behind the `#` as well: only a plain anchor is shown.
  const anchor = fragment.join("#");
  const shownAnchor = /^[\w-]{0,40}$/.test(anchor) ? anchor : mask;
  const text =
    shownAddress + (rest.length === 0 ? "" : `?${query}`) + (fragment.length === 0 ? "" : `#${shownAnchor}`);
  return { text, isMasked: text !== url || isMaskedLink(url) };
}

/** Whether a link is one of which something was taken out: it opens nothing. */
export function isMaskedLink(url: string): boolean {
  return url.includes(mask);
}

/** A link in brief, for where there is little room: a query that holds a secret is one mask. */
export function briefLink(url: string): MaskedLink {
  const masked = maskLink(url);
  if (!masked.isMasked) return masked;
  const query = masked.text.indexOf("?");
  const text = query === -1 ? masked.text : `${masked.text.slice(0, query)}?${mask}`;
  return { text, isMasked: true };
}
