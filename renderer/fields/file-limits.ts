import type { Destination, SignIn } from "../../electron/shared/destination";
import type { FileLimits } from "../../electron/shared/file-limits";
import type { ServiceInfo } from "../../electron/shared/service";

/** What a destination takes as far as it can be known without asking: from its settings, and from what its server told last. */
export function knownLimits(
  service: ServiceInfo | undefined,
  destination: Destination,
  signIns: readonly SignIn[],
): FileLimits {
  const told = signIns.find(({ destinationId }) => destinationId === destination.id)?.limits ?? null;
  const bounds = [sizeLimitBytes(service, destination), told?.maximumBytes ?? null].filter(
    (bytes) => bytes !== null,
  );
  return {
    maximumBytes: bounds.length === 0 ? null : Math.min(...bounds),
    acceptedTypes: told?.acceptedTypes ?? [],
    refusedTypes: told?.refusedTypes ?? [],
  };
}

function sizeLimitBytes(service: ServiceInfo | undefined, destination: Destination): number | null {
  if (service === undefined) return null;
  const field = service.destinationFields.find(({ key }) => key === "maxSize");
  const given = Number(destination.settings["maxSize"] || (field?.default ?? ""));
  const own = Number.isSafeInteger(given) && given > 0 ? given : null;
  const { maximumSize } = service.capabilities;
  if (own === null || maximumSize === null) return own ?? maximumSize;
  return Math.min(own, maximumSize);
}
