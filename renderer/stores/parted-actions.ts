import type { UploadAction } from "../../electron/shared/ipc";
import type { PageBridge } from "../bridge";

/** Uploads that are named in one request; more go in several (shared/queue-control.ts allows twice as many). */
const idsAtATime = 50_000;

/** Does what the user wants with any number of uploads, some at a time, and brings back what was removed last. */
export class PartedActions {
  readonly #bridge: PageBridge;
  /** What was removed last was removed in so many parts, each of which is brought back by itself. */
  #partsRemoved = 1;

  constructor(bridge: PageBridge) {
    this.#bridge = bridge;
  }

  async act(ids: readonly string[], action: UploadAction): Promise<void> {
    if (action === "remove") this.#partsRemoved = 0;
    for (let start = 0; start < ids.length; start += idsAtATime) {
      await this.#bridge.request("uploads:act", { ids: ids.slice(start, start + idsAtATime), action });
      if (action === "remove") this.#partsRemoved += 1;
    }
  }

  /** Answers how many came back. */
  async undoRemoval(): Promise<number> {
    const parts = this.#partsRemoved;
    this.#partsRemoved = 1;
    let restored = 0;
    for (let part = 0; part < parts; part += 1)
      restored += (await this.#bridge.request("uploads:undo-removal", undefined)).restored;
    return restored;
  }
}
