import { createStore, type StoreApi } from "zustand/vanilla";
import type { Clock } from "./clock";

/** One thing that was refused, and why in the engine's words. */
export interface NoticeDetail {
  readonly name: string;
  readonly reason: string;
}

/** A short message about what was just done. */
export interface Notice {
  /** The key of its words in the locale. */
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** Good news goes by itself; trouble stays until it is dismissed. */
  readonly tone: "good" | "trouble";
  /** Lines below the message. */
  readonly details: readonly NoticeDetail[];
}

/** The message in view, if any; a new one takes its place. */
export interface NoticeStore extends StoreApi<{ readonly notice: Notice | null }> {
  tell(key: string, values?: Notice["values"]): void;
  warn(key: string, values?: Notice["values"], details?: readonly NoticeDetail[]): void;
  dismiss(): void;
}

const goodNewsMs = 4_000;

/** Creates the store with nothing to say. */
export function createNoticeStore(clock: Clock): NoticeStore {
  const store = createStore<{ readonly notice: Notice | null }>(() => ({ notice: null }));
  let callOff: (() => void) | null = null;
  const set = (notice: Notice | null): void => {
    callOff?.();
    callOff =
      notice?.tone === "good" ? clock.after(goodNewsMs, () => store.setState({ notice: null })) : null;
    store.setState({ notice });
  };
  return {
    ...store,
    tell: (key, values = {}) => set({ key, values, tone: "good", details: [] }),
    warn: (key, values = {}, details = []) => set({ key, values, tone: "trouble", details }),
    dismiss: () => set(null),
  };
}
