import { Failure } from "../failure";
import type { MultipartPart, RequestPlan } from "../http/http-client";
import { nameEncodingOf, settingOf } from "./destination-settings";
import { isHeaderSafe } from "./field-values";
import type { PlannedStep, ResolvedDestination, UploadJob } from "./service";
import { joinUrl } from "./urls";

/** `single` is `rooms.upload`, gone since 8.0; `two-step` is `rooms.media` and `rooms.mediaConfirm`, there since 6.10. */
export type Flow = "single" | "two-step";

/** The server's address without a slash at its end; it may have a path of its own (services.md 2.5). */
function baseUrlOf(destination: ResolvedDestination): string {
  return settingOf(destination.settings, "baseUrl").replace(/\/+$/, "");
}

/** The address of a REST method, with its arguments in the path. */
export function apiUrl(destination: ResolvedDestination, ...segments: readonly string[]): string {
  return joinUrl(baseUrlOf(destination), "api", "v1", ...segments);
}

/** Who asks. The two belong together: the server knows the token only with its user. */
export function headersOf(destination: ResolvedDestination): Readonly<Record<string, string>> {
  return {
    "X-Auth-Token": destination.secrets["token"] ?? "",
    "X-User-Id": settingOf(destination.settings, "userId"),
  };
}

/** The failure of a user id that no header can carry, or null. */
export function userIdFailure(destination: ResolvedDestination): Failure | null {
  if (isHeaderSafe(settingOf(destination.settings, "userId"))) return null;
  return new Failure("permanent", "config", {
    field: "userId",
    message: "The user id contains a character that no header can carry.",
  });
}

/** A question to a REST method; asked without credentials where they are not needed. */
export function question(
  destination: ResolvedDestination,
  method: string,
  query: Readonly<Record<string, string>> = {},
  signedIn = true,
): RequestPlan {
  const text = new URLSearchParams(query).toString();
  return {
    method: "GET",
    url: `${apiUrl(destination, method)}${text === "" ? "" : `?${text}`}`,
    headers: signedIn ? headersOf(destination) : {},
    body: null,
  };
}

/** Asks which version the server has; anybody may. */
export function versionQuestion(destination: ResolvedDestination): RequestPlan {
  return { method: "GET", url: joinUrl(baseUrlOf(destination), "api", "info"), headers: {}, body: null };
}

/**
 * The path of a file below the server's address, from a link in an answer; null for a link that leads elsewhere, since
 * it is followed with credentials. Links begin at the root of the server even where it lives under a path. What stands
 * after "?" is dropped: it can hold a login token (services.md 2.4), and the server finds the file by its id alone.
 */
export function filePathOf(destination: ResolvedDestination, link: string | null): string | null {
  const base = new URL(`${baseUrlOf(destination)}/`);
  if (link === null || !URL.canParse(link, base.href)) return null;
  const { origin, pathname } = new URL(link, base);
  if (origin !== base.origin || pathname.length < 2) return null;
  return pathname.startsWith(base.pathname) ? pathname.slice(base.pathname.length) : pathname.slice(1);
}

/** The address of a file, by the path that `filePathOf` gave. */
export function fileUrl(destination: ResolvedDestination, path: string): string {
  return `${baseUrlOf(destination)}/${path}`;
}

/** Texts of the message that are given, in the document's order; no other key may be sent (services.md 2.1). */
function textsOf(job: UploadJob): ReadonlyArray<readonly [string, string]> {
  return ["msg", "description", "tmid"]
    .map((key) => [key, settingOf(job.options, key)] as const)
    .filter(([, value]) => value !== "");
}

/** Sends the file: as a message (`single`), or to wait 24 hours for its confirm, which posts nothing and may repeat. */
export function fileStep(job: UploadJob, flow: Flow, id: string): PlannedStep {
  const { destination, file } = job;
  const texts = flow === "single" ? textsOf(job) : [];
  const parts: MultipartPart[] = texts.map(([name, value]) => ({ kind: "text", name, value }));
  parts.push({ kind: "file", name: "file", fileName: file.name, contentType: file.contentType });
  const method = flow === "single" ? "rooms.upload" : "rooms.media";
  return {
    id,
    repeatable: flow === "two-step",
    request: {
      method: "POST",
      url: apiUrl(destination, method, settingOf(job.options, "room")),
      headers: headersOf(destination),
      body: { kind: "multipart", nameEncoding: nameEncodingOf(destination), parts },
    },
  };
}

/** Posts a file that is there already. Never repeated by itself: each confirm posts a message (services.md 2.2). */
export function confirmStep(job: UploadJob, fileId: string, id: string): PlannedStep {
  const { destination, options } = job;
  return {
    id,
    repeatable: false,
    request: {
      method: "POST",
      url: apiUrl(destination, "rooms.mediaConfirm", settingOf(options, "room"), fileId),
      headers: headersOf(destination),
      body: { kind: "json", value: Object.fromEntries(textsOf(job)) },
    },
  };
}
