import { createStore, type StoreApi } from "zustand/vanilla";

/** Whose receipt is open beside the list. */
export interface DetailState {
  /** Null while the panel is closed. */
  readonly uploadId: string | null;
  /** The user came from a word that something went wrong: the first thing that helps takes the focus, once. */
  readonly needsHelp: boolean;
}

/** The panel at the side: one upload at a time, of whichever list. */
export interface DetailStore extends StoreApi<DetailState> {
  open(uploadId: string): void;
  close(): void;
  /** Opens it, or closes it when it shows this upload already. */
  toggle(uploadId: string): void;
  /** Shows another upload where the panel is open; an inspector follows the row that the keyboard stands on. */
  follow(uploadId: string): void;
}

/** Creates the store with the panel closed. */
export function createDetailStore(): DetailStore {
  const store = createStore<DetailState>(() => ({ uploadId: null, needsHelp: false }));
  const show = (uploadId: string | null): void => {
    if (store.getState().uploadId !== uploadId) store.setState({ uploadId, needsHelp: false });
  };
  return {
    ...store,
    open: show,
    close: () => show(null),
    toggle: (uploadId) => show(store.getState().uploadId === uploadId ? null : uploadId),
    follow: (uploadId) => {
      if (store.getState().uploadId !== null) show(uploadId);
    },
  };
}
