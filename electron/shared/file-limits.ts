/** What a destination takes, as far as it is known without asking the service. */
export interface FileLimits {
  /** The largest file, bytes; null for no limit. */
  readonly maximumBytes: number | null;
  /** Media types, or kinds of them as `image/*`, that alone are taken; empty for all. */
  readonly acceptedTypes: readonly string[];
  /** Media types, or kinds of them, that are never taken. */
  readonly refusedTypes: readonly string[];
}

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
