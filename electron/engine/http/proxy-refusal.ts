import { Failure } from "../failure";
import type { Route } from "./http-client";

/**
 * What a proxy's own refusal means. Wrong or missing credentials (407) hold the whole destination back, as a service's
 * 401 does; a proxy that is overloaded, or does not reach the server, may do so later.
 */
export function proxyRefusal(status: number, route: Route): Failure {
  if (status === 407) {
    return new Failure("auth", "proxy", {
      message: "The proxy wants a user name and a password, or refused those it was given.",
      httpStatus: status,
      field: route.proxy === "" ? "proxy" : "proxyPassword",
    });
  }
  const repeats = status === 408 || status === 429 || status >= 500;
  return new Failure(repeats ? "transient" : "permanent", "proxy", {
    message: `The proxy refused the connection (HTTP ${status}).`,
    httpStatus: status,
    field: "proxy",
  });
}
