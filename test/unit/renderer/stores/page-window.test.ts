import { describe, expect, it } from "vitest";
import { noCounts } from "../../../../electron/shared/ipc";
import { createListStore } from "../../../../renderer/stores/list-store";
import { oneRequest, urgentPages } from "../../../../renderer/stores/page-window";
import { loadedRows, rowAt, withPages } from "../../../../renderer/stores/pages";
import { FakeBridge, HandClock, pagesOutOf, row, settle } from "../fake-page";

const still = { rowsPerSecond: 0 };

describe("the pages that a view needs", () => {
  it("are those in view, the next and the one before", () => {
    expect(urgentPages({ firstIndex: 450, lastIndex: 510, ...still }, 100_000)).toEqual([4, 5, 6, 3]);
  });

  it("lie farther ahead the faster the view moves, in either direction", () => {
    expect(urgentPages({ firstIndex: 500, lastIndex: 520, rowsPerSecond: 1_000 }, 100_000)).toEqual([
      5, 6, 7, 8, 4,
    ]);
    expect(urgentPages({ firstIndex: 900, lastIndex: 920, rowsPerSecond: -1_000 }, 100_000)).toEqual([
      9, 8, 7, 6, 10,
    ]);
    expect(urgentPages({ firstIndex: 0, lastIndex: 20, rowsPerSecond: 1e9 }, 100_000)).toHaveLength(6);
  });

  it("end with the list", () => {
    expect(urgentPages({ firstIndex: 0, lastIndex: 20, ...still }, 30)).toEqual([0]);
    expect(urgentPages({ firstIndex: 180, lastIndex: 199, ...still }, 200)).toEqual([1, 0]);
  });

  it("come in one request as far as they lie side by side and one request carries them", () => {
    expect(oneRequest(5, new Set([5, 6, 7, 9]))).toEqual({ first: 5, count: 3 });
    expect(oneRequest(5, new Set([3, 4, 5, 6, 7, 8, 9]))).toEqual({ first: 5, count: 5 });
    expect(oneRequest(5, new Set([4, 5]))).toEqual({ first: 4, count: 2 });
  });
});

describe("fresh pages among known ones", () => {
  it("drive out what was read before rows moved, so that no upload stands at two places", () => {
    const known = new Map([
      [0, [row("a"), row("b")]],
      [1, [row("c"), row("d")]],
      [2, [row("e")]],
    ]);
    const pages = withPages(known, new Map([[0, [row("b"), row("c")]]]));
    expect([...pages.keys()].sort()).toEqual([0, 2]);
  });
});

function listOf(count: number) {
  let rows = Array.from({ length: count }, (_, index) => row(`u${index}`));
  const clock = new HandClock();
  const held: (() => void)[] = [];
  let isHolding = false;
  const bridge = new FakeBridge({
    "uploads:page": async (args) => {
      const answer = await pagesOutOf(() => rows)(args);
      if (isHolding) await new Promise<void>((go) => held.push(go));
      return answer;
    },
  });
  const store = createListStore("queue", {
    bridge,
    clock,
    onCounts: () => {},
    onError: () => {},
  });
  const change = (next: (before: typeof rows) => typeof rows): void => {
    rows = next(rows);
  };
  const hold = (on: boolean): void => {
    isHolding = on;
    for (const go of held.splice(0)) go();
  };
  return { store, bridge, clock, change, hold };
}

describe("a list that is scrolled while it changes", () => {
  it("goes on showing rows that are merely old, and none of them twice", async () => {
    const { store, clock, change } = listOf(1_000);
    store.invalidate();
    await clock.turn(0);
    store.show(150, 180);
    await settle();
    change((before) => before.slice(1));
    store.invalidate();
    await clock.turn(1_000);
    const { pages } = store.getState();
    expect(rowAt(pages, 160)?.id).toBe("u161");
    const ids = [...loadedRows(pages)].map(([, each]) => each.id);
    expect(new Set(ids).size).toBe(ids.length);
    store.show(250, 280);
    await settle();
    expect(rowAt(store.getState().pages, 260)?.id).toBe("u261");
  });

  it("asks for old rows again as soon as they are looked at", async () => {
    const { store, clock, change } = listOf(1_000);
    store.invalidate();
    await clock.turn(0);
    store.show(0, 20);
    await settle();
    change((before) =>
      before.map((each) => (each.id === "u150" ? row("u150", { state: { kind: "paused" } }) : each)),
    );
    store.invalidate();
    await clock.turn(1_000);
    store.show(140, 160);
    await settle();
    expect(rowAt(store.getState().pages, 150)?.state.kind).toBe("paused");
  });

  it("asks for the newest place when the view rushes on, not for every place it passed", async () => {
    const { store, bridge, clock, hold } = listOf(100_000);
    store.invalidate();
    await clock.turn(0);
    hold(true);
    for (let first = 1_000; first <= 90_000; first += 1_000) store.show(first, first + 20);
    await settle();
    expect(bridge.count("uploads:page")).toBeLessThan(6);
    hold(false);
    await settle();
    expect(rowAt(store.getState().pages, 90_010)?.id).toBe("u90010");
  });

  it("does not ask again by itself after a refusal", async () => {
    let asked = 0;
    const errors: unknown[] = [];
    const clock = new HandClock();
    const bridge = new FakeBridge({
      "uploads:page": ({ offset }) => {
        asked += 1;
        if (offset > 0) throw new Error("The list can't be read.");
        return { rows: [row("a")], total: 1_000, counts: noCounts };
      },
    });
    const store = createListStore("queue", {
      bridge,
      clock,
      onCounts: () => {},
      onError: (error) => errors.push(error),
    });
    store.invalidate();
    await clock.turn(0);
    await settle();
    expect(errors).toHaveLength(1);
    expect(asked).toBe(2);
  });
});

describe("a filter", () => {
  it("is part of the question and begins at the top; rows of another question are not shown", async () => {
    const { store, bridge, clock } = listOf(1_000);
    store.invalidate();
    await clock.turn(0);
    store.show(500, 520);
    await settle();
    const asked = bridge.asked.length;
    store.setFilter({ queue: { states: ["failed"] } });
    await clock.turn(0);
    const args = bridge.asked[asked]?.args;
    expect(args).toMatchObject({ queue: { states: ["failed"] }, offset: 0 });
    expect(store.getState().shownFilter).toEqual({ queue: { states: ["failed"] } });
    expect(rowAt(store.getState().pages, 510)).toBeUndefined();
  });

  it("asks for nothing when it stays the same", async () => {
    const { store, bridge, clock } = listOf(10);
    store.setFilter({ queue: { states: ["failed"] } });
    await clock.turn(0);
    const asked = bridge.count("uploads:page");
    store.setFilter({ queue: { states: ["failed"] } });
    await clock.turn(1_000);
    expect(bridge.count("uploads:page")).toBe(asked);
  });

  it("that only folds a drop leaves the view where it is", async () => {
    const { store, bridge, clock } = listOf(1_000);
    store.invalidate();
    await clock.turn(0);
    store.show(500, 520);
    await settle();
    const asked = bridge.asked.length;
    store.setFilter({ queue: { folded: ["b"] } });
    await clock.turn(0);
    const args = bridge.asked[asked]?.args;
    expect(args).toMatchObject({ queue: { folded: ["b"] }, offset: 500 });
  });
});
