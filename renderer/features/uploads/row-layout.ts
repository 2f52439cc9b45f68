/** A row that is taller than the others: its place and by how many CSS pixels. */
export type TallRow = readonly [index: number, extraPx: number];

/**
 * Where the rows of a list stand, in CSS pixels from its top. All rows have one height but for a few known ones, so a
 * list of a million rows costs no more than the few: nothing is ever kept per row.
 */
export interface RowLayout {
  readonly rowHeight: number;
  readonly total: number;
  /** Places of the tall rows, ascending. */
  readonly tallPlaces: readonly number[];
  /** The extra height of all tall rows up to and with the one at the same index of `tallPlaces`. */
  readonly extraSums: readonly number[];
}

/** Lays out a list; the tall rows may come in any order. */
export function layRows(rowHeight: number, total: number, tallRows: Iterable<TallRow>): RowLayout {
  const sorted = [...tallRows]
    .filter(([index, extraPx]) => index < total && extraPx !== 0)
    .sort(([first], [second]) => first - second);
  let sum = 0;
  const extraSums = sorted.map(([, extraPx]) => {
    sum += extraPx;
    return sum;
  });
  return { rowHeight, total, tallPlaces: sorted.map(([index]) => index), extraSums };
}

/** The first number in `from`…`to` for which a question that turns from no to yes is answered yes; `to` if none is. */
function firstWhere(from: number, to: number, isSo: (candidate: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The top of the row at a place; for the place behind the last one, the height of the whole list. */
export function topOf(layout: RowLayout, index: number): number {
  const { tallPlaces, extraSums } = layout;
  const tallBefore = firstWhere(0, tallPlaces.length, (nth) => (tallPlaces[nth] ?? 0) >= index);
  return index * layout.rowHeight + (extraSums[tallBefore - 1] ?? 0);
}

/** The height of the whole list. */
export function heightOf(layout: RowLayout): number {
  return topOf(layout, layout.total);
}

/** The row that a distance from the top falls into; the nearest one for what lies outside. */
export function rowAtTop(layout: RowLayout, topPx: number): number {
  const next = firstWhere(0, layout.total, (index) => topOf(layout, index + 1) > topPx);
  return Math.max(0, Math.min(layout.total - 1, next));
}

/** Whether two layouts put every row at the same place. */
export function isSameLayout(first: RowLayout, second: RowLayout): boolean {
  return (
    first.total === second.total &&
    first.rowHeight === second.rowHeight &&
    first.tallPlaces.length === second.tallPlaces.length &&
    first.tallPlaces.every((place, nth) => place === second.tallPlaces[nth]) &&
    first.extraSums.every((sum, nth) => sum === second.extraSums[nth])
  );
}
