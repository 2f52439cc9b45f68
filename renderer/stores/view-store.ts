import { createStore, type StoreApi } from "zustand/vanilla";
import type { UploadView } from "../../electron/shared/upload";

/** The rooms of the window, in the order of their keys (Ctrl/Cmd+1…4). */
export const views = ["queue", "history", "destinations", "settings"] as const;

/** A room of the window. */
export type ViewName = (typeof views)[number];

/** The destination form, when it is open. */
export interface OpenForm {
  /** Null for a new destination. */
  readonly destinationId: string | null;
  /** The field to begin at: where an error points to. */
  readonly focusKey: string | null;
  /** What a new destination's form begins with, when a link from elsewhere named it. */
  readonly suggestion?: Suggestion;
}

/** Values for a new destination that the user reads, completes and saves, or not. */
export interface Suggestion {
  readonly service: string;
  /** Empty for the service's own name. */
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Where the user is. */
export interface ViewState {
  readonly view: ViewName;
  readonly form: OpenForm | null;
  /** The sheet that lists the keys. */
  readonly isKeysOpen: boolean;
  /** The part of the settings that is shown, or will be. */
  readonly settingsSection: string;
  /** The upload whose file is looked at. */
  readonly previewed: UploadView | null;
  /** What the sheet for exports, where it is open, is about. */
  readonly exporting: "all" | "selection" | null;
}

/** Where the user is, and what is open. */
export type ViewStore = StoreApi<ViewState>;

/** Creates the store with the queue in view. */
export function createViewStore(): ViewStore {
  return createStore<ViewState>(() => ({
    ...{ view: "queue", form: null, isKeysOpen: false },
    ...{ settingsSection: "general", previewed: null, exporting: null },
  }));
}
