import type { Settings } from "../../electron/shared/destination";

const storageKey = "intake-answers";

/** Where answers are kept: the browser's storage, or a test's own. */
export type AnswerStorage = Pick<Storage, "getItem" | "setItem">;

/** What was answered for each destination the last time, as a beginning for the next: rooms and users, never secrets. */
export interface RememberedAnswers {
  of(destinationId: string): Settings;
  keep(destinationId: string, answers: Settings): void;
}

/** Remembers answers in a storage. */
export function answersIn(storage: AnswerStorage): RememberedAnswers {
  const all = (): Readonly<Record<string, Settings>> => {
    const text = storage.getItem(storageKey);
    if (text === null) return {};
    try {
      return JSON.parse(text) as Readonly<Record<string, Settings>>;
    } catch {
      // Damaged by whatever wrote there; what it held is asked for once more.
      return {};
    }
  };
  return {
    of: (destinationId) => all()[destinationId] ?? {},
    keep: (destinationId, answers) =>
      storage.setItem(storageKey, JSON.stringify({ ...all(), [destinationId]: answers })),
  };
}

/** A storage that ends with the page. */
export function passingStorage(): AnswerStorage {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => {
      values.set(key, value);
    },
  };
}
