import type { UploadState, UploadView } from "../../../electron/shared/upload";

/** What a row of the queue does: behind a destination that is held back it waits, whatever its own turn would be. */
export function shownState({ state, heldBy }: Pick<UploadView, "state" | "heldBy">): UploadState {
  return state.kind === "queued" && heldBy !== undefined ? { kind: "waiting", ...heldBy } : state;
}
