import { describe, expect, it } from "vitest";
import { layRows } from "../../../../renderer/features/uploads/row-layout";
import { drawnRows, isRush } from "../../../../renderer/features/uploads/row-range";

const layout = layRows(44, 100_000, []);
const view = { topPx: 44 * 5_000, heightPx: 440 };

describe("the rows that are drawn", () => {
  it("reach beyond the edges, further where scrolling leads to", () => {
    const down = drawnRows(layout, view, { isGoingUp: false, isRushing: false, isFresh: false });
    expect([down.first, down.last]).toEqual([4_994, 5_024]);
    const up = drawnRows(layout, view, { isGoingUp: true, isRushing: false, isFresh: false });
    expect([up.first, up.last]).toEqual([4_986, 5_016]);
  });

  it("are those in view alone while the list rushes by, and no row in view is missing", () => {
    for (const isGoingUp of [true, false]) {
      const rushing = drawnRows(layout, view, { isGoingUp, isRushing: true, isFresh: false });
      expect([rushing.first, rushing.last]).toEqual([5_000, 5_010]);
      expect(rushing.isRushing).toBe(true);
    }
  });

  it("are those in view alone when they have only just come, with their pictures", () => {
    const fresh = drawnRows(layout, view, { isGoingUp: false, isRushing: false, isFresh: true });
    expect(fresh).toMatchObject({ first: 5_000, last: 5_010, isRushing: false });
  });

  it("end with the list", () => {
    const atEnd = { topPx: 44 * 99_990, heightPx: 440 };
    expect(drawnRows(layout, atEnd, { isGoingUp: false, isRushing: false, isFresh: false }).last).toBe(
      99_999,
    );
    expect(
      drawnRows(layout, { ...view, topPx: 0 }, { isGoingUp: true, isRushing: false, isFresh: false }),
    ).toMatchObject({
      first: 0,
      originPx: 0,
    });
  });

  it("beyond the edges are as many pixels of tall lines as of low ones", () => {
    const lines = drawnRows(
      layRows(188, 1_000, []),
      { topPx: 188 * 100, heightPx: 376 },
      { isGoingUp: false, isRushing: false, isFresh: false },
    );
    expect([lines.first, lines.last]).toEqual([98, 106]);
  });
});

describe("a rush", () => {
  it("is a move after which no row is in view that was before", () => {
    expect(isRush(441, 440)).toBe(true);
    expect(isRush(440, 440)).toBe(false);
    expect(isRush(100, 0)).toBe(false);
  });
});
