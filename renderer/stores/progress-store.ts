import { createStore, type StoreApi } from "zustand/vanilla";
import type { Progress } from "../../electron/shared/upload";
import type { Clock } from "./clock";

/** How far the active uploads are, at two paces. */
export interface ProgressState {
  /** As it is announced, up to ten times a second: for bars. */
  readonly live: ReadonlyMap<string, Progress>;
  /** The same at most twice a second: numbers that change faster can't be read. */
  readonly calm: ReadonlyMap<string, Progress>;
}

/** The progress of active uploads. */
export interface ProgressStore extends StoreApi<ProgressState> {
  /** Takes an announcement in. */
  take(announced: readonly Progress[]): void;
  /** Forgets an upload that ended or stopped. */
  forget(id: string): void;
}

const calmIntervalMs = 500;

/** An upload that was not heard of for so long is not being sent; its speed no longer counts. */
const silentAfterMs = 5_000;

/** Creates an empty store. */
export function createProgressStore(clock: Clock): ProgressStore {
  const store = createStore<ProgressState>(() => ({ live: new Map(), calm: new Map() }));
  const heardAtMs = new Map<string, number>();
  let calmAtMs = Number.NEGATIVE_INFINITY;

  return {
    ...store,
    take: (announced) => {
      const nowMs = clock.now();
      const live = new Map(store.getState().live);
      for (const progress of announced) {
        live.set(progress.id, progress);
        heardAtMs.set(progress.id, nowMs);
      }
      for (const id of live.keys()) {
        if (nowMs - (heardAtMs.get(id) ?? 0) < silentAfterMs) continue;
        live.delete(id);
        heardAtMs.delete(id);
      }
      const calmIsDue = nowMs - calmAtMs >= calmIntervalMs;
      if (calmIsDue) calmAtMs = nowMs;
      store.setState(calmIsDue ? { live, calm: live } : { live });
    },
    forget: (id) => {
      const { live, calm } = store.getState();
      if (!live.has(id) && !calm.has(id)) return;
      heardAtMs.delete(id);
      store.setState({ live: without(live, id), calm: without(calm, id) });
    },
  };
}

function without(map: ReadonlyMap<string, Progress>, id: string): ReadonlyMap<string, Progress> {
  const rest = new Map(map);
  rest.delete(id);
  return rest;
}

/** Bytes per second of everything that is being sent. */
export function totalSpeed(state: ProgressState): number {
  let sum = 0;
  for (const { bytesPerSecond } of state.calm.values()) sum += bytesPerSecond ?? 0;
  return sum;
}
