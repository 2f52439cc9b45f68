import type { Settings } from "../../shared/destination";
import { fieldApplies, fieldOf } from "../../shared/field-rules";
import type { Field, ServiceInfo } from "../../shared/service";
import type { UploadErrorCode } from "../../shared/upload-error";
import { Failure } from "../failure";
import { valueProblem } from "./field-values";
import { insecureAddressProblem } from "./urls";

/** What is wrong with one setting. */
interface Problem {
  readonly field: string;
  readonly message: string;
  readonly hint?: string;
}

/** Settings are wrong before anything was sent, and stay wrong until somebody corrects them. */
function refusal(code: UploadErrorCode, problem: Problem): Failure {
  return new Failure("permanent", code, {
    message: problem.message,
    hint: problem.hint ?? `Correct "${problem.field}", then try again.`,
    field: problem.field,
  });
}

function unknownKey(info: ServiceInfo, key: string, fields: readonly Field[]): Problem {
  const known = fields.map((known) => (known.type === "pairs" ? `${known.key}.KEY` : known.key)).join(", ");
  return {
    field: key,
    message: `${info.label} has no setting "${key}".`,
    hint: `Its settings are: ${known}.`,
  };
}

function givenProblem(
  info: ServiceInfo,
  settings: Settings,
  fields: readonly Field[],
  oneLine: readonly Field[],
  onlyKey: string | null = null,
): Problem | null {
  for (const [key, value] of Object.entries(settings)) {
    if (onlyKey !== null && key !== onlyKey) continue;
    const owner = fieldOf(fields, key);
    if (owner === undefined) return unknownKey(info, key, fields);
    if (owner.type === "secret") {
      return {
        field: key,
        message: `"${key}" is a secret and must not be given as a plain setting.`,
        hint: `Use --secret ${key}=env:VARIABLE, ${key}=file:PATH or ${key}=- instead.`,
      };
    }
    if (value === "" || !fieldApplies(owner, fields, settings)) continue;
    const message = valueProblem(owner, key, value, oneLine.includes(owner));
    if (message !== null) return { field: key, message };
  }
  return null;
}

function missingProblem(
  candidates: readonly Field[],
  fields: readonly Field[],
  settings: Settings,
  secretKeys: readonly string[],
): Problem | null {
  for (const candidate of candidates) {
    if (!candidate.required || !fieldApplies(candidate, fields, settings)) continue;
    const given =
      candidate.type === "secret"
        ? secretKeys.includes(candidate.key)
        : (settings[candidate.key] ?? "").trim() !== "" || (candidate.default ?? "") !== "";
    if (!given) {
      return {
        field: candidate.key,
        message: `${candidate.label} ("${candidate.key}") is missing.`,
        hint: candidate.help,
      };
    }
  }
  return null;
}

/** All fields a destination may hold: its own, and per-upload ones as defaults for its uploads. */
function everyField(info: ServiceInfo): readonly Field[] {
  return [...info.destinationFields, ...info.uploadFields];
}

/**
 * Checks the settings of a destination against the declared fields; null when nothing is wrong.
 * `secretKeys` are the keys of the secrets that have a value or a reference. A required per-upload field may
 * be absent here, because it may come with each upload. The failure's code is `config`; its `field` is the key at fault.
 */
export function validateSettings(
  info: ServiceInfo,
  settings: Settings,
  secretKeys: readonly string[],
): Failure | null {
  const fields = everyField(info);
  const problem =
    strangerSecret(info, secretKeys) ??
    givenProblem(info, settings, fields, info.destinationFields) ??
    missingProblem(info.destinationFields, fields, settings, secretKeys) ??
    insecureAddress(info, settings) ??
    proxyProblem(settings);
  return problem === null ? null : refusal("config", problem);
}

/**
 * What is wrong with each of the settings that were given, by key; nothing is said about what is missing. A form asks
 * this while it is being filled in.
 */
export function settingsProblems(info: ServiceInfo, settings: Settings): Readonly<Record<string, string>> {
  const fields = everyField(info);
  const problems: Record<string, string> = {};
  for (const key of Object.keys(settings)) {
    const problem = givenProblem(info, settings, fields, info.destinationFields, key);
    if (problem !== null) problems[key] = problem.message;
  }
  for (const problem of [insecureAddress(info, settings), proxyProblem(settings)]) {
    if (problem !== null) problems[problem.field] ??= problem.message;
  }
  return problems;
}

/**
 * A proxy speaks HTTP, and its password is not among the settings, which are kept and shown in the open. What is no address
 * is refused as well, because nobody could tell a password in it.
 */
function proxyProblem(settings: Settings): Problem | null {
  const address = (settings["proxy"] ?? "").trim();
  if (address === "") return null;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return {
      field: "proxy",
      message: "The address of the proxy is not usable: it must begin with http:// or https://.",
    };
  }
  if (url.password === "") return null;
  return {
    field: "proxy",
    message: "The address of the proxy must not contain the password.",
    hint: 'Leave the user name in the address, and give the password as the secret "proxyPassword".',
  };
}

function strangerSecret(info: ServiceInfo, secretKeys: readonly string[]): Problem | null {
  const secrets = info.destinationFields.filter((candidate) => candidate.type === "secret");
  const stranger = secretKeys.find((key) => !secrets.some((known) => known.key === key));
  return stranger === undefined
    ? null
    : {
        field: stranger,
        message: `${info.label} has no secret "${stranger}".`,
        hint: `Its secrets are: ${secrets.map((known) => known.key).join(", ") || "none"}.`,
      };
}

function insecureAddress(info: ServiceInfo, settings: Settings): Problem | null {
  if (settings["allowInsecureHttp"] === "true") return null;
  for (const candidate of info.destinationFields) {
    if (candidate.type !== "url") continue;
    const message = insecureAddressProblem(settings[candidate.key] ?? candidate.default ?? "");
    if (message !== null) {
      return {
        field: candidate.key,
        message,
        hint: 'Use https, or set "allowInsecureHttp" to true on a network you trust.',
      };
    }
  }
  return null;
}

/**
 * Checks what the user gave for one upload, alone: keys, types and bounds, not completeness.
 * The failure's code is `invalid-field`.
 */
export function validateUploadOptions(info: ServiceInfo, options: Settings): Failure | null {
  const problem = givenProblem(info, options, info.uploadFields, []);
  return problem === null ? null : refusal("invalid-field", problem);
}

/** Checks the merged options of an upload (`jobOptions`): values and required fields. The code is `invalid-field`. */
export function validateJobOptions(info: ServiceInfo, merged: Settings): Failure | null {
  const problem =
    givenProblem(info, merged, info.uploadFields, []) ??
    missingProblem(info.uploadFields, info.uploadFields, merged, []);
  return problem === null ? null : refusal("invalid-field", problem);
}

/** Checks the value of a secret as it will be sent; null when nothing is wrong. Its text never shows the value. */
export function validateSecret(info: ServiceInfo, key: string, value: string): Failure | null {
  const owner = fieldOf(info.destinationFields, key);
  if (owner === undefined || owner.type !== "secret") {
    const stranger = strangerSecret(info, [key]);
    return stranger === null ? null : refusal("config", stranger);
  }
  const message = valueProblem(owner, key, trimmed(owner, value), true);
  return message === null ? null : refusal("config", { field: key, message });
}

/** Free text is kept as given, because a space may matter (`tokenPrefix`); everything else loses pasted spaces and line ends. */
function trimmed(owner: Field | undefined, value: string): string {
  return owner === undefined || owner.type === "text" || owner.type === "pairs" ? value : value.trim();
}

/** Settings as they are saved: pasted spaces and line ends removed, empty values dropped. */
export function cleanSettings(info: ServiceInfo, settings: Settings): Settings {
  const fields = everyField(info);
  return Object.fromEntries(
    Object.entries(settings)
      .map(([key, value]) => [key, trimmed(fieldOf(fields, key), value)] as const)
      .filter(([, value]) => value !== ""),
  );
}

/** A secret as it is saved: without the spaces and line ends that come with pasting or with `$(cat file)`. */
export function cleanSecret(value: string): string {
  return value.trim();
}

/** Fills in the defaults of the destination's own fields, and leaves out what is empty or does not apply. */
export function resolveSettings(info: ServiceInfo, settings: Settings): Settings {
  const fields = everyField(info);
  const given = cleanSettings(info, settings);
  const resolved: Record<string, string> = {};
  for (const candidate of info.destinationFields) {
    if (candidate.default !== null && candidate.default !== "") resolved[candidate.key] = candidate.default;
  }
  for (const [key, value] of Object.entries(given)) resolved[key] = value;
  return Object.fromEntries(
    Object.entries(resolved).filter(([key]) => {
      const owner = fieldOf(fields, key);
      return owner !== undefined && owner.type !== "secret" && fieldApplies(owner, fields, resolved);
    }),
  );
}

/**
 * The options of one upload: the fields' defaults, overlaid by the destination's, overlaid by what was given for
 * this upload. An empty value given for the upload takes the destination's default away.
 */
export function jobOptions(
  info: ServiceInfo,
  destinationSettings: Settings,
  uploadOptions: Settings,
): Settings {
  const merged = new Map<string, string>();
  for (const candidate of info.uploadFields) {
    if (candidate.default !== null) merged.set(candidate.key, candidate.default);
  }
  for (const layer of [destinationSettings, uploadOptions]) {
    for (const [key, value] of Object.entries(layer)) {
      const owner = fieldOf(info.uploadFields, key);
      if (owner !== undefined || layer === uploadOptions) merged.set(key, trimmed(owner, value));
    }
  }
  return Object.fromEntries([...merged].filter(([, value]) => value !== ""));
}
