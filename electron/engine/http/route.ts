import type { ResolvedDestination } from "../services/service";
import type { Route } from "./http-client";

/** How a destination's server is reached, from the settings that all services share. */
export function routeOf(destination: ResolvedDestination): Route {
  return {
    proxy: proxyOf(destination),
    caCertificate: destination.settings["caCertificate"] ?? "",
    allowInsecureHttp: destination.settings["allowInsecureHttp"] === "true",
  };
}

/** The proxy's address with its password, which is kept apart from it because it is a secret. Lives in memory only. */
function proxyOf({ settings, secrets }: ResolvedDestination): string {
  const address = settings["proxy"] ?? "";
  const password = secrets["proxyPassword"] ?? "";
  if (password === "" || !URL.canParse(address)) return address;
  const url = new URL(address);
  url.password = encodeURIComponent(password);
  return url.href;
}
