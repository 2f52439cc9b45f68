import { describe, expect, it } from "vitest";
import { field } from "../../../../electron/shared/service";
import { pastedFiles, pastedText } from "../../../../renderer/features/intake/pasted";
import { tilesThatFit } from "../../../../renderer/features/intake/tile-grid";
import { knownLimits } from "../../../../renderer/fields/file-limits";
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

describe("what a destination is known to take", () => {
  const maxSize = field({ key: "maxSize", label: "Largest file", help: "", default: "1000" });
  const limited = { ...service([maxSize], []) };
  const largest = (...[of, to = destination(), told = []]: Partial<Parameters<typeof knownLimits>>) =>
    knownLimits(of, to, told).maximumBytes;

  it("is at most what its settings say, else the service's usual limit, else any size", () => {
    expect(largest(limited, destination({ settings: { maxSize: "500" } }))).toBe(500);
    expect(largest(limited)).toBe(1_000);
    expect(largest(service([], []))).toBeNull();
    expect(largest(undefined)).toBeNull();
  });

  it("is never above what the service can do at all", () => {
    const capabilities = { ...limited.capabilities, maximumSize: 200 };
    expect(largest({ ...limited, capabilities })).toBe(200);
  });

  it("is also what its own server told, and no other's", () => {
    const signIn = (destinationId: string, maximumBytes: number | null) => ({
      destinationId,
      tokenExpiresAt: null,
      refused: null,
      held: null,
      limits: { maximumBytes, acceptedTypes: [], refusedTypes: ["image/svg+xml"] },
    });
    const own = destination();
    expect(largest(limited, own, [signIn("another", 10), signIn(own.id, 700)])).toBe(700);
    expect(largest(limited, own, [signIn(own.id, 5_000)])).toBe(1_000);
    expect(largest(limited, own, [signIn(own.id, null)])).toBe(1_000);
    expect(knownLimits(limited, own, [signIn(own.id, null)]).refusedTypes).toEqual(["image/svg+xml"]);
    expect(knownLimits(limited, own, [signIn("another", 10)]).refusedTypes).toEqual([]);
  });
});
