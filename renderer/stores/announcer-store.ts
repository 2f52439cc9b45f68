import { createStore, type StoreApi } from "zustand/vanilla";
import type { UploadView } from "../../electron/shared/upload";
import type { Clock } from "./clock";

/** What is to be said aloud about uploads that ended together. */
export interface Announcement {
  readonly completed: number;
  readonly failed: number;
  readonly unconfirmed: number;
  /** The name, when it is about one upload only. */
  readonly name: string | null;
  /** Distinguishes two equal announcements, so that both are spoken. */
  readonly sequence: number;
}

/** Collects the ends of uploads and has them spoken together. */
export interface AnnouncerStore extends StoreApi<{ readonly announcement: Announcement | null }> {
  ended(upload: UploadView): void;
}

/** Ends within this time are one announcement: a thousand small files must not talk for an hour. */
const collectMs = 1_000;

/** Creates a silent announcer. */
export function createAnnouncerStore(clock: Clock): AnnouncerStore {
  const store = createStore<{ readonly announcement: Announcement | null }>(() => ({ announcement: null }));
  let collected: UploadView[] = [];
  let sequence = 0;

  const count = (kind: string): number => collected.filter((upload) => upload.state.kind === kind).length;
  const speak = (): void => {
    sequence += 1;
    const announcement: Announcement = {
      completed: count("completed"),
      failed: count("failed"),
      unconfirmed: count("unconfirmed"),
      name: collected.length === 1 ? (collected[0]?.name ?? null) : null,
      sequence,
    };
    collected = [];
    store.setState({ announcement });
  };

  return {
    ...store,
    ended: (upload) => {
      if (!["completed", "failed", "unconfirmed"].includes(upload.state.kind)) return;
      if (collected.length === 0) clock.after(collectMs, speak);
      collected.push(upload);
    },
  };
}
