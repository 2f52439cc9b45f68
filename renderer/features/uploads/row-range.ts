import { type RowLayout, rowAtTop, topOf } from "./row-layout";

/** The rows to draw, both ends included, and the pixel of the list from which their places are counted. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
  readonly originPx: number;
  /** They only pass by: with the next picture others are in view. */
  readonly isRushing: boolean;
}

/** Nothing to draw. */
export const noRows: RowRange = { first: 0, last: -1, originPx: 0, isRushing: false };

/** Drawn beyond the edges of the view, CSS pixels: much where scrolling leads to, a little behind. */
const aheadPx = 616;
const behindPx = 264;

/** Places of rows are counted from the top of a block of so many: numbers stay small, and change only now and then. */
const rowsPerBlock = 512;

/** Whether a list that moved so far between two pictures rushes by: no row is still in view that was before. */
export function isRush(movedPx: number, viewHeight: number): boolean {
  return viewHeight > 0 && movedPx > viewHeight;
}

/** How a list moves. */
export interface ListMotion {
  readonly isGoingUp: boolean;
  readonly isRushing: boolean;
  /** Its rows have only just come. */
  readonly isFresh: boolean;
}

/**
 * The rows to draw for what is in view. A list that rushes by leaves out what lies beyond the edges: the next picture is of
 * other rows, and each row that is drawn takes its part of the time that a picture has. So does a list whose rows have only
 * just come: what can be seen is there at once, and the rest follows.
 */
export function drawnRows(
  layout: RowLayout,
  view: { readonly topPx: number; readonly heightPx: number },
  { isGoingUp, isRushing, isFresh }: ListMotion,
): RowRange {
  const [above, below] =
    isRushing || isFresh
      ? [0, 0]
      : (isGoingUp ? [aheadPx, behindPx] : [behindPx, aheadPx]).map((px) => Math.ceil(px / layout.rowHeight));
  const first = Math.max(0, rowAtTop(layout, view.topPx) - (above ?? 0));
  const last = Math.min(layout.total - 1, rowAtTop(layout, view.topPx + view.heightPx) + (below ?? 0));
  const originPx = topOf(layout, Math.floor(first / rowsPerBlock) * rowsPerBlock);
  return { first, last, originPx, isRushing };
}
