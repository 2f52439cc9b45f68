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

/** How a row differs from a plain one. All pixels are CSS pixels. */
export interface RowShape {
  /** The height of what stands above the row, drawn by `Above`. */
  readonly abovePx: number;
  /** How much taller than a plain row the row itself is. */
  readonly belowPx: number;
  /** Only what stands above the row is drawn. */
  readonly isFolded: boolean;
  /** It belongs to what stands above it, or above a row before it, and stands further in. */
  readonly isInside: boolean;
}

/** Where a row stands among its neighbours, as far as they are known. */
export interface RowPlace {
  readonly index: number;
  readonly before: UploadView | undefined;
  readonly after: UploadView | undefined;
}

/** A row like most. */
export const plainShape: RowShape = { abovePx: 0, belowPx: 0, isFolded: false, isInside: false };

/** A place in the window, CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a list of uploads is. */
export interface UploadListProps {
  readonly store: ListStore;
  readonly selection: SelectionStore;
  readonly label: string;
  readonly testId: string;
  /** Draws what is inside a row. */
  readonly Row: ComponentType<RowProps>;
  /** Draws what stands above a row, where its shape has room for it. */
  readonly Above?: ComponentType<RowProps>;
  /** The shape of a row, which its own data and its neighbours' decide; without it all rows are plain. */
  readonly shapeOf?: (upload: UploadView, place: RowPlace, isNarrow: boolean) => RowShape;
  /** Enter, or a double click; `isAlternative` with Shift. */
  readonly onActivate: (upload: UploadView, isAlternative: boolean) => void;
  /** Delete or Backspace on the selection. */
  readonly onDelete: (ids: readonly string[]) => void;
  /** A right click, the menu key or Shift+F10; the row is selected by then. */
  readonly onMenu?: (upload: UploadView, at: Point) => void;
  /** Space. */
  readonly onPreview?: (upload: UploadView) => void;
  /** A key that the list itself does not know; true when it was used. */
  readonly onOtherKey?: (key: ListKey) => boolean;
  /** Rows were dragged to another place beside a row; without it they can't be dragged. */
  readonly onReorder?: (ids: readonly string[], to: { kind: "before" | "after"; anchorId: string }) => void;
  /** The keyboard or the pointer went to a row. */
  readonly onCursor?: (upload: UploadView) => void;
}

/** A key pressed on a row of a list. */
export interface ListKey {
  readonly key: string;
  readonly altKey: boolean;
  readonly upload: UploadView;
  readonly index: number;
}
