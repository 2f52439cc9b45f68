import type { Destination, Settings } from "../../electron/shared/destination";
import { fieldApplies } from "../../electron/shared/field-rules";
import type { Field, ServiceInfo } from "../../electron/shared/service";

/** The fields that count, in their declared order. */
export function countingFields(fields: readonly Field[], settings: Settings): readonly Field[] {
  return fields.filter((field) => fieldApplies(field, fields, settings));
}

/** One name and value of a `pairs` field. */
export interface Pair {
  readonly name: string;
  readonly value: string;
}

/** The pairs that a `pairs` field owns among flat settings (`extra.project` belongs to `extra`). */
export function pairsOf(key: string, settings: Settings): readonly Pair[] {
  const prefix = `${key}.`;
  return Object.entries(settings)
    .filter(([name]) => name.startsWith(prefix) && name.length > prefix.length)
    .map(([name, value]) => ({ name: name.slice(prefix.length), value }));
}

/** Settings with the pairs of one field replaced; pairs without a name are left out. */
export function withPairs(key: string, settings: Settings, pairs: readonly Pair[]): Settings {
  const prefix = `${key}.`;
  const others = Object.entries(settings).filter(([name]) => !name.startsWith(prefix));
  const own = pairs
    .filter((pair) => pair.name.trim() !== "")
    .map((pair) => [`${prefix}${pair.name.trim()}`, pair.value] as const);
  return Object.fromEntries([...others, ...own]);
}

function hasValue(field: Field, settings: Settings): boolean {
  if (field.default !== null && field.default !== "") return true;
  if (field.type === "pairs") return pairsOf(field.key, settings).length > 0;
  return (settings[field.key] ?? "").trim() !== "";
}

/** The per-upload fields that must be asked for before anything can be sent to a destination. */
export function lackingFields(service: ServiceInfo | undefined, destination: Destination): readonly Field[] {
  if (service === undefined) return [];
  return countingFields(service.uploadFields, destination.settings).filter(
    (field) => field.required && !hasValue(field, destination.settings),
  );
}

/** The secret that "Replace token" leads to; what is read from elsewhere at each use can't be replaced here. */
export function mainSecret(service: ServiceInfo | undefined, destination: Destination): Field | null {
  if (service === undefined) return null;
  const counting = countingFields(service.destinationFields, destination.settings);
  const secrets = counting.filter((field) => {
    const source = destination.secrets[field.key]?.kind;
    return field.type === "secret" && source !== "env" && source !== "file";
  });
  // Keys of apps last for years, tokens of users end: where there are both, the token is the likelier culprit.
  return secrets.find((field) => field.key === "token") ?? secrets[0] ?? null;
}
