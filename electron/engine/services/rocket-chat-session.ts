import { type FileLimits, refusesType } from "../../shared/file-limits";
import { Failure } from "../failure";
import { settingOf } from "./destination-settings";
import { asObject, asText } from "./json-values";
import { unlessCanceled } from "./replies";
import { question, versionQuestion } from "./rocket-chat-requests";
import type { ServiceContext, Session, UploadJob } from "./service";

/** Versions and limits are asked again after this long, so that an upgraded server is noticed. */
const sessionLifeMs = 60 * 60 * 1000;

/** The server's public settings that limit uploads (services.md 2.3, "Preflight"), by the key that the session has for each. */
const limitSettings = {
  enabled: "FileUpload_Enabled",
  maximumSize: "FileUpload_MaxFileSize",
  acceptedTypes: "FileUpload_MediaTypeWhiteList",
  refusedTypes: "FileUpload_MediaTypeBlackList",
  maximumText: "Message_MaxAllowedSize",
} as const;

/** Whether a version such as "8.5" or "6.10.2" is at least another; null when it is not known. */
export function isAtLeast(version: string | undefined, major: number, minor: number): boolean | null {
  const parts = /^(\d+)\.(\d+)/.exec(version ?? "");
  if (parts === null) return null;
  const [, givenMajor, givenMinor] = parts.map(Number);
  return givenMajor === major ? (givenMinor ?? 0) >= minor : (givenMajor ?? 0) > major;
}

async function versionOf(context: ServiceContext): Promise<string | undefined> {
  const reply = await context.request(versionQuestion(context.destination));
  const body = reply.status === 200 ? asObject(reply.json) : null;
  return asText(body?.["version"]) ?? asText(asObject(body?.["info"])?.["version"]) ?? undefined;
}

/** Since 7.0 the settings are chosen with `_id`, before with a query; without either only the first 50 of hundreds come. */
function choiceOfSettings(version: string | undefined): Readonly<Record<string, string>> {
  const ids = Object.values(limitSettings);
  return isAtLeast(version, 7, 0) === false
    ? { query: JSON.stringify({ _id: { $in: ids } }) }
    : { _id: ids.join(",") };
}

async function limitsOf(context: ServiceContext, version: string | undefined): Promise<Session> {
  const plan = question(context.destination, "settings.public", choiceOfSettings(version), false);
  const reply = await context.request(plan).catch(unlessCanceled);
  const settings = reply?.status === 200 ? asObject(reply.json)?.["settings"] : null;
  const values = new Map(
    (Array.isArray(settings) ? settings : []).map((entry) => {
      const setting = asObject(entry);
      return [setting?.["_id"], setting?.["value"]] as const;
    }),
  );
  const known = Object.entries(limitSettings).map(([key, id]) => [key, values.get(id)] as const);
  return Object.fromEntries(
    known.flatMap(([key, value]) =>
      ["string", "number", "boolean"].includes(typeof value) ? [[key, String(value)]] : [],
    ),
  );
}

/** Asks for the version and, as far as the server tells them, the limits of uploads. */
export async function prepare(context: ServiceContext): Promise<Session> {
  const version = await versionOf(context);
  const limits = await limitsOf(context, version);
  return {
    ...(version === undefined ? {} : { version }),
    ...limits,
    expiresAtMs: String(context.clock.now() + sessionLifeMs),
  };
}

/** The failure of a server that takes no files at all, or null. */
export function switchedOff(session: Session): Failure | null {
  if (session["enabled"] !== "false") return null;
  return new Failure("permanent", "forbidden", {
    message: "File uploads are switched off on this server.",
    hint: "Ask the server's operator to allow file uploads.",
  });
}

/** A limit in the session; the server writes -1 (or 0) for none. */
function limitOf(session: Session, key: keyof typeof limitSettings): number {
  const value = Number(session[key] ?? Number.NaN);
  return value > 0 ? value : Number.POSITIVE_INFINITY;
}

function typesIn(list: string | undefined): readonly string[] {
  return (list ?? "")
    .split(",")
    .map((type) => type.trim().toLowerCase())
    .filter((type) => type !== "");
}

/** The limits that the server told in its public settings. */
export function fileLimits(session: Session): FileLimits {
  const maximumBytes = limitOf(session, "maximumSize");
  return {
    maximumBytes: Number.isFinite(maximumBytes) ? maximumBytes : null,
    acceptedTypes: typesIn(session["acceptedTypes"]),
    refusedTypes: typesIn(session["refusedTypes"]),
  };
}

/** Refuses what the server's public limits refuse, before a byte is sent; null where nothing speaks against it. */
export function limitFailure(job: UploadJob, session: Session): Failure | null {
  const { file, options } = job;
  const limits = fileLimits(session);
  if (limits.maximumBytes !== null && file.size > limits.maximumBytes) {
    return new Failure("permanent", "too-large", {
      message: `The file has ${file.size} bytes; this server accepts ${limits.maximumBytes}.`,
    });
  }
  if (refusesType(limits, file.contentType)) {
    return new Failure("permanent", "type-refused", {
      message: `This server does not accept files of the type ${file.contentType}.`,
    });
  }
  const maximumText = limitOf(session, "maximumText");
  const tooLong = ["msg", "description"].find((key) => settingOf(options, key).length > maximumText);
  if (tooLong !== undefined) {
    return new Failure("permanent", "invalid-field", {
      field: tooLong,
      message: `"${tooLong}" can have ${maximumText} characters on this server, not ${settingOf(options, tooLong).length}.`,
    });
  }
  return switchedOff(session);
}
