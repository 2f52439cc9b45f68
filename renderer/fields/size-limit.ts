import type { Destination } from "../../electron/shared/destination";
import type { ServiceInfo } from "../../electron/shared/service";

/** The most bytes that a destination takes per file as far as it can be known without asking it; null for no limit. */
export function sizeLimitBytes(service: ServiceInfo | undefined, destination: Destination): number | null {
  if (service === undefined) return null;
  const field = service.destinationFields.find(({ key }) => key === "maxSize");
  const given = Number(destination.settings["maxSize"] || (field?.default ?? ""));
  const own = Number.isSafeInteger(given) && given > 0 ? given : null;
  const { maximumSize } = service.capabilities;
  if (own === null || maximumSize === null) return own ?? maximumSize;
  return Math.min(own, maximumSize);
}
