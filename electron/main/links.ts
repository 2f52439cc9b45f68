import { isMaskedLink } from "../shared/link-mask";
import type { Link } from "../shared/upload";

/**
 * A link that may be shown, copied or opened: http or https, and without a user name or password in it.
 * Servers name links freely; `javascript:`, `file:` and the like never leave this function. Null when refused.
 */
export function safeLink(url: string): string | null {
  if (!URL.canParse(url) || isMaskedLink(url)) return null;
  const parsed = new URL(url);
  const isWeb = parsed.protocol === "https:" || parsed.protocol === "http:";
  if (!isWeb || parsed.username !== "" || parsed.password !== "" || parsed.hostname === "") return null;
  return parsed.href;
}

/** The first link that opens in a browser as it is; null when there is none. */
export function browserLink(links: readonly Link[]): string | null {
  for (const link of links) {
    const url = link.opensInBrowser ? safeLink(link.url) : null;
    if (url !== null) return url;
  }
  return null;
}
