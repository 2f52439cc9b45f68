import { stat } from "node:fs/promises";
import type { SecretSource, Settings } from "../shared/destination";
import { fieldOf } from "../shared/field-rules";
import type { Field } from "../shared/service";
import type { CommandContext } from "./context";
import type { InputStream } from "./environment";
import { UsageError } from "./exit";
import { nearest } from "./text";

/** Longest secret that is kept, characters (the shared limit of `DestinationDraft`). */
const maximumSecretLength = 20_000;

/** Splits `KEY=VALUE` at the first `=`. Neither the message nor the hint repeats the value: it may be a secret. */
function keyAndValue(option: string, argument: string, shape: string): readonly [string, string] {
  const at = argument.indexOf("=");
  if (at > 0) return [argument.slice(0, at), argument.slice(at + 1)];
  const named = at === -1 && fieldKeyPattern.test(argument) ? ` for "${argument}"` : "";
  throw new UsageError(`${option} needs ${shape}; no value is given${named}.`);
}

const fieldKeyPattern = /^[A-Za-z][\w.]{0,60}$/;

/**
 * Reads `--set KEY=VALUE` arguments against the fields they may name. Secrets are refused, since arguments are seen by
 * every process of the computer; paths become absolute, since the engine may run in another folder.
 */
export function parseSettings(
  context: CommandContext,
  given: readonly string[],
  fields: { readonly allowed: readonly Field[]; readonly all: readonly Field[]; readonly owner: string },
): Settings {
  const settings = new Map<string, string>();
  for (const argument of given) {
    const [key, value] = keyAndValue("--set", argument, "KEY=VALUE");
    const field = fieldOf(fields.allowed, key) ?? fieldOf(fields.all, key);
    if (field?.type === "secret") {
      throw new UsageError(
        `"${key}" is a secret and is not taken from --set.`,
        `Give it to the destination: --secret ${key}=env:VARIABLE, ${key}=file:PATH or ${key}=-`,
      );
    }
    if (field === undefined) throw unknownKey(key, fields.allowed, fields.owner);
    if (fieldOf(fields.allowed, key) === undefined) {
      throw new UsageError(
        `"${key}" belongs to the destination, not to an upload.`,
        "Set it with: waybill destinations add",
      );
    }
    settings.set(key, field.type === "path" && value !== "" ? context.path(value) : value);
  }
  return Object.fromEntries(settings);
}

/** The refusal of a key that no field owns, with the key that was probably meant. */
function unknownKey(key: string, fields: readonly Field[], owner: string): UsageError {
  const known = fields.filter((field) => field.type !== "secret").map((field) => field.key);
  const near = nearest(key, known);
  return new UsageError(
    `${owner} has no setting "${key}"${near === null ? "." : `; did you mean "${near}"?`}`,
    "All settings are listed by: waybill services",
  );
}

/** Secrets as a destination's draft takes them. */
export interface SecretArguments {
  readonly secrets: Settings;
  readonly secretSources: Readonly<Record<string, SecretSource>>;
}

/** Reads `--secret` arguments: references are stored as such; `-` reads a value from stdin where a keyring can keep it. */
export async function parseSecrets(
  context: CommandContext,
  given: readonly string[],
  fields: { readonly all: readonly Field[]; readonly owner: string },
): Promise<SecretArguments> {
  const sources = new Map<string, SecretSource>();
  const fromStdin: string[] = [];
  for (const argument of given) {
    const [key, value] = keyAndValue("--secret", argument, "KEY=env:VARIABLE, KEY=file:PATH or KEY=-");
    requireSecret(key, fields);
    if (sources.has(key) || fromStdin.includes(key)) throw new UsageError(`--secret ${key} is given twice.`);
    if (value === "-") fromStdin.push(key);
    else sources.set(key, await parseReference(context, key, value));
  }
  const [key, second] = fromStdin;
  if (second !== undefined) {
    throw new UsageError(`Standard input can give one secret only, not "${key}" and "${second}".`);
  }
  const secrets = key === undefined ? {} : { [key]: await secretFromStdin(context, key) };
  return { secrets, secretSources: Object.fromEntries(sources) };
}

function requireSecret(
  key: string,
  fields: { readonly all: readonly Field[]; readonly owner: string },
): void {
  const secrets = fields.all.filter((field) => field.type === "secret").map((field) => field.key);
  if (secrets.includes(key)) return;
  if (fieldOf(fields.all, key) !== undefined) {
    throw new UsageError(`"${key}" is no secret.`, `Give it with: --set ${key}=VALUE`);
  }
  throw new UsageError(
    `${fields.owner} has no secret "${key}".`,
    secrets.length === 0 ? null : `Its secrets are: ${secrets.join(", ")}`,
  );
}

async function parseReference(context: CommandContext, key: string, value: string): Promise<SecretSource> {
  if (value.startsWith("env:")) {
    const variable = value.slice("env:".length);
    if (!/^[^\s=]+$/.test(variable))
      throw new UsageError(`--secret ${key}=env: needs the name of a variable.`);
    if (context.environment.variables[variable] === undefined) {
      context.output.note(`Note: the variable ${variable} is not set here; it is read at each use.`);
    }
    return { kind: "env", variable };
  }
  if (value.startsWith("file:")) {
    const path = context.path(value.slice("file:".length));
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) context.output.note(`Note: there is no file ${path}; it is read at each use.`);
    return { kind: "file", path };
  }
  throw new UsageError(
    `--secret ${key} takes no value itself, because arguments are seen by every process of this computer.`,
    `Use ${key}=env:VARIABLE, ${key}=file:PATH, or ${key}=- to read it from standard input.`,
  );
}

async function secretFromStdin(context: CommandContext, key: string): Promise<string> {
  if ((await context.environment.vaultKind()) !== "keyring") {
    throw new UsageError(
      `This system has no keyring that could keep "${key}".`,
      `Use --secret ${key}=env:VARIABLE or ${key}=file:PATH, or enter it in the window.`,
    );
  }
  if (context.environment.stdin.isTTY === true) {
    throw new UsageError(
      `"${key}" would be seen on the terminal while it is typed.`,
      `Send it through a pipe or from a file: waybill … --secret ${key}=- < FILE`,
    );
  }
  const text = await readAll(context.environment.stdin);
  const value = text.replace(/\r?\n$/, "");
  if (value === "") throw new UsageError(`Standard input gave no value for "${key}".`);
  return value;
}

async function readAll(input: InputStream): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of input) {
    text += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    if (text.length > maximumSecretLength) throw new UsageError("Standard input is too long for a secret.");
  }
  return text + decoder.decode();
}

/** Where a secret comes from, as `--secret` names it; never its value. */
export function sourceText(source: SecretSource): string {
  switch (source.kind) {
    case "env":
      return `env:${source.variable}`;
    case "file":
      return `file:${source.path}`;
    case "stored":
      return "keyring";
    case "session":
      return "kept until Waybill ends";
  }
}

const durationUnitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads `90`, `90s`, `10m`, `1.5h` or `500ms` as milliseconds; a bare number means seconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const durationMs = Number(amount) * (durationUnitsMs[unit ?? "s"] ?? Number.NaN);
  if (durationMs >= 1 && durationMs <= Number.MAX_SAFE_INTEGER) return durationMs;
  throw new UsageError(`"${text}" is no duration; write seconds or e.g. 90s, 10m, 2h.`);
}

/** Reads a whole number within bounds. */
export function parseInteger(option: string, text: string, minimum: number, maximum: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw new UsageError(`${option} needs a whole number from ${minimum} to ${maximum}, not "${text}".`);
}
