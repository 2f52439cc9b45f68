import { Failure } from "../failure";
import { isLoopback } from "./loopback";

/** More than any service needs; a chain beyond it is a loop. */
const maximumHops = 5;

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where a request goes and what it shows there. */
export interface Target {
  readonly url: URL;
  /** The plan's own headers; empty once the origin was left. */
  readonly headers: Readonly<Record<string, string>>;
  /** How many redirects led here. */
  readonly hops: number;
}

/** Whether an answer asks to go elsewhere. */
export function isRedirect(status: number, location: string | undefined): location is string {
  return redirectStatuses.has(status) && location !== undefined && location !== "";
}

/**
 * Where a redirect leads, or `redirect-refused`. Only requests without a body and without effect are followed, at most
 * five times, never from https to http, and never from elsewhere to this computer. All of the plan's headers are dropped
 * when the origin changes and do not come back: servers invent header names faster than anybody can list them
 * (services.md 0.2).
 */
export function redirectTarget(from: Target, status: number, location: string, mayFollow: boolean): Target {
  const url = URL.canParse(location, from.url.href) ? new URL(location, from.url) : null;
  if (!mayFollow) throw refused(status, url, "which was refused to protect the file and the credentials");
  if (url === null) throw refused(status, url, "but the address can't be read");
  if (from.hops >= maximumHops)
    throw refused(status, url, `after ${maximumHops} redirects, which is a circle`);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw refused(status, url, "which is no web address");
  if (from.url.protocol === "https:" && url.protocol !== "https:") {
    throw refused(status, url, "which is not protected");
  }
  if (isLoopback(url) && !isLoopback(from.url)) throw refused(status, url, "which is this computer itself");
  if (url.username !== "" || url.password !== "") {
    throw refused(status, url, "which brings credentials of its own");
  }
  return { url, headers: url.origin === from.url.origin ? from.headers : {}, hops: from.hops + 1 };
}

function refused(status: number, url: URL | null, reason: string): Failure {
  // Without its query: a presigned address is a secret.
  const place = url === null || url.origin === "null" ? "another address" : `${url.origin}${url.pathname}`;
  return new Failure("permanent", "redirect-refused", {
    message: `The service sent us on to ${place}, ${reason}.`,
    httpStatus: status,
  });
}
