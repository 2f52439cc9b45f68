import type { ResolvedDestination } from "../services/service";
import type { Route } from "./http-client";

/** How a destination's server is reached, from the settings that all services share. */
export function routeOf(destination: ResolvedDestination): Route {
  return {
    proxy: destination.settings["proxy"] ?? "",
    caCertificate: destination.settings["caCertificate"] ?? "",
    allowInsecureHttp: destination.settings["allowInsecureHttp"] === "true",
  };
}
