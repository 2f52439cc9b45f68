/**
 * The tallest element that is drawn exactly. Chromium ends an element at about 33 million pixels, and beyond 16 million a
 * transform can't name every pixel any more (its numbers have 24 bits); half of that leaves room for any zoom.
 */
export const tallestElementPx = 8_000_000;

/** How the scroll bar of a view stands to the rows in it: the same for most lists, squeezed for very long ones. */
export interface ScrollScale {
  /** The height of the element that is scrolled, CSS pixels. */
  readonly elementHeight: number;
  /** Pixels of the list per pixel of the scroll bar; 1 for lists that fit. */
  readonly ratio: number;
  /** How far the list can be scrolled. */
  readonly lastTop: number;
}

/** The scale of a list of some height in a view of some height. */
export function scaleOf(listHeight: number, viewHeight: number): ScrollScale {
  const lastTop = Math.max(0, listHeight - viewHeight);
  if (listHeight <= tallestElementPx) return { elementHeight: listHeight, ratio: 1, lastTop };
  return { elementHeight: tallestElementPx, ratio: lastTop / (tallestElementPx - viewHeight), lastTop };
}

/** The distance from the list's top that a position of the scroll bar shows. */
export function listTop(scale: ScrollScale, scrollTop: number): number {
  return Math.min(scale.lastTop, Math.max(0, scrollTop * scale.ratio));
}

/** The position of the scroll bar that shows a distance from the list's top. */
export function scrollTopFor(scale: ScrollScale, topPx: number): number {
  return Math.min(scale.lastTop, Math.max(0, topPx)) / scale.ratio;
}
