import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Place } from "./place";

const pixels = z.number().int().min(-100_000).max(100_000);
const size = z.number().int().min(1).max(100_000);
const placeSchema = z.object({ x: pixels, y: pixels, width: size, height: size, maximized: z.boolean() });

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
  const record = z.record(z.string(), z.unknown()).safeParse(stored);
  const places = new Map<PlacedWindow, Place>();
  for (const window of windows) {
    const place = placeSchema.safeParse(record.success ? record.data[window] : null);
    if (place.success) places.set(window, place.data);
  }
  return places;
}

function parsedFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // Nothing was remembered yet, or nothing of it can be read: the window opens in its usual place.
    return null;
  }
}
