import type { Clock, Logger } from "../../engine/ports";
import type { Bounds, Place } from "./place";
import type { PlacedWindow, PlaceFile } from "./place-file";

/** A window that is dragged moves many times a second: its place is kept when it has rested for this long, milliseconds. */
const restMs = 500;

const changes = ["resize", "move", "maximize", "unmaximize"] as const;

/** What is used of a window, so that this works without one. */
export interface PlaceableWindow {
  on(event: (typeof changes)[number] | "close" | "closed", listener: () => void): unknown;
  getNormalBounds(): Bounds;
  isMaximized(): boolean;
  isMinimized(): boolean;
  isFullScreen(): boolean;
}

/**
 * Remembers where a window stands from now on: whenever it came to rest, and when it closes. What is answered keeps it at once,
 * for whoever destroys the window without closing it.
 */
export function rememberPlace(
  window: PlaceableWindow,
  name: PlacedWindow,
  parts: { readonly file: PlaceFile; readonly clock: Clock; readonly logger: Logger },
): () => void {
  let cancel = () => {};
  const keep = (): void => {
    cancel();
    // Neither says where the window belongs.
    if (window.isMinimized() || window.isFullScreen()) return;
    try {
      parts.file.remember(name, placeOf(window));
    } catch (error) {
      parts.logger.warn("The place of a window could not be kept", { error: String(error) });
    }
  };
  for (const change of changes) {
    window.on(change, () => {
      cancel();
      cancel = parts.clock.after(restMs, keep);
    });
  }
  window.on("close", keep);
  window.on("closed", () => cancel());
  return keep;
}

function placeOf(window: PlaceableWindow): Place {
  const { x, y, width, height } = window.getNormalBounds();
  return { x, y, width, height, maximized: window.isMaximized() };
}
