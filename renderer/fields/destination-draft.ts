import type {
  Appearance,
  Destination,
  DestinationDraft,
  SecretSource,
  Settings,
} from "../../electron/shared/destination";
import { fieldOf } from "../../electron/shared/field-rules";
import type { Field, ServiceInfo } from "../../electron/shared/service";
import type { Suggestion } from "../stores/view-store";
import { countingFields } from "./field-rules";

/** What the form holds while a destination is edited. */
export interface FormValues {
  readonly name: string;
  readonly settings: Settings;
  readonly appearance: Appearance;
  /**
   * What was done with secrets, by key: typed anew (empty while nothing is typed yet), or null to remove it.
   * A key that is absent stays as it is saved.
   */
  readonly secrets: Readonly<Record<string, string | null>>;
}

const usualAppearance: Appearance = { colour: null, icon: null };

/** The values a form begins with; a saved secret that it is opened for stands ready to be replaced. */
export function formValues(
  destination: Destination | null,
  service: ServiceInfo,
  focusKey: string | null,
  suggestion?: Suggestion,
): FormValues {
  if (destination === null) {
    const settings = plainSettings(service, suggestion?.settings ?? {});
    return { name: suggestion?.name || service.label, settings, appearance: usualAppearance, secrets: {} };
  }
  const source = focusKey === null ? undefined : destination.secrets[focusKey];
  const isReplaced = focusKey !== null && (source?.kind === "stored" || source?.kind === "session");
  return {
    name: destination.name,
    settings: destination.settings,
    appearance: destination.appearance ?? usualAppearance,
    secrets: isReplaced ? { [focusKey]: "" } : {},
  };
}

/**
 * Of suggested settings, those that stand in plain sight in the form: no secret, and nothing under "Advanced", where a
 * link that anybody may have written could hide a proxy or switch protection off.
 */
function plainSettings(
  service: ServiceInfo,
  suggested: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const fields = [...service.destinationFields, ...service.uploadFields];
  const isPlain = (key: string): boolean => {
    const field = fieldOf(fields, key);
    return field !== undefined && field.type !== "secret" && !field.advanced;
  };
  return Object.fromEntries(Object.entries(suggested).filter(([key]) => isPlain(key)));
}

/** What is sent to be saved or tested: trimmed, without empty settings, so that defaults go on to count. */
export function draftOf(
  values: FormValues,
  service: ServiceInfo,
  destination: Destination | null,
): DestinationDraft {
  const settings = Object.fromEntries(
    Object.entries(values.settings)
      .map(([key, value]) => [key, keepsSpaces(service, key) ? value : value.trim()] as const)
      .filter(([, value]) => value !== ""),
  );
  return {
    ...(destination === null ? {} : { id: destination.id }),
    name: values.name.trim(),
    service: service.id,
    settings,
    appearance: values.appearance,
    secrets: secretsOf(values),
  };
}

/** The contract's form: a value, an empty string to remove, absent to keep. */
function secretsOf(values: FormValues): Readonly<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (const [key, value] of Object.entries(values.secrets)) {
    // A pasted token often brings a line's end along; one inside it stays, and is refused by name.
    const typed = value?.trim();
    if (typed === undefined) secrets[key] = "";
    else if (typed !== "") secrets[key] = typed;
  }
  return secrets;
}

/** A prefix is used as given: "Bearer " needs its space (product.md, settled point 10). */
function keepsSpaces(service: ServiceInfo, key: string): boolean {
  const field = [...service.destinationFields, ...service.uploadFields].find((other) => other.key === key);
  return field?.type === "text" && /prefix$/i.test(key);
}

/** The draft of a destination as it is saved: what "Test" on its card sends. */
export function savedDraft(destination: Destination): DestinationDraft {
  return {
    id: destination.id,
    name: destination.name,
    service: destination.service,
    settings: destination.settings,
    secrets: {},
  };
}

/** How a secret stands in the form. */
export type SecretStanding =
  | { readonly kind: "empty" }
  | { readonly kind: "saved"; readonly source: SecretSource }
  | { readonly kind: "typed"; readonly value: string; readonly replaces: boolean }
  | { readonly kind: "removed" };

/** Tells how a secret stands: saved and untouched, newly typed, to be removed, or not there. */
export function secretStanding(
  field: Field,
  values: FormValues,
  destination: Destination | null,
): SecretStanding {
  const source = destination?.secrets[field.key];
  const typed = values.secrets[field.key];
  if (typed === undefined) return source === undefined ? { kind: "empty" } : { kind: "saved", source };
  if (typed === null) return { kind: "removed" };
  return { kind: "typed", value: typed, replaces: source !== undefined };
}

/** What is missing before a save is worth trying: required fields of the destination, and its name. */
export function missingKeys(
  values: FormValues,
  service: ServiceInfo,
  destination: Destination | null,
): readonly string[] {
  const missing = countingFields(service.destinationFields, values.settings)
    .filter((field) => field.required && (field.default ?? "") === "")
    .filter((field) => isMissing(field, values, destination))
    .map((field) => field.key);
  return values.name.trim() === "" ? ["name", ...missing] : missing;
}

function isMissing(field: Field, values: FormValues, destination: Destination | null): boolean {
  if (field.type !== "secret") return (values.settings[field.key] ?? "").trim() === "";
  const standing = secretStanding(field, values, destination);
  if (standing.kind === "typed") return standing.value.trim() === "" && !standing.replaces;
  return standing.kind !== "saved";
}
