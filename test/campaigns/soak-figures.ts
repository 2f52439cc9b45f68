import type { Counts } from "../../electron/shared/ipc";

/** What the engine of a soak is told. */
export type SoakOrder =
  | { readonly kind: "add"; readonly to: string; readonly paths: readonly string[] }
  | { readonly kind: "measure" }
  | { readonly kind: "end" };

/** How the engine of a soak stands, after its garbage was collected. Sizes in bytes. */
export interface SoakFigures {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly counts: Counts;
  readonly moving: number;
  /** Open file descriptors, sockets included; 0 where the system does not tell. */
  readonly files: number;
  readonly timers: number;
  readonly sockets: number;
  readonly database: number;
  /** The write-ahead log. */
  readonly log: number;
}
