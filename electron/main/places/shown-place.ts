import { screen } from "electron";
import { fittingPlace, type Place } from "./place";
import type { PlacedWindow, PlaceFile } from "./place-file";

/** Where a window stood, as far as the displays of today show that place; null for its usual place. */
export function shownPlace(
  places: PlaceFile,
  window: PlacedWindow,
  size: Partial<Pick<Place, "width" | "height">> = {},
): Place | null {
  const remembered = places.of(window);
  if (remembered === null) return null;
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea);
  return fittingPlace({ ...remembered, ...size }, workAreas);
}
