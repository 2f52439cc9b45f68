/** The least size of a tile with its gap, CSS pixels; drop-overlay.css draws it larger where there is room. */
const tile = { width: 200, height: 132 } as const;
/** In low windows tiles are flat. */
const flatTileHeight = 68;
/** A low window, CSS pixels; the media query in drop-overlay.css says the same. */
const lowWindow = 480;
/** What stands around the tiles: the frame, the title and the gaps, CSS pixels. */
const around = { width: 48, height: 120 } as const;
/** More columns than this are hard to take in at a glance. */
const mostColumns = 4;

/** How many tiles a window of some size shows, and in how many columns. */
export function tilesThatFit(
  windowWidth: number,
  windowHeight: number,
): { readonly columns: number; readonly tiles: number } {
  const height = windowHeight <= lowWindow ? flatTileHeight : tile.height;
  const columns = Math.min(mostColumns, Math.max(1, Math.floor((windowWidth - around.width) / tile.width)));
  const rows = Math.max(1, Math.floor((windowHeight - around.height) / height));
  return { columns, tiles: columns * rows };
}
