import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  heightOf,
  isSameLayout,
  layRows,
  rowAtTop,
  topOf,
} from "../../../../renderer/features/uploads/row-layout";
import {
  listTop,
  scaleOf,
  scrollTopFor,
  tallestElementPx,
} from "../../../../renderer/features/uploads/scroll-scale";

const tallRows = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 90 })), { maxLength: 20 });

/** Unique places, the last one given wins. */
function unique(rows: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  return [...new Map(rows.map((row) => [row[0], row] as const)).values()];
}

describe("the layout of a list", () => {
  it("puts each row below the one before, as if all heights had been added up", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 301 }), tallRows, (total, rows) => {
        const known = new Map(unique(rows));
        const layout = layRows(44, total, known);
        let top = 0;
        for (let index = 0; index < total; index += 1) {
          expect(topOf(layout, index)).toBe(top);
          top += 44 + (known.get(index) ?? 0);
        }
        expect(heightOf(layout)).toBe(top);
      }),
    );
  });

  it("finds the row that any pixel belongs to", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 301 }),
        tallRows,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (total, rows, share) => {
          const layout = layRows(32, total, unique(rows));
          const pixel = Math.min(heightOf(layout) - 1, share * heightOf(layout));
          const index = rowAtTop(layout, pixel);
          expect(topOf(layout, index)).toBeLessThanOrEqual(pixel);
          expect(topOf(layout, index + 1)).toBeGreaterThan(pixel);
        },
      ),
    );
  });

  it("answers the nearest row for what lies outside", () => {
    const layout = layRows(44, 3, []);
    expect(rowAtTop(layout, -50)).toBe(0);
    expect(rowAtTop(layout, 10_000)).toBe(2);
  });

  it("keeps only what differs, so that a million rows cost nothing", () => {
    const layout = layRows(44, 1_000_000, [[999_999, 28]]);
    expect(layout.tallPlaces).toEqual([999_999]);
    expect(heightOf(layout)).toBe(44_000_028);
  });

  it("knows when nothing moved", () => {
    expect(isSameLayout(layRows(44, 9, [[1, 5]]), layRows(44, 9, [[1, 5]]))).toBe(true);
    expect(isSameLayout(layRows(44, 9, [[1, 5]]), layRows(44, 9, [[1, 6]]))).toBe(false);
    expect(isSameLayout(layRows(44, 9, [[1, 5]]), layRows(44, 9, [[2, 5]]))).toBe(false);
    expect(isSameLayout(layRows(44, 9, []), layRows(44, 10, []))).toBe(false);
    expect(isSameLayout(layRows(44, 9, []), layRows(32, 9, []))).toBe(false);
  });
});

describe("the scroll bar of a list", () => {
  it("is the list's own for a list that an element can hold", () => {
    const scale = scaleOf(4_400_000, 600);
    expect(scale).toEqual({ elementHeight: 4_400_000, ratio: 1, lastTop: 4_399_400 });
    expect(listTop(scale, 1_234)).toBe(1_234);
  });

  it("reaches both ends of ten million rows", () => {
    const height = 10_000_000 * 44;
    const scale = scaleOf(height, 600);
    expect(scale.elementHeight).toBe(tallestElementPx);
    expect(listTop(scale, 0)).toBe(0);
    expect(listTop(scale, tallestElementPx - 600)).toBeCloseTo(height - 600, 3);
    expect(scrollTopFor(scale, height - 600)).toBeCloseTo(tallestElementPx - 600, 3);
  });

  it("finds its way back from any place", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 900_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (height, share) => {
          const scale = scaleOf(height, 700);
          const top = share * scale.lastTop;
          expect(listTop(scale, scrollTopFor(scale, top))).toBeCloseTo(top, 2);
        },
      ),
    );
  });

  it("has nowhere to go in a list that fits into its view", () => {
    const scale = scaleOf(200, 600);
    expect(scale.lastTop).toBe(0);
    expect(listTop(scale, 50)).toBe(0);
    expect(scrollTopFor(scale, 50)).toBe(0);
  });
});
