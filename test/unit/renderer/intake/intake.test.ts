import { describe, expect, it } from "vitest";
import { field } from "../../../../electron/shared/service";
import { pastedFiles, pastedText } from "../../../../renderer/features/intake/pasted";
import { tilesThatFit } from "../../../../renderer/features/intake/tile-grid";
import { sizeLimitBytes } from "../../../../renderer/fields/size-limit";
import { destination, service } from "../fake-page";

const now = new Date(2026, 2, 1, 9, 5, 7);

describe("what is pasted", () => {
  it("has a name of its own where the clipboard gives a picture none", () => {
    const picture = new File(["x"], "image.png", { type: "image/png", lastModified: now.getTime() });
    expect(pastedFiles([picture], now)[0]?.name).toBe("Pasted 2026-03-01 at 09.05.07.png");
  });

  it("keeps its name where it is a file, whatever it is called", () => {
    const file = new File(["x"], "holiday.png", { lastModified: now.getTime() });
    const old = new File(["x"], "image.png", { lastModified: now.getTime() - 60_000 });
    expect(pastedFiles([file, old], now)).toEqual([file, old]);
  });

  it("becomes a text file, with its beginning to be looked at first", async () => {
    const pasted = pastedText("a".repeat(5_000), now);
    expect(pasted?.files[0]?.name).toBe("Pasted 2026-03-01 at 09.05.07.txt");
    expect(await pasted?.files[0]?.text()).toHaveLength(5_000);
    expect(pasted?.excerpt.length).toBeLessThan(1_000);
    expect(pastedText(" \n ", now)).toBeNull();
  });
});

describe("the tiles of a drag", () => {
  it("fit the window without scrolling, from the smallest to a large one", () => {
    expect(tilesThatFit(480, 360)).toEqual({ columns: 2, tiles: 6 });
    expect(tilesThatFit(1280, 800)).toEqual({ columns: 4, tiles: 20 });
    expect(tilesThatFit(100, 100)).toEqual({ columns: 1, tiles: 1 });
  });
});

describe("the largest file of a destination", () => {
  const maxSize = field({ key: "maxSize", label: "Largest file", help: "", default: "1000" });
  const limited = { ...service([maxSize], []) };

  it("is what its settings say, else the service's usual limit, else none", () => {
    expect(sizeLimitBytes(limited, destination({ settings: { maxSize: "500" } }))).toBe(500);
    expect(sizeLimitBytes(limited, destination())).toBe(1_000);
    expect(sizeLimitBytes(service([], []), destination())).toBeNull();
    expect(sizeLimitBytes(undefined, destination())).toBeNull();
  });

  it("is never above what the service can do at all", () => {
    const capabilities = { ...limited.capabilities, maximumSize: 200 };
    expect(sizeLimitBytes({ ...limited, capabilities }, destination())).toBe(200);
  });
});
