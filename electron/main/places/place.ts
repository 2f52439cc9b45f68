/** Where a window stands, screen pixels. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a window stood when it was seen last. */
export interface Place extends Bounds {
  readonly maximized: boolean;
}

/** So much of a window's upper edge must be on a display that a hand can take hold of it, screen pixels. */
const graspWidth = 80;
const graspHeight = 24;

/**
 * A remembered place made fit for the displays that are there now: no larger than its display, and with its upper edge within
 * reach. Null when no display shows enough of it: it was unplugged, or its resolution changed.
 */
export function fittingPlace(place: Place, workAreas: readonly Bounds[]): Place | null {
  const shown = workAreas
    .map((area) => ({ area, pixels: overlap(place, area) }))
    .sort((one, other) => other.pixels - one.pixels)[0];
  if (shown === undefined || shown.pixels === 0) return null;
  const { area } = shown;
  const isTooWide = place.width > area.width;
  const isTooHigh = place.height > area.height;
  const fitted = {
    ...place,
    ...(isTooWide ? { x: area.x, width: area.width } : {}),
    ...(isTooHigh ? { y: area.y, height: area.height } : {}),
  };
  return isGraspable(fitted, area) ? { ...fitted, y: Math.max(area.y, fitted.y) } : null;
}

/** A place in the lower right corner of a display. */
export function cornerPlace(
  size: { readonly width: number; readonly height: number },
  area: Bounds,
  margin = 24,
): { readonly x: number; readonly y: number } {
  return {
    x: area.x + Math.max(0, area.width - size.width - margin),
    y: area.y + Math.max(0, area.height - size.height - margin),
  };
}

function isGraspable(place: Bounds, area: Bounds): boolean {
  const edge = {
    ...place,
    width: Math.min(graspWidth, place.width),
    height: Math.min(graspHeight, place.height),
  };
  const isWideEnough = overlapWidth(place, area) >= edge.width;
  return isWideEnough && overlapHeight(edge, area) * 2 >= edge.height;
}

function overlap(one: Bounds, other: Bounds): number {
  return overlapWidth(one, other) * overlapHeight(one, other);
}

function overlapHeight(one: Bounds, other: Bounds): number {
  return Math.max(0, Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y));
}

function overlapWidth(one: Bounds, other: Bounds): number {
  return Math.max(0, Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x));
}
