import { Failure } from "../failure";
import { isLoopback } from "../http/loopback";

/** Says what is wrong with a service's address, or null when nothing is. */
export function addressProblem(key: string, value: string): string | null {
  // A parser takes line breaks out of an address without a word; nobody means them.
  if (!URL.canParse(value) || /\p{Cc}/u.test(value)) {
    return `"${key}" must be a full address such as https://service.example.`;
  }
  const url = new URL(value);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return `"${key}" must begin with https:// or http://.`;
  if (url.hostname === "") return `"${key}" names no host.`;
  if (url.username !== "" || url.password !== "") return `"${key}" must not contain a user name or password.`;
  if (value.includes("?") || value.includes("#")) return `"${key}" must end before any "?" or "#".`;
  return null;
}

/** Says why credentials must not be sent to an address, or null when they may: plain http is only for loopback. */
export function insecureAddressProblem(value: string): string | null {
  if (!URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === "http:" && !isLoopback(url)
    ? `${url.origin} would send credentials and files unprotected.`
    : null;
}

/**
 * Whether a value can be one segment of a path. `.` and `..` survive percent-encoding and are then collapsed by
 * every URL parser (services.md 0.6), and a lone surrogate can't be encoded at all.
 */
export function isPathSegment(value: string): boolean {
  return value !== "" && value !== "." && value !== ".." && !/\p{Surrogate}/u.test(value);
}

/**
 * Appends path segments to a service's address, each percent-encoded; a path of the address itself is kept.
 * Throws `Failure` `config` for a segment that would not arrive as one.
 */
export function joinUrl(base: string, ...segments: readonly string[]): string {
  const refused = segments.find((segment) => !isPathSegment(segment));
  if (refused !== undefined) {
    throw new Failure("permanent", "config", {
      message: `"${refused}" can't be part of an address.`,
    });
  }
  return [base.replace(/\/+$/, ""), ...segments.map((segment) => encodeURIComponent(segment))].join("/");
}

/**
 * Whether an address from a server's answer may be shown, copied and opened (reliability.md B.4 item 25): https, or
 * plain http at the very origin that gave it, or from this computer to itself; never with a user name in it.
 */
export function isSafeLink(link: string, givenBy: string): boolean {
  if (!URL.canParse(link)) return false;
  const url = new URL(link);
  if (url.username !== "" || url.password !== "") return false;
  if (url.protocol === "https:") return true;
  const giver = new URL(givenBy);
  const stays = url.origin === giver.origin || (isLoopback(url) && isLoopback(giver));
  return url.protocol === "http:" && stays;
}
