import type { RecordMoment } from "./moments";

/** What an engine of a campaign does until it is killed. */
export interface Life {
  readonly adds: readonly { readonly to: string; readonly paths: readonly string[] }[];
  /** The write at which it kills itself, and the how manieth of its kind; null when the campaign sees to it. */
  readonly killAt: (RecordMoment & { readonly count: number }) | null;
}

/** Numbers from 0 to 1, the same ones for each seed (Lehmer, "minimal standard"). */
export function seeded(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
