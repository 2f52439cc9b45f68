import { Failure, toFailure } from "../failure";
import type { HttpReply, RequestPlan } from "../http/http-client";
import { unreadableReply } from "../http/http-errors";
import { settingOf } from "./destination-settings";
import { signInComplaintOf } from "./easemob-replies";
import { isHeaderSafe } from "./field-values";
import { asByteCount, asObject, asText, type JsonObject } from "./json-values";
import { refusal } from "./replies";
import type { ResolvedDestination, ServiceContext, Session } from "./service";
import { isPathSegment, joinUrl } from "./urls";

/** No token of the service lives 10 years in seconds: a larger number is in milliseconds (services.md 5.1, one cluster). */
const longestLifeSeconds = 10 * 365 * 24 * 60 * 60;

/** How a destination signs in: with a token that the user pasted, or by asking for one. */
export type Credentials =
  | { readonly kind: "pasted"; readonly field: "token" }
  | { readonly kind: "sign-in"; readonly field: "password" | "clientSecret"; readonly grant: JsonObject };

function config(field: string, message: string, hint: string): Failure {
  return new Failure("permanent", "config", { field, message, hint });
}

/** The credentials that count: the first complete set of token, user and client; otherwise what is missing. */
export function credentialsOf(destination: ResolvedDestination): Credentials | Failure {
  const { settings, secrets } = destination;
  const { token, password, clientSecret } = secrets;
  const username = settingOf(settings, "username");
  const clientId = settingOf(settings, "clientId");
  if (token) return { kind: "pasted", field: "token" };
  if (username && password) {
    const grant = { grant_type: "password", username, password };
    return { kind: "sign-in", field: "password", grant };
  }
  if (clientId && clientSecret) {
    const grant = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret };
    return { kind: "sign-in", field: "clientSecret", grant };
  }
  if (username) return incomplete("password", "username");
  if (password) return incomplete("username", "password");
  if (clientId) return incomplete("clientSecret", "clientId");
  if (clientSecret) return incomplete("clientId", "clientSecret");
  return config(
    "token",
    "The destination has no credentials.",
    'Give "token", or "username" and "password", or "clientId" and "clientSecret".',
  );
}

function incomplete(missing: string, given: string): Failure {
  return config(missing, `"${missing}" is missing.`, `"${given}" counts only together with "${missing}".`);
}

/** What is wrong with the app key's two parts, or null. */
export function appKeyProblem(destination: ResolvedDestination): Failure | null {
  for (const key of ["org", "app"]) {
    const value = settingOf(destination.settings, key);
    if (isPathSegment(value) && !/[#/]/.test(value)) continue;
    return config(
      key,
      `"${key}" is no part of an app key.`,
      'An app key is written "org#app": what is before the # belongs to "org", what is after it to "app".',
    );
  }
  return null;
}

/** The request for a token. */
export function tokenRequest(destination: ResolvedDestination, grant: JsonObject): RequestPlan {
  const [baseUrl, org, app] = ["baseUrl", "org", "app"].map((key) => settingOf(destination.settings, key));
  const url = joinUrl(baseUrl ?? "", org ?? "", app ?? "", "token");
  return { method: "POST", url, headers: {}, body: { kind: "json", value: grant } };
}

/** A context for asking for a token: no file goes with it and nothing is stored, so an unanswered request may be repeated. */
export function forSignIn(context: ServiceContext): ServiceContext {
  const request = async (plan: RequestPlan): Promise<HttpReply> => {
    try {
      return { ...(await context.request(plan)), bodySentWhole: false };
    } catch (thrown) {
      const failure = toFailure(thrown, "transient", "network");
      if (failure.class !== "unknown") throw failure;
      const message = "The service gave no answer when it was asked for a token.";
      throw new Failure("transient", "network", { message, cause: failure });
    }
  };
  return { ...context, request };
}

/** The session in an answer to `tokenRequest`, or what is wrong with it. */
export function sessionIn(
  reply: HttpReply,
  destination: ResolvedDestination,
  field: string,
  nowMs: number,
): Session | Failure {
  if (reply.status < 200 || reply.status > 299) {
    return refusal(reply, destination, signInComplaintOf(reply, destination, field));
  }
  const body = asObject(reply.json);
  const token = asText(body?.["access_token"]);
  if (token === null || !isHeaderSafe(token)) return unreadableReply(reply);
  const endMs = endOf(body?.["expires_in"], nowMs);
  return endMs === null ? { token } : { token, expiresAtMs: String(endMs) };
}

/** When a token ends, epoch milliseconds; null for one that does not (0) or does not say so. */
function endOf(expiresIn: unknown, nowMs: number): number | null {
  const life = asByteCount(expiresIn) ?? 0;
  if (life === 0) return null;
  return nowMs + (life > longestLifeSeconds ? life : life * 1000);
}

/**
 * Fetches a token where none was pasted. "Do not request often, may be blocked" (services.md 5.1): the engine keeps the
 * session until the token ends or is refused.
 */
export async function prepare(context: ServiceContext): Promise<Session> {
  const { destination, clock } = context;
  const problem = appKeyProblem(destination);
  if (problem !== null) throw problem;
  const credentials = credentialsOf(destination);
  if (credentials instanceof Failure) throw credentials;
  // A pasted token is read at each use. A session without a life is never kept, so that a refused one is not tried twice.
  if (credentials.kind === "pasted") return { expiresAtMs: "0" };
  const reply = await forSignIn(context).request(tokenRequest(destination, credentials.grant));
  const session = sessionIn(reply, destination, credentials.field, clock.now());
  if (session instanceof Failure) throw session;
  return session;
}
