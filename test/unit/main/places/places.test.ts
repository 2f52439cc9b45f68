import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLogger } from "../../../../electron/engine/ports";
import { type Bounds, cornerPlace, fittingPlace } from "../../../../electron/main/places/place";
import { PlaceFile } from "../../../../electron/main/places/place-file";
import { rememberPlace } from "../../../../electron/main/places/window-place";
import { FakeClock } from "../../../helpers/fake-clock";

const laptop: Bounds = { x: 0, y: 25, width: 1440, height: 875 };
const beside: Bounds = { x: 1440, y: 0, width: 2560, height: 1400 };
const place = { x: 1600, y: 200, width: 1200, height: 800, maximized: false };

describe("a remembered place", () => {
  test("is taken as it was where its display is still there", () => {
    expect(fittingPlace(place, [laptop, beside])).toEqual(place);
  });

  test("is forgotten when its display is gone", () => {
    expect(fittingPlace(place, [laptop])).toBeNull();
    expect(fittingPlace({ ...place, x: -30_000, y: -30_000 }, [laptop, beside])).toBeNull();
    expect(fittingPlace(place, [])).toBeNull();
  });

  test("becomes no larger than its display, and its title comes below the edge", () => {
    expect(fittingPlace({ ...place, x: 100, y: 10, width: 3_000, height: 2_000 }, [laptop])).toEqual({
      ...{ x: 0, y: 25, width: 1440, height: 875 },
      maximized: false,
    });
  });

  test("is forgotten when no hand can reach its upper edge", () => {
    expect(fittingPlace({ ...place, x: 1_400, y: 100, width: 1_000 }, [laptop])).toBeNull();
    expect(fittingPlace({ ...place, x: 100, y: 890 }, [laptop])).toBeNull();
    expect(fittingPlace({ ...place, x: 100, y: -500 }, [laptop])).toBeNull();
  });

  test("whatever was remembered, what is shown can be taken hold of", () => {
    const pixels = fc.integer({ min: -5_000, max: 5_000 });
    const size = fc.integer({ min: 1, max: 6_000 });
    fc.assert(
      fc.property(pixels, pixels, size, size, fc.boolean(), (x, y, width, height, both) => {
        const areas = both ? [laptop, beside] : [laptop];
        const fitted = fittingPlace({ x, y, width, height, maximized: false }, areas);
        if (fitted === null) return;
        const reached = areas.some((area) => {
          const shown = Math.min(fitted.x + fitted.width, area.x + area.width) - Math.max(fitted.x, area.x);
          return shown >= Math.min(80, fitted.width) && fitted.y >= area.y && fitted.y < area.y + area.height;
        });
        expect(reached).toBe(true);
      }),
    );
  });

  test("of the drop target begins in the lower right corner", () => {
    expect(cornerPlace({ width: 232, height: 64 }, laptop)).toEqual({ x: 1184, y: 812 });
  });
});

describe("the file of places", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "waybill-places-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const path = () => join(folder, "places.json");

  test("keeps each window's place from one run to the next", () => {
    const file = new PlaceFile(path());
    expect(file.of("main")).toBeNull();
    file.remember("main", place);
    file.remember("drop-target", { ...place, x: 5 });
    const later = new PlaceFile(path());
    expect(later.of("main")).toEqual(place);
    expect(later.of("drop-target")).toEqual({ ...place, x: 5 });
    expect(readdirSync(folder)).toEqual(["places.json"]);
  });

  test.each([
    ["no JSON", "{"],
    ["another form", "[1, 2]"],
    ["values out of reach", JSON.stringify({ main: { ...place, x: 1e9 } })],
    ["no numbers", JSON.stringify({ main: { ...place, width: "wide" } })],
  ])("remembers nothing when it holds %s, and is written anew", (_case, text) => {
    writeFileSync(path(), text);
    const file = new PlaceFile(path());
    expect(file.of("main")).toBeNull();
    file.remember("main", place);
    expect(new PlaceFile(path()).of("main")).toEqual(place);
  });

  test("is written when a window came to rest or closes, not while it is dragged, minimized or full", () => {
    const listeners = new Map<string, () => void>();
    let state = { bounds: place as Bounds, maximized: false, minimized: false, full: false };
    const clock = new FakeClock();
    const file = new PlaceFile(path());
    rememberPlace(
      {
        on: (event, listener) => listeners.set(event, listener),
        getNormalBounds: () => state.bounds,
        isMaximized: () => state.maximized,
        isMinimized: () => state.minimized,
        isFullScreen: () => state.full,
      },
      "main",
      { file, clock, logger: silentLogger },
    );
    for (let x = 0; x < 5; x += 1) {
      state = { ...state, bounds: { x, y: 0, width: 500, height: 400 } };
      listeners.get("move")?.();
      clock.advance(100);
    }
    expect(file.of("main")).toBeNull();
    clock.advance(500);
    expect(file.of("main")).toMatchObject({ x: 4, width: 500 });
    state = { ...state, maximized: true };
    listeners.get("maximize")?.();
    clock.advance(500);
    expect(file.of("main")).toEqual({ x: 4, y: 0, width: 500, height: 400, maximized: true });
    const before = readFileSync(path(), "utf8");
    state = {
      ...state,
      maximized: false,
      minimized: true,
      bounds: { x: -32_000, y: -32_000, width: 1, height: 1 },
    };
    listeners.get("resize")?.();
    clock.advance(500);
    state = { ...state, minimized: false, full: true };
    listeners.get("close")?.();
    expect(readFileSync(path(), "utf8")).toBe(before);
  });
});
