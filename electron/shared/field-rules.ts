import type { Field } from "./service";

// Apart from the schemas, because the page uses these rules and its content policy forbids what zod tries at load.

/** The field that owns a setting's key: its own, or a `pairs` field whose prefix it carries (`extra.project` → `extra`). */
export function fieldOf(fields: readonly Field[], key: string): Field | undefined {
  return fields.find((candidate) =>
    candidate.type === "pairs"
      ? key.startsWith(`${candidate.key}.`) && key.length > candidate.key.length + 1
      : candidate.key === key,
  );
}

/** Whether a field counts, given the other settings (`onlyWhen`). */
export function fieldApplies(
  candidate: Field,
  fields: readonly Field[],
  settings: Readonly<Record<string, string>>,
): boolean {
  const condition = candidate.onlyWhen;
  if (condition === null) return true;
  const fallback = fields.find((other) => other.key === condition.key)?.default ?? "";
  return condition.values.includes(settings[condition.key] ?? fallback);
}
