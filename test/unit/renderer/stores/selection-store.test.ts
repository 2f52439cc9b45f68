import { describe, expect, it } from "vitest";
import { createSelectionStore, selectedIds } from "../../../../renderer/stores/selection-store";
import { row } from "../fake-page";

const pagesOf = (...ids: string[]) => new Map([[0, ids.map((id) => row(id))]]);

describe("going to a row from outside the list", () => {
  it("selects it alone and calls for it, also where it is not known yet", () => {
    const store = createSelectionStore();
    store.selectOnly(3, "c");
    store.goTo(4, "d");
    expect(store.getState()).toMatchObject({ cursor: { index: 4, id: "d" }, calls: 1 });
    expect([...store.getState().placeById.keys()]).toEqual(["d"]);
    store.goTo(500, null);
    expect(store.getState()).toMatchObject({ cursor: { index: 500, id: null }, calls: 2 });
    store.clear();
    expect(store.getState().calls).toBe(2);
  });
});

describe("a selection", () => {
  it("gives its ids in the order of the list, whatever the order of clicks", () => {
    const selection = createSelectionStore();
    selection.selectOnly(7, "g");
    selection.toggle(2, "b");
    selection.toggle(5, "e");
    expect(selectedIds(selection.getState())).toEqual(["b", "e", "g"]);
    selection.toggle(5, "e");
    expect(selectedIds(selection.getState())).toEqual(["b", "g"]);
  });

  it("keeps where a range began while the range is changed", () => {
    const selection = createSelectionStore();
    selection.selectOnly(3, "d");
    selection.selectRange(3, ["d", "e", "f"], 5);
    selection.selectRange(1, ["b", "c", "d"], 1);
    expect(selection.getState()).toMatchObject({ anchorIndex: 3, cursor: { index: 1, id: "b" } });
    expect(selectedIds(selection.getState())).toEqual(["b", "c", "d"]);
  });

  it("follows its uploads when rows above them leave", () => {
    const selection = createSelectionStore();
    selection.selectOnly(2, "c");
    selection.follow(pagesOf("b", "c", "d"), 3);
    expect(selection.getState()).toMatchObject({ cursor: { index: 1, id: "c" }, anchorIndex: 1 });
    expect(selectedIds(selection.getState())).toEqual(["c"]);
  });

  it("lets go of uploads that left and stands on what took their place", () => {
    const selection = createSelectionStore();
    selection.selectOnly(1, "b");
    selection.follow(pagesOf("a", "c"), 2);
    expect(selectedIds(selection.getState())).toEqual([]);
    expect(selection.getState().cursor).toEqual({ index: 1, id: "c" });
    selection.follow(pagesOf("a"), 1);
    expect(selection.getState().cursor).toEqual({ index: 0, id: "a" });
    selection.follow(new Map(), 0);
    expect(selection.getState().cursor).toBeNull();
  });

  it("keeps uploads that are merely out of sight", () => {
    const selection = createSelectionStore();
    selection.selectOnly(5_000, "far");
    selection.follow(pagesOf("a", "b"), 10_000);
    expect(selectedIds(selection.getState())).toEqual(["far"]);
    expect(selection.getState().cursor).toEqual({ index: 5_000, id: "far" });
  });

  it("takes on the upload of a place that was not loaded when the cursor came there", () => {
    const selection = createSelectionStore();
    selection.moveTo(1);
    selection.follow(pagesOf("a", "b"), 2);
    expect(selection.getState().cursor).toEqual({ index: 1, id: "b" });
  });

  it("does not tell its listeners anything when nothing moved", () => {
    const selection = createSelectionStore();
    selection.selectOnly(0, "a");
    const { placeById, cursor } = selection.getState();
    selection.follow(pagesOf("a", "b"), 2);
    expect(selection.getState().placeById).toBe(placeById);
    expect(selection.getState().cursor).toBe(cursor);
  });
});
