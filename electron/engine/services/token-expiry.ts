import { asObject } from "./json-values";
import type { Session } from "./service";

/** The end of what a session holds, as the service said it; null when it did not. */
export function sessionExpiresAt(session: Session): string | null {
  return isoTime(Number(session["expiresAtMs"] ?? Number.NaN));
}

/**
 * The end that a token carries in itself, if it is a JSON Web Token with an `exp` (RFC 7519 4.1.4, seconds); otherwise null.
 * Nothing is proved by it: it only tells the user when to expect the next one.
 */
export function jwtExpiresAt(token: string | undefined): string | null {
  const parts = (token ?? "").split(".");
  const claims = parts.length === 3 ? parseClaims(parts[1] ?? "") : null;
  const seconds = claims?.["exp"];
  return typeof seconds === "number" ? isoTime(seconds * 1000) : null;
}

function parseClaims(part: string): Readonly<Record<string, unknown>> | null {
  try {
    return asObject(JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
  } catch {
    // Any other token with two dots in it.
    return null;
  }
}

function isoTime(epochMs: number): string | null {
  const time = new Date(epochMs);
  return epochMs > 0 && !Number.isNaN(time.getTime()) ? time.toISOString() : null;
}
