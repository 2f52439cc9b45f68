import { createStore, type StoreApi } from "zustand/vanilla";
import type { Destination, SignIn } from "../../electron/shared/destination";
import { type AppInfo, type Counts, noCounts } from "../../electron/shared/ipc";
import type { ServiceInfo } from "../../electron/shared/service";
import type { UploadErrorData } from "../../electron/shared/upload-error";

/** What is small enough to be known whole. */
export interface OverviewState {
  /** Null until main has answered. */
  readonly info: AppInfo | null;
  /** In the window's language (look.ts). */
  readonly services: readonly ServiceInfo[];
  /** As their adapters declare them, in English. */
  readonly declaredServices: readonly ServiceInfo[];
  readonly destinations: readonly Destination[];
  /** How the destinations are signed in: ends of tokens, refusals. */
  readonly signIns: readonly SignIn[];
  /** Whether the destinations are known; before that nothing is said about there being none. */
  readonly destinationsLoaded: boolean;
  readonly counts: Counts;
  /** What keeps the records from being written, so that the queue rests; null when all is well. */
  readonly recordsTrouble: UploadErrorData | null;
}

/** Program, services, destinations and how many uploads there are. */
export type OverviewStore = StoreApi<OverviewState>;

/** Creates the store, empty. */
export function createOverviewStore(): OverviewStore {
  return createStore<OverviewState>(() => ({
    info: null,
    services: [],
    declaredServices: [],
    destinations: [],
    signIns: [],
    destinationsLoaded: false,
    counts: noCounts,
    recordsTrouble: null,
  }));
}

/** Uploads that are still to be sent, paused ones included. */
export function leftCount(counts: Counts): number {
  return counts.queued + counts.preparing + counts.uploading + counts.waiting + counts.paused;
}

/** Uploads that go on only when the user decides something. */
export function attentionCount(counts: Counts): number {
  return counts.failed + counts.unconfirmed;
}

/** Everything in the queue. */
export function queueCount(counts: Counts): number {
  return leftCount(counts) + attentionCount(counts);
}
