import type { Settings } from "../../shared/destination";
import type { NameEncoding } from "../http/http-client";
import type { ResolvedDestination } from "./service";

/** The value of a setting without the spaces around it; empty when it is not set. */
export function settingOf(settings: Settings, key: string): string {
  return (settings[key] ?? "").trim();
}

/** How the destination wants file names written (product.md, settings of all services). */
export function nameEncodingOf(destination: ResolvedDestination): NameEncoding {
  const chosen = destination.settings["nameEncoding"];
  return chosen === "utf8+filename*" || chosen === "percent" ? chosen : "utf8";
}
