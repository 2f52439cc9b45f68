import type { ComponentType } from "react";
import type { UploadView } from "../../../electron/shared/upload";
import type { ListStore } from "../../stores/list-store";
import type { SelectionStore } from "../../stores/selection-store";

/** What the inside of a row is given. */
export interface RowProps {
  readonly upload: UploadView;
  /** For the row's buttons: in the order of Tab only while the row is the current one. */
  readonly tabIndex: 0 | -1;
}

/** What a list of uploads is. */
export interface UploadListProps {
  readonly store: ListStore;
  readonly selection: SelectionStore;
  readonly label: string;
  readonly testId: string;
  /** Draws what is inside a row. */
  readonly Row: ComponentType<RowProps>;
  /** Enter, or a double click; `isAlternative` with Shift. */
  readonly onActivate: (upload: UploadView, isAlternative: boolean) => void;
  /** Delete or Backspace on the selection. */
  readonly onDelete: (ids: readonly string[]) => void;
}
