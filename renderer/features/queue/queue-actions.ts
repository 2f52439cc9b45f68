import type { UploadAction } from "../../../electron/shared/ipc";
import type { UploadState, UploadStateKind } from "../../../electron/shared/upload";

/** An action that a row offers as an icon. */
export type QueueAction = Extract<UploadAction, "pause" | "resume" | "retry" | "cancel" | "remove">;

/** What can be done with an upload of the queue by icon; an unconfirmed one is resolved by words instead. */
export function queueActions(state: UploadState): readonly QueueAction[] {
  switch (state.kind) {
    case "queued":
    case "preparing":
    case "uploading":
      return ["pause", "cancel"];
    case "waiting":
      // A server that names its pause is not asked before it is over.
      return state.reason === "rate-limit" || state.reason === "auth"
        ? ["pause", "cancel"]
        : // "Try now" first: after it the row has two icons, and a second click there must not meet "cancel".
          ["retry", "pause", "cancel"];
    case "paused":
      return ["resume", "cancel"];
    case "failed":
      return ["retry", "remove"];
    case "canceled":
      return ["retry", "remove"];
    case "unconfirmed":
    case "completed":
      return [];
  }
}

/** What Delete does with an upload. */
export function deleteAction(kind: UploadStateKind): UploadAction {
  if (kind === "unconfirmed") return "resolve-removed";
  return kind === "failed" || kind === "completed" || kind === "canceled" ? "remove" : "cancel";
}

/** The help that an error's row leads to, besides trying again. Refused credentials have one prompt for all rows. */
export type ErrorHelp = "open-destination" | null;

const destinationCodes: ReadonlySet<string> = new Set([
  "config",
  "forbidden",
  "target-not-found",
  "invalid-field",
  "tls",
  "proxy",
  "redirect-refused",
  "endpoint-gone",
  "network",
]);

/** Which help an upload's error leads to. */
export function errorHelp(state: UploadState): ErrorHelp {
  const error = "error" in state ? state.error : null;
  return error !== null && state.kind === "failed" && destinationCodes.has(error.code)
    ? "open-destination"
    : null;
}
