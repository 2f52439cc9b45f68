import type { Failure } from "../failure";
import type { HttpReply } from "../http/http-client";
import { settingOf } from "./destination-settings";
import { asObject, asText } from "./json-values";
import { type Complaint, refusal } from "./replies";
import type { ResolvedDestination } from "./service";

/** The service's own error body: `{"error", "error_description", "exception", "timestamp", "duration"}` (services.md 5.1). */
interface OwnError {
  readonly error: string;
  readonly description: string | null;
  /** More of its shape than `error`, which a gateway may write too. */
  readonly unmistakable: boolean;
}

function ownErrorIn(reply: HttpReply): OwnError | null {
  const body = asObject(reply.json);
  const error = asText(body?.["error"]);
  if (body === null || error === null) return null;
  const description = asText(body["error_description"]);
  const unmistakable =
    description !== null || asText(body["exception"]) !== null || typeof body["duration"] === "number";
  return { error, description, unmistakable };
}

/**
 * The status that an error stands for. The service's document says to repeat its 5xx, which stand for a limit of its load.
 * A used-up plan comes as 429 like a rate limit, but waiting does not help (402).
 */
function statusOf(status: number, error: string): number {
  if (error === "resource_limited") return 402;
  if (status < 300) return 500;
  return status >= 500 && status !== 501 && status !== 507 ? 503 : status;
}

/**
 * Reads the service's own error, also the one that comes with 200; `credential` is the setting to look at when the
 * credentials are refused. A 5xx is only believed to be the service's own in its unmistakable shape, because then it repeats.
 */
export function complaintOf(
  reply: HttpReply,
  destination: ResolvedDestination,
  credential: string,
): Complaint | null {
  const { status } = reply;
  const own = ownErrorIn(reply);
  if (status === 413) return { status, retryAfterMs: null, ...tooLarge };
  if (own === null) return status === 401 ? refusedCredentials(credential) : null;
  if ((status < 300 || status > 499) && !own.unmistakable) return null;
  return {
    status: statusOf(status, own.error),
    text: own.description ?? own.error,
    retryAfterMs: null,
    ...(status === 401 ? { field: credential } : {}),
    ...knownComplaint(own, destination, credential),
  };
}

function refusedCredentials(field: string): Complaint {
  return { status: 401, text: null, retryAfterMs: null, field };
}

const tooLarge = {
  text: "The file is larger than this app allows (usually 10 MB).",
  hint: 'Ask Easemob for a higher limit, and set "maxSize" of the destination to the one that you have.',
};

/** What the documented errors say beyond the status. */
function knownComplaint(
  own: OwnError,
  destination: ResolvedDestination,
  credential: string,
): Partial<Complaint> {
  const said = own.description === null ? "." : ` (${own.description}).`;
  const app = `${settingOf(destination.settings, "org")}/${settingOf(destination.settings, "app")}`;
  switch (own.error) {
    case "auth_bad_access_token":
      return {
        code: "auth",
        field: credential,
        text: `The token is not valid for this org/app, ${app}${said}`,
        hint: 'Enter a token that was issued for this app, and check "org" and "app".',
      };
    case "unauthorized":
      return {
        code: "auth",
        field: credential,
        ...(/expired/i.test(own.description ?? "") ? expiredToken : {}),
      };
    case "organization_application_not_found":
      return {
        code: "target-not-found",
        field: "app",
        text: `There is no app ${app} at this address${said}`,
        hint: 'Check "org" and "app", and that the address is the one of your app\'s cluster.',
      };
    case "reach_limit":
      return { code: "rate-limited" };
    case "resource_limited":
      return { hint: "Waiting does not help: extend the Easemob plan, then try again." };
    case "file_expired":
      return { code: "target-not-found", ...expiredFile };
    default:
      return {};
  }
}

const expiredToken = {
  text: "The token has expired.",
  hint: "Enter a new token, or a user name and password with which Waybill fetches one itself.",
};

const expiredFile = {
  text: "Expired on the server: Easemob does not keep this file any more.",
  hint: "Easemob keeps files for 7 days unless your plan says otherwise. Send it again if it is still needed.",
};

/** Reads a refused request for a token: wrong credentials come as 400 or 404 `invalid_grant`. */
export function signInComplaintOf(
  reply: HttpReply,
  destination: ResolvedDestination,
  credential: string,
): Complaint | null {
  const complaint = complaintOf(reply, destination, credential);
  const own = ownErrorIn(reply);
  if (complaint === null || own?.error !== "invalid_grant") return complaint;
  const isUser = credential === "password";
  const named = /client_?id/i.test(own.description ?? "") ? "clientId" : credential;
  const field = isUser && /\buser\b/i.test(own.description ?? "") ? "username" : named;
  const hint = `Check the ${isUser ? "user name and password" : "client id and secret"} of the destination.`;
  return { ...complaint, code: "auth", field, hint };
}

/** Whether an answer is the service's word that it has no such file, which proves address, app and token. */
export function isMissingFile(reply: HttpReply): boolean {
  const own = ownErrorIn(reply);
  return (
    reply.status === 404 &&
    own !== null &&
    own.unmistakable &&
    own.error !== "organization_application_not_found"
  );
}

/** The setting that a refused test points to; null when no setting is at fault. */
export function fieldAtFault(failure: Failure, credential: string): string | null {
  if (failure.field !== null) return failure.field;
  const { code } = failure.error;
  if (code === "auth" || code === "forbidden") return credential;
  const isSettings = failure.class === "permanent" && code !== "quota-exceeded" && code !== "server-error";
  return isSettings ? "baseUrl" : null;
}

/** The destination with more to keep out of what is shown and stored: the token in use, a receipt's secret. */
export function knowing(
  destination: ResolvedDestination,
  more: Readonly<Record<string, string>>,
): ResolvedDestination {
  return { ...destination, secrets: { ...destination.secrets, ...more } };
}

/** The failure of an answer that is no success. */
export function refusalOf(reply: HttpReply, destination: ResolvedDestination, credential: string): Failure {
  return refusal(reply, destination, complaintOf(reply, destination, credential));
}
