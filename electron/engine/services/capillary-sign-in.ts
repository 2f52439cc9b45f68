import { createHash } from "node:crypto";
import { Failure, toFailure } from "../failure";
import type { HttpReply } from "../http/http-client";
import { unreadableReply } from "../http/http-errors";
import { fieldOfConnection } from "./connection-test";
import { settingOf } from "./destination-settings";
import { isHeaderSafe } from "./field-values";
import { asByteCount, asObject, asText } from "./json-values";
import { refusal } from "./replies";
import type { ResolvedDestination, ServiceContext, Session } from "./service";
import { jwtExpiresAt, sessionExpiresAt } from "./token-expiry";

/** What an issued or pasted token is sent in (services.md 3.1). */
const tokenHeader = "X-CAP-API-OAUTH-TOKEN";

/** The session of a destination that needs none: never reused, so that a 401 is final and no file is sent a second time in vain. */
const noSession: Session = { expiresAtMs: "0" };

/** The password as it is sent: its MD5, unless it was entered as one. */
function passwordOf({ settings, secrets }: ResolvedDestination): string {
  const password = secrets["password"] ?? "";
  return settings["hashPassword"] === "false"
    ? password
    : createHash("md5").update(password, "utf8").digest("hex");
}

/** The headers that sign a request in. */
export function signInHeaders(
  destination: ResolvedDestination,
  session: Session,
): Readonly<Record<string, string>> {
  switch (destination.settings["auth"]) {
    case "oauth":
      return { [tokenHeader]: session["accessToken"] ?? "" };
    case "token":
      return { [tokenHeader]: destination.secrets["token"] ?? "" };
    default: {
      const pair = `${settingOf(destination.settings, "username")}:${passwordOf(destination)}`;
      return { Authorization: `Basic ${Buffer.from(pair, "utf8").toString("base64")}` };
    }
  }
}

/** The setting that holds the secret of the chosen way to sign in. */
export function credentialField({ settings }: ResolvedDestination): string {
  if (settings["auth"] === "oauth") return "secret";
  return settings["auth"] === "token" ? "token" : "password";
}

/**
 * The destination with everything that its secrets became on the way to the server among its secrets, so that no answer
 * can repeat an issued token or a hashed password into a text that is shown or kept.
 */
export function withSentSecrets(
  destination: ResolvedDestination,
  headers: Readonly<Record<string, string>>,
): ResolvedDestination {
  const sent = Object.entries(headers).map(([name, value]) => [name, value.replace(/^Basic /, "")] as const);
  const hashed = { "password as sent": passwordOf(destination) };
  return { ...destination, secrets: { ...destination.secrets, ...hashed, ...Object.fromEntries(sent) } };
}

/** No file was sent for a token, so whatever went wrong may be tried again, and the token's own setting is at fault. */
function connectionFailure(thrown: unknown): Failure {
  const failure = toFailure(thrown, "transient", "network");
  if (failure.class === "canceled") return failure;
  const { code, message, hint } = failure.error;
  const field = fieldOfConnection(failure, "tokenUrl");
  if (failure.class === "unknown") {
    const text = "The token address gave no answer.";
    return new Failure("transient", "network", { message: text, field, cause: thrown });
  }
  return new Failure(failure.class, code, { message, hint, field, cause: thrown });
}

async function askForToken(context: ServiceContext): Promise<HttpReply> {
  const { settings, secrets } = context.destination;
  const value = { key: settingOf(settings, "key"), secret: secrets["secret"] ?? "" };
  try {
    return await context.request({
      method: "POST",
      url: settingOf(settings, "tokenUrl"),
      headers: {},
      body: { kind: "json", value },
    });
  } catch (thrown) {
    throw connectionFailure(thrown);
  }
}

/** What an answer without a token means; 400 and errors in a 200 are how such services refuse a key or a secret. */
function tokenRefusal(answer: HttpReply, destination: ResolvedDestination): Failure {
  const reply = { ...answer, bodySentWhole: false };
  const body = asObject(reply.json);
  const errors = Array.isArray(body?.["errors"]) ? body["errors"] : [];
  const text = asText(asObject(errors[0])?.["message"]) ?? asText(body?.["message"]);
  const refusesKey =
    [401, 403].includes(reply.status) || (body !== null && (reply.status === 400 || errors.length > 0));
  if (refusesKey && reply.status < 500) {
    const message = text ?? "The token address refused the client key or the client secret.";
    return refusal(reply, destination, {
      status: 401,
      text: message,
      retryAfterMs: null,
      code: "auth",
      field: "secret",
      hint: "Check the client key and the client secret of the destination.",
    });
  }
  const usual = reply.status < 300 ? unreadableReply(reply) : refusal(reply, destination, null);
  const { code, message, httpStatus } = usual.error;
  return new Failure(usual.class, code, {
    message: `No access token: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    hint: 'Check "tokenUrl"; it is the whole address, such as https://eu.api.capillarytech.com/v3/oauth/token/generate.',
    httpStatus,
    retryAfterMs: usual.retryAfterMs,
    field: "tokenUrl",
  });
}

/** Fetches an access token where the destination signs in with key and secret; `expiresAtMs` as the answer says. */
export async function prepareSession(context: ServiceContext): Promise<Session> {
  const { destination, clock } = context;
  if (destination.settings["auth"] !== "oauth") return noSession;
  const askedAtMs = clock.now();
  const reply = await askForToken(context);
  const data = asObject(asObject(reply.json)?.["data"]);
  const accessToken = asText(data?.["accessToken"]) ?? asText(data?.["access_token"]);
  if (reply.status !== 200 || accessToken === null || !isHeaderSafe(accessToken)) {
    throw tokenRefusal(reply, destination);
  }
  const lifeSeconds = asByteCount(data?.["ttlSeconds"] ?? data?.["ttl_seconds"]);
  const expiry = lifeSeconds === null ? {} : { expiresAtMs: String(askedAtMs + lifeSeconds * 1000) };
  return { accessToken, ...expiry };
}

/** When the access token ends: as the service said it, or as a pasted one says of itself; a password has no end. */
export function tokenExpiresAt({ settings, secrets }: ResolvedDestination, session: Session): string | null {
  if (settings["auth"] === "oauth") return sessionExpiresAt(session);
  return settings["auth"] === "token" ? jwtExpiresAt(secrets["token"]) : null;
}
