import type { z } from "zod";
import type { fileLimitsSchema } from "./destination";

/** What a destination takes, as far as it is known without asking the service. */
export type FileLimits = z.infer<typeof fileLimitsSchema>;

/** Whether a list of media types names a type: as it is, or all of its kind as in `image/*`. */
function names(list: readonly string[], type: string): boolean {
  return list.includes(type) || list.includes(`${type.split("/")[0]}/*`);
}

/**
 * Whether a file of a type is refused. A type that says nothing (empty, or `application/octet-stream`) counts only where it
 * is refused by name: servers look at the extension then, so that only they can tell.
 */
export function refusesType(
  { acceptedTypes, refusedTypes }: Pick<FileLimits, "acceptedTypes" | "refusedTypes">,
  contentType: string,
): boolean {
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  if (names(refusedTypes, type)) return true;
  const saysNothing = type === "" || type === "application/octet-stream";
  return acceptedTypes.length > 0 && !saysNothing && !names(acceptedTypes, type);
}
