/** A JSON object with values still to be looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as a JSON object, or null when it is anything else. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The value as a non-empty text, or null. */
export function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** The value as a whole number of bytes, given as a number or in decimal digits; otherwise null. */
export function asByteCount(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** A time as ISO 8601 in UTC, or null when the text is none. */
export function asIsoTime(value: unknown): string | null {
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
