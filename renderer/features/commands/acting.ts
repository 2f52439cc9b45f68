import type { UploadView } from "../../../electron/shared/upload";
import type { ListName } from "../../stores/list-store";
import { loadedRows } from "../../stores/pages";
import { selectedIds } from "../../stores/selection-store";
import type { Stores } from "../../stores/stores";

/** What a command about uploads is about. */
export interface Acting {
  /** The list in view; null in the other rooms. */
  readonly list: ListName | null;
  readonly ids: readonly string[];
  /** Those of them that are known by now. */
  readonly rows: readonly UploadView[];
}

/** The selected uploads of the list in view, else the one that the keyboard stands on, else the one whose receipt is open. */
export function actingUploads(stores: Stores): Acting {
  const { view } = stores.view.getState();
  if (view !== "queue" && view !== "history") return { list: null, ids: [], rows: [] };
  const selection = stores.selections[view].getState();
  const selected = selectedIds(selection);
  const single = selection.cursor?.id ?? stores.detail.getState().uploadId;
  const ids = selected.length > 0 || single === null ? selected : [single];
  const wanted = new Set(ids);
  const rows = [...loadedRows(stores[view].getState().pages)].map(([, row]) => row);
  return { list: view, ids, rows: rows.filter(({ id }) => wanted.has(id)) };
}
