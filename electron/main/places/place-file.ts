import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Place } from "./place";

/** No display reaches further, screen pixels. */
const furthest = 100_000;

/** The windows whose place is remembered. */
const windows = ["main", "drop-target"] as const;

/** A window whose place is remembered. */
export type PlacedWindow = (typeof windows)[number];

/**
 * Where the windows stood, in a small file of the profile. It is read before the window opens and belongs to this computer's
 * displays, so it is not among the settings. A file that is missing or damaged remembers nothing.
 */
export class PlaceFile {
  readonly #path: string;
  readonly #places: Map<PlacedWindow, Place>;

  constructor(path: string) {
    this.#path = path;
    this.#places = readPlaces(path);
  }

  /** Where a window stood; null when nobody knows. */
  of(window: PlacedWindow): Place | null {
    return this.#places.get(window) ?? null;
  }

  /** Remembers where a window stands. Throws when the file can't be written. */
  remember(window: PlacedWindow, place: Place): void {
    if (JSON.stringify(this.#places.get(window)) === JSON.stringify(place)) return;
    this.#places.set(window, place);
    const temporary = `${this.#path}.new`;
    writeFileSync(temporary, JSON.stringify(Object.fromEntries(this.#places)), { mode: 0o600 });
    renameSync(temporary, this.#path);
  }
}

function readPlaces(path: string): Map<PlacedWindow, Place> {
  const stored = parsedFile(path);
  const places = new Map<PlacedWindow, Place>();
  for (const window of windows) {
    const place = placeOf(storedOf(stored, window));
    if (place !== null) places.set(window, place);
  }
  return places;
}

/** What is stored for a window, as far as it is a place; by hand, since nothing else at the start needs schemas (main.ts). */
function placeOf(stored: unknown): Place | null {
  const [x, y, width, height] = ["x", "y", "width", "height"].map((key) => storedOf(stored, key));
  const maximized = storedOf(stored, "maximized");
  if (!isPixels(x, -furthest) || !isPixels(y, -furthest)) return null;
  if (!isPixels(width, 1) || !isPixels(height, 1) || typeof maximized !== "boolean") return null;
  return { x, y, width, height, maximized };
}

function storedOf(holder: unknown, key: string): unknown {
  return typeof holder === "object" && holder !== null ? Reflect.get(holder, key) : undefined;
}

function isPixels(value: unknown, least: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= furthest;
}

function parsedFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // Nothing was remembered yet, or nothing of it can be read: the window opens in its usual place.
    return null;
  }
}
