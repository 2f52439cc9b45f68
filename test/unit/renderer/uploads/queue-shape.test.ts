import { describe, expect, it } from "vitest";
import type { UploadState } from "../../../../electron/shared/upload";
import { headingPx, queueShape, troublePx } from "../../../../renderer/features/queue/queue-shape";
import { plainShape } from "../../../../renderer/features/uploads/list-props";
import { row } from "../fake-page";

const of = (batchId: string, state: UploadState = { kind: "queued" }) => row(batchId, { batchId, state });
const error = { code: "tls", message: "", hint: "", httpStatus: null } as const;
const grouped = { isGrouped: true, folded: new Set<string>() };
const flat = { isGrouped: false, folded: new Set<string>() };

describe("the shape of a row of the queue", () => {
  it("has a heading above the first of several files that were added together", () => {
    const first = queueShape(grouped, of("a"), { index: 3, before: of("x"), after: of("a") }, false);
    expect(first).toEqual({ abovePx: headingPx, belowPx: 0, isFolded: false, isInside: true });
    const second = queueShape(grouped, of("a"), { index: 4, before: of("a"), after: of("b") }, false);
    expect(second).toEqual({ ...plainShape, isInside: true });
  });

  it("is plain for a file that was added alone, and for every file in a plain list", () => {
    expect(queueShape(grouped, of("a"), { index: 1, before: of("x"), after: of("b") }, false)).toBe(
      plainShape,
    );
    expect(queueShape(flat, of("a"), { index: 0, before: undefined, after: of("a") }, false)).toBe(
      plainShape,
    );
  });

  it("does not take the edge of what is known for the beginning of a drop", () => {
    const atEdge = queueShape(grouped, of("a"), { index: 100, before: undefined, after: of("a") }, false);
    expect(atEdge.abovePx).toBe(0);
    const atTop = queueShape(grouped, of("a"), { index: 0, before: undefined, after: of("a") }, false);
    expect(atTop.abovePx).toBe(headingPx);
  });

  it("is its heading alone where the drop is folded, even when one file is left of it", () => {
    const folding = { isGrouped: true, folded: new Set(["a"]) };
    const folded = queueShape(folding, of("a"), { index: 1, before: of("x"), after: of("b") }, false);
    expect(folded).toMatchObject({ abovePx: headingPx, isFolded: true });
  });

  it("has a strip below what stands still until the user decides, taller in narrow lists", () => {
    const place = { index: 0, before: undefined, after: undefined };
    expect(queueShape(flat, of("a", { kind: "failed", error }), place, false).belowPx).toBe(troublePx.wide);
    expect(queueShape(flat, of("a", { kind: "unconfirmed", error }), place, true).belowPx).toBe(
      troublePx.narrow,
    );
    const waiting = { kind: "waiting", reason: "back-off", until: 1, error } as const;
    expect(queueShape(flat, of("a", waiting), place, false)).toBe(plainShape);
  });
});
