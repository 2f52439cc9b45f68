import type { UploadAction } from "../../../electron/shared/ipc";
import type { Field, ServiceInfo } from "../../../electron/shared/service";
import type { UploadState, UploadStateKind } from "../../../electron/shared/upload";
import { isAboutFile, type UploadErrorData } from "../../../electron/shared/upload-error";

/** An action that a row offers as an icon. */
export type QueueAction = Extract<UploadAction, "pause" | "resume" | "retry" | "cancel" | "remove">;

/** What can be done with an upload of the queue by icon; what went wrong is answered by words instead. */
export function queueActions(state: UploadState): readonly QueueAction[] {
  switch (state.kind) {
    case "queued":
    case "preparing":
    case "uploading":
      return ["pause", "cancel"];
    case "waiting":
      // "Try now" first: after it the row has two icons, and a second click there must not meet "cancel".
      return canBeTriedNow(state) ? ["retry", "pause", "cancel"] : ["pause", "cancel"];
    case "paused":
      return ["resume", "cancel"];
    case "failed":
    case "canceled":
      return ["remove"];
    case "unconfirmed":
    case "completed":
      return [];
  }
}

/**
 * Whether the user may end a wait: a time was named or the network is gone, and either may have changed since. Refused
 * credentials are refused again.
 */
export function canBeTriedNow(state: UploadState): boolean {
  return state.kind === "waiting" && state.reason !== "auth";
}

/** What Delete does with an upload. */
export function deleteAction(kind: UploadStateKind): UploadAction {
  if (kind === "unconfirmed") return "resolve-removed";
  return kind === "failed" || kind === "completed" || kind === "canceled" ? "remove" : "cancel";
}

/** An action that a row offers in words, because it answers what went wrong. */
export type HelpfulAction =
  | "choose-target"
  | "open-destination"
  | "move-to"
  | "locate"
  | "check"
  | "resolve-resend"
  | "resolve-arrived"
  | "retry";

const destinationCodes: ReadonlySet<string> = new Set([
  "auth",
  "bad-response",
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

/** Errors that another room answers. */
const targetCodes: ReadonlySet<string> = new Set(["target-not-found", "forbidden", "invalid-field"]);

/** Errors that another destination answers. */
const elsewhereCodes: ReadonlySet<string> = new Set(["too-large", "type-refused"]);

/** What another try may need of an upload: the setting at fault, or where none is named the room that is always asked for. */
export function fieldToChange(
  error: UploadErrorData,
  service: Pick<ServiceInfo, "uploadFields"> | undefined,
): Field | null {
  if (!targetCodes.has(error.code)) return null;
  const isIt = (field: Field): boolean =>
    error.field === undefined ? field.required : field.key === error.field;
  return service?.uploadFields.find(isIt) ?? null;
}

/**
 * The actions that answer what went wrong, the likeliest first.
 */
export function helpfulActions(
  state: UploadState,
  service: Pick<ServiceInfo, "capabilities" | "uploadFields"> | undefined,
): readonly HelpfulAction[] {
  if (state.kind === "unconfirmed") {
    const canBeAsked = service?.capabilities.reconcile ?? false;
    return canBeAsked
      ? ["check", "resolve-resend", "resolve-arrived"]
      : ["resolve-resend", "resolve-arrived"];
  }
  if (state.kind !== "failed") return [];
  // Where the file is there, it is sent as it is; where it is not, sending it again needs it back first.
  if (isAboutFile(state.error.code))
    return state.error.code === "file-changed" ? ["retry", "locate"] : ["locate", "retry"];
  if (fieldToChange(state.error, service) !== null) return ["choose-target", "retry"];
  if (elsewhereCodes.has(state.error.code)) return ["move-to", "retry"];
  return destinationCodes.has(state.error.code) ? ["open-destination", "retry"] : ["retry"];
}

/** Which actions suit any upload among some; a kind that is not known may be any. */
export function suitableActions(kinds: ReadonlySet<UploadStateKind | "unknown">): ReadonlySet<UploadAction> {
  const has = (...some: UploadStateKind[]): boolean =>
    kinds.has("unknown") || some.some((kind) => kinds.has(kind));
  const actions: [UploadAction, boolean][] = [
    ["pause", has("queued", "preparing", "uploading", "waiting")],
    ["resume", has("paused")],
    ["retry", has("failed", "waiting")],
    ["check", has("unconfirmed")],
    ["resolve-resend", has("unconfirmed")],
    ["resolve-arrived", has("unconfirmed")],
    ["cancel", has("queued", "preparing", "uploading", "waiting", "paused")],
    ["remove", has("failed", "unconfirmed")],
  ];
  return new Set(actions.filter(([, suits]) => suits).map(([action]) => action));
}
