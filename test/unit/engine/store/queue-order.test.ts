import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SqliteBulkStore } from "../../../../electron/engine/store/bulk-store";
import type { NewPlace } from "../../../../electron/shared/queue-control";
import { addedAt, newUpload, openStore } from "./store-fixture";

function openQueue(count: number) {
  const { store, database, clock } = openStore();
  const ids = store.insert(
    Array.from({ length: count }, (_, index) => newUpload(`${index}`)),
    addedAt,
  );
  const order = () =>
    store.page({ list: "queue", search: "", offset: 0, limit: 500 }).rows.map((row) => row.name);
  return { store, database, bulk: new SqliteBulkStore(database, clock), ids, order };
}

/** What the user expects of a move: the named ones, in the order given, at the new place; the others as they were. */
function moved(names: readonly string[], which: readonly string[], to: NewPlace): string[] {
  const anchor = "anchorId" in to ? to.anchorId : null;
  const taken = [...new Set(which)].filter((name) => name !== anchor);
  const rest = names.filter((name) => !taken.includes(name));
  const at =
    to.kind === "top"
      ? 0
      : to.kind === "bottom"
        ? rest.length
        : rest.indexOf(anchor ?? "") + (to.kind === "after" ? 1 : 0);
  return [...rest.slice(0, at), ...taken, ...rest.slice(at)];
}

describe("the order of the queue", () => {
  test("is what a list would have, whatever is moved where", () => {
    const size = 8;
    const index = fc.nat(size - 1);
    const place = fc.oneof(
      fc.record({ kind: fc.constantFrom("top" as const, "bottom" as const) }),
      fc.record({ kind: fc.constantFrom("before" as const, "after" as const), anchor: index }),
    );
    const move = fc.record({
      which: fc.uniqueArray(index, { minLength: 1, maxLength: 4 }),
      place,
    });
    const { ids, bulk, order } = openQueue(size);
    const idAt = (position: number) => ids[position] ?? "";
    // One database for all runs: each goes on where the one before left off.
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 20 }), (moves) => {
        for (const { which, place: to } of moves) {
          const named: NewPlace =
            "anchor" in to ? { kind: to.kind, anchorId: String(to.anchor) } : { kind: to.kind };
          const expected = moved(order(), which.map(String), named);
          bulk.move(
            which.map(idAt),
            "anchor" in to ? { kind: to.kind, anchorId: idAt(to.anchor) } : { kind: to.kind },
          );
          expect(order()).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("never runs out of room between two neighbours, and writes few rows for it", () => {
    const { ids, bulk, database, order } = openQueue(200);
    const [first = "", second = "", third = ""] = ids;
    let most = 0;
    for (let count = 0; count < 300; count += 1) {
      const before = database.number("SELECT total_changes()");
      // Each time the row behind the first one goes between the first and the other.
      bulk.move([count % 2 === 0 ? third : second], { kind: "after", anchorId: first });
      most = Math.max(most, database.number("SELECT total_changes()") - before);
    }
    const rest = Array.from({ length: 197 }, (_, index) => String(index + 3));
    expect(order()).toEqual(["0", "1", "2", ...rest]);
    expect(most).toBeLessThanOrEqual(70);
  });

  test("puts what is added behind everything, also behind what was moved to the end", () => {
    const { store, ids, bulk, order } = openQueue(3);
    bulk.move([ids[0] ?? ""], { kind: "bottom" });
    store.remove([ids[2] ?? ""]);
    store.insert([newUpload("new")], addedAt);
    expect(order()).toEqual(["1", "0", "new"]);
  });

  test("passes over what is not in the queue, and does nothing beside a row that is not there", () => {
    const { store, ids, bulk, order } = openQueue(3);
    store.setState(ids[1] ?? "", { kind: "canceled" });
    expect(bulk.move(["nothing", ids[1] ?? "", ids[2] ?? ""], { kind: "top" })).toBe(1);
    expect(order()).toEqual(["2", "0"]);
    expect(bulk.move([ids[0] ?? ""], { kind: "before", anchorId: "nothing" })).toBe(0);
    expect(bulk.move([ids[0] ?? ""], { kind: "before", anchorId: ids[1] ?? "" })).toBe(0);
    expect(order()).toEqual(["2", "0"]);
  });

  test("decides which upload of a destination is next", () => {
    const { store, ids, bulk } = openQueue(3);
    bulk.move([ids[2] ?? ""], { kind: "top" });
    expect(store.queued("destination-1", 2).map((row) => row.name)).toEqual(["2", "0"]);
  });
});
