import { createStore, type StoreApi } from "zustand/vanilla";
import type { Counts } from "../../electron/shared/ipc";
import type { PageBridge } from "../bridge";
import type { Clock } from "./clock";

/** How the drops in view stand. */
export interface BatchState {
  readonly countsById: ReadonlyMap<string, Counts>;
}

/** Keeps the numbers of the drops whose headings are in view. */
export interface BatchStore extends StoreApi<BatchState> {
  /** Keeps a drop's numbers up to date until the returned function is called. */
  watch(batchId: string): () => void;
  /** Uploads changed: the numbers are asked for again, soon. */
  invalidate(): void;
}

/** The least time between two questions: counting a drop of 100,000 files takes main about 10 ms. */
const intervalMs = 1_000;

/** Creates the store; nothing is asked for until a drop is watched. */
export function createBatchStore(
  bridge: PageBridge,
  clock: Clock,
  onError: (error: unknown) => void,
): BatchStore {
  const store = createStore<BatchState>(() => ({ countsById: new Map() }));
  const watchers = new Map<string, number>();
  let isWaiting = false;
  let askedAtMs = Number.NEGATIVE_INFINITY;

  const ask = async (): Promise<void> => {
    isWaiting = false;
    askedAtMs = clock.now();
    const batchIds = [...watchers.keys()].slice(0, 100);
    if (batchIds.length === 0) return;
    try {
      const answers = await bridge.request("uploads:batches", { batchIds });
      store.setState({ countsById: new Map(answers.map(({ batchId, counts }) => [batchId, counts])) });
    } catch (error) {
      onError(error);
    }
  };
  const askSoon = (): void => {
    if (isWaiting || watchers.size === 0) return;
    isWaiting = true;
    const sinceMs = clock.now() - askedAtMs;
    clock.after(Math.max(0, intervalMs - sinceMs), () => void ask());
  };

  return {
    ...store,
    watch: (batchId) => {
      watchers.set(batchId, (watchers.get(batchId) ?? 0) + 1);
      if (!store.getState().countsById.has(batchId)) askSoon();
      return () => {
        const left = (watchers.get(batchId) ?? 1) - 1;
        if (left === 0) watchers.delete(batchId);
        else watchers.set(batchId, left);
      };
    },
    invalidate: askSoon,
  };
}
