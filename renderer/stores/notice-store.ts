import { createStore, type StoreApi } from "zustand/vanilla";
import type { Clock } from "./clock";

/** One thing that was refused, and why in the engine's words. */
export interface NoticeDetail {
  readonly name: string;
  readonly reason: string;
}

/** What can be done about a message, right in it. */
export interface NoticeAction {
  /** The key of its words in the locale. */
  readonly key: string;
  readonly run: () => void;
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
  readonly action?: NoticeAction;
}

/** The message in view, if any; a new one takes its place. */
export interface NoticeStore extends StoreApi<{ readonly notice: Notice | null }> {
  tell(key: string, values?: Notice["values"]): void;
  /** Good news with something to do about it; it stays longer, and as long as a hand is on it. */
  offer(key: string, values: Notice["values"], action: NoticeAction): void;
  /** Keeps the message in view until `letGo`. */
  hold(): void;
  letGo(): void;
  warn(key: string, values?: Notice["values"], details?: readonly NoticeDetail[]): void;
  dismiss(): void;
}

const goodNewsMs = 4_000;
const offerMs = 10_000;

/** Creates the store with nothing to say. */
export function createNoticeStore(clock: Clock): NoticeStore {
  const store = createStore<{ readonly notice: Notice | null }>(() => ({ notice: null }));
  let callOff: (() => void) | null = null;
  const hold = (): void => {
    callOff?.();
    callOff = null;
  };
  const letGo = (): void => {
    hold();
    const { notice } = store.getState();
    if (notice?.tone !== "good") return;
    const delayMs = notice.action === undefined ? goodNewsMs : offerMs;
    callOff = clock.after(delayMs, () => store.setState({ notice: null }));
  };
  const set = (notice: Notice | null): void => {
    store.setState({ notice });
    letGo();
  };
  return {
    ...store,
    tell: (key, values = {}) => set({ key, values, tone: "good", details: [] }),
    offer: (key, values, action) => set({ key, values, tone: "good", details: [], action }),
    hold,
    letGo,
    warn: (key, values = {}, details = []) => set({ key, values, tone: "trouble", details }),
    dismiss: () => set(null),
  };
}
