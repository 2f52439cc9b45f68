import type { Field } from "../../shared/service";
import { addressProblem } from "./urls";

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether every character may stand in a header value: latin1 without controls (services.md 0.6). */
export function isHeaderSafe(value: string): boolean {
  return /^[\x20-\x7e\xa0-\xff]*$/.test(value);
}

function integerProblem(owner: Field, key: string, value: string): string | null {
  const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) return `"${key}" must be a whole number, not "${value}".`;
  if (owner.minimum !== null && number < owner.minimum) return `"${key}" must be at least ${owner.minimum}.`;
  if (owner.maximum !== null && number > owner.maximum) return `"${key}" must be at most ${owner.maximum}.`;
  return null;
}

function secretProblem(key: string, value: string, inHeader: boolean): string | null {
  if (/[\r\n]/.test(value)) return `"${key}" contains a line break.`;
  if (!inHeader) return textProblem(key, value, true);
  return isHeaderSafe(value) ? null : `"${key}" contains a character that no header can carry.`;
}

function textProblem(key: string, value: string, oneLine: boolean): string | null {
  if (value.includes("\0")) return `"${key}" contains a NUL character.`;
  return oneLine && /\p{Cc}/u.test(value)
    ? `"${key}" contains a line break or another control character.`
    : null;
}

/**
 * Says in one sentence what is wrong with the value of a field, or null when nothing is.
 * `oneLine`: free text that goes into a header or an address, so that it can hold no line break. A secret's value is never repeated.
 */
export function valueProblem(owner: Field, key: string, untrimmed: string, oneLine: boolean): string | null {
  const value = owner.type === "text" || owner.type === "pairs" ? untrimmed : untrimmed.trim();
  switch (owner.type) {
    case "url":
      return addressProblem(key, value);
    case "secret":
      return secretProblem(key, value, owner.inHeader);
    case "choice":
      return owner.choices.some((choice) => choice.value === value)
        ? null
        : `"${key}" must be one of ${owner.choices.map((choice) => choice.value).join(", ")}, not "${value}".`;
    case "boolean":
      return value === "true" || value === "false" ? null : `"${key}" must be true or false, not "${value}".`;
    case "integer":
      return integerProblem(owner, key, value);
    case "uuid":
      return uuidPattern.test(value)
        ? null
        : `"${key}" must be a UUID such as 8d3f1c52-0f6a-4c1e-9a54-2f6f0f3b7a10, not "${value}".`;
    case "path":
      return textProblem(key, value, true);
    case "text":
    case "pairs":
      return textProblem(key, value, oneLine);
  }
}
