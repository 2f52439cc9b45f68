import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock, ThumbnailDecoder } from "../ports";
import type { PracticeStore } from "./practice-store";

/** What the routes of every service share. */
export interface PracticeContext {
  readonly store: PracticeStore;
  /** The one secret of this server: every service's token. */
  readonly token: string;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly decoder: ThumbnailDecoder | null;
  readonly clock: Clock;
}

/** A request on its way through the routes. */
export interface PracticeExchange {
  readonly context: PracticeContext;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Decoded segments of the path, without empty ones. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/** Answers a request, or says `false` when it is not for this service. */
export type PracticeRoutes = (exchange: PracticeExchange) => Promise<boolean>;

/** Compares secrets in a time that tells nothing about where they differ. */
export function equalSecrets(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** How long a signed link opens: as long as the vendors' own, one hour. */
export const signedLinkLifeMs = 60 * 60 * 1000;

/** Signs a link. The key follows from the token, so that links outlive a restart of the server with the same token. */
export function signatureOf(token: string, id: string, expiresAtSeconds: string): string {
  return createHmac("sha256", `waybill-practice-link ${token}`)
    .update(`${id}\n${expiresAtSeconds}`)
    .digest("hex");
}
