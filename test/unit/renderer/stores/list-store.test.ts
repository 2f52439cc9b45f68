import { describe, expect, it } from "vitest";
import { noCounts } from "../../../../electron/shared/ipc";
import type { UploadView } from "../../../../electron/shared/upload";
import { createListStore } from "../../../../renderer/stores/list-store";
import { keptPages, pageSize, rowAt } from "../../../../renderer/stores/pages";
import { FakeBridge, HandClock, pagesOutOf, row, settle } from "../fake-page";

function rowsNamed(count: number): UploadView[] {
  return Array.from({ length: count }, (_, index) => row(`u${index}`));
}

/** The pages that a request asked for, by their offsets. */
function offsetsOf(args: unknown): number[] {
  const { offset, limit } = args as { offset: number; limit: number };
  return Array.from({ length: limit / pageSize }, (_, nth) => offset + nth * pageSize);
}

function listOf(rows: () => readonly UploadView[], answer = pagesOutOf(rows)) {
  const clock = new HandClock();
  const bridge = new FakeBridge({
    "uploads:page": answer,
    "uploads:queue-ids": () => rows().map(({ id }) => id),
  });
  const errors: unknown[] = [];
  const store = createListStore("queue", {
    bridge,
    clock,
    onCounts: () => {},
    onError: (error) => errors.push(error),
  });
  return { clock, bridge, store, errors };
}

describe("a paged list", () => {
  it("asks for the pages in view and beside it, and for no others", async () => {
    const rows = rowsNamed(100_000);
    const { clock, bridge, store } = listOf(() => rows);
    store.invalidate();
    await clock.turn(0);
    expect(store.getState().total).toBe(100_000);
    store.show(54_990, 55_020);
    await settle();
    expect(rowAt(store.getState().pages, 55_010)?.id).toBe("u55010");
    expect(rowAt(store.getState().pages, 40_000)).toBeUndefined();
    expect(bridge.count("uploads:page")).toBe(3);
  });

  it("asks for a page once while it is on its way", async () => {
    const rows = rowsNamed(1_000);
    const { clock, bridge, store } = listOf(() => rows);
    store.invalidate();
    await clock.turn(0);
    store.show(500, 510);
    store.show(501, 511);
    store.show(502, 512);
    await settle();
    const asked = bridge.asked.flatMap(({ args }) => offsetsOf(args));
    expect(new Set(asked).size).toBe(asked.length);
  });

  it("never holds more than a few pages, and keeps those in view", async () => {
    const rows = rowsNamed(100_000);
    const { clock, store } = listOf(() => rows);
    store.invalidate();
    await clock.turn(0);
    for (let first = 0; first < 60; first += 1) {
      store.show(first * pageSize, first * pageSize + 20);
      await settle();
    }
    const { pages } = store.getState();
    expect(pages.size).toBe(keptPages);
    expect(pages.has(59)).toBe(true);
    expect(pages.has(0)).toBe(false);
  });

  it("makes one refresh out of many announcements, and one more for those that came meanwhile", async () => {
    const rows = rowsNamed(10);
    const { clock, bridge, store } = listOf(() => rows);
    store.invalidate();
    await clock.turn(0);
    for (let time = 0; time < 50; time += 1) store.invalidate();
    await clock.turn(149);
    expect(bridge.count("uploads:page")).toBe(1);
    await clock.turn(1);
    expect(bridge.count("uploads:page")).toBe(2);
    await clock.turn(10_000);
    expect(bridge.count("uploads:page")).toBe(2);
  });

  it("refreshes again when something changed while main was asked", async () => {
    let rows = rowsNamed(1);
    const waiting: (() => void)[] = [];
    const { clock, store } = listOf(
      () => rows,
      async (args) => {
        const answer = await pagesOutOf(() => rows)(args);
        await new Promise<void>((go) => waiting.push(go));
        return answer;
      },
    );
    store.invalidate();
    await clock.turn(0);
    rows = rowsNamed(2);
    store.invalidate();
    waiting.shift()?.();
    await settle();
    expect(store.getState().total).toBe(1);
    await clock.turn(1_000);
    waiting.shift()?.();
    await settle();
    expect(store.getState().total).toBe(2);
  });

  it("keeps the objects of rows that say the same, and counts a new order only when rows move", async () => {
    let rows = rowsNamed(3);
    const { clock, store } = listOf(() => structuredClone(rows));
    store.invalidate();
    await clock.turn(0);
    const before = store.getState();
    rows = rows.map((each) => (each.id === "u1" ? row("u1", { state: { kind: "paused" } }) : each));
    store.invalidate();
    await clock.turn(1_000);
    const after = store.getState();
    expect(rowAt(after.pages, 0)).toBe(rowAt(before.pages, 0));
    expect(rowAt(after.pages, 1)?.state.kind).toBe("paused");
    expect(after.order).toBe(before.order);
    rows = rows.slice(1);
    store.invalidate();
    await clock.turn(1_000);
    expect(store.getState().order).toBe(before.order + 1);
    expect(rowAt(store.getState().pages, 1)).toBe(rowAt(before.pages, 2));
  });

  it("does not take the answer to a former search for the present one's", async () => {
    const rows = [row("apple"), row("pear")];
    const waiting: (() => void)[] = [];
    const { clock, store } = listOf(
      () => rows,
      async (args) => {
        if (args.search === "apple") await new Promise<void>((go) => waiting.push(go));
        return pagesOutOf(() => rows)(args);
      },
    );
    store.setSearch("apple");
    await clock.turn(0);
    store.setSearch("pear");
    waiting.shift()?.();
    await settle();
    expect(store.getState().loaded).toBe(false);
    await clock.turn(1_000);
    expect(store.getState()).toMatchObject({ total: 1, shownSearch: "pear" });
    expect(rowAt(store.getState().pages, 0)?.id).toBe("pear");
  });

  it("asks once more for a page that a refresh overtook", async () => {
    const rows = rowsNamed(300);
    const waiting: (() => void)[] = [];
    const { clock, store } = listOf(
      () => rows,
      async (args) => {
        if (args.offset === 200 && waiting.length === 0) await new Promise<void>((go) => waiting.push(go));
        return pagesOutOf(() => rows)(args);
      },
    );
    store.invalidate();
    await clock.turn(0);
    store.show(200, 220);
    store.show(0, 20);
    store.invalidate();
    await clock.turn(1_000);
    store.show(200, 220);
    await settle();
    expect(rowAt(store.getState().pages, 210)).toBeUndefined();
    waiting[0]?.();
    await settle();
    expect(rowAt(store.getState().pages, 210)?.id).toBe("u210");
  });

  it("gives the ids of a range, loaded or not", async () => {
    const rows = rowsNamed(1_500);
    const { clock, bridge, store } = listOf(() => rows);
    store.invalidate();
    await clock.turn(0);
    const asked = bridge.count("uploads:page");
    expect(await store.idsBetween(2, 4)).toEqual(["u2", "u3", "u4"]);
    expect(bridge.count("uploads:page")).toBe(asked);
    expect(await store.idsBetween(1_300, 1_400)).toEqual(rows.slice(1_300, 1_401).map(({ id }) => id));
    expect(await store.idsBetween(0, 99_999)).toEqual(rows.map(({ id }) => id));
    expect(bridge.count("uploads:queue-ids")).toBe(1);
  });

  it("gives the ids of a long range of the history without asking for its rows", async () => {
    const ids = rowsNamed(25_000).map(({ id }) => id);
    const bridge = new FakeBridge({
      "uploads:page": pagesOutOf(() => rowsNamed(25_000)),
      "uploads:history-ids": ({ before }) => {
        const from = before ?? 0;
        return {
          ids: ids.slice(from, from + 10_000),
          next: from + 10_000 < ids.length ? from + 10_000 : null,
        };
      },
    });
    const clock = new HandClock();
    const store = createListStore("history", { bridge, clock, onCounts: () => {}, onError: () => {} });
    store.invalidate();
    await clock.turn(0);
    const asked = bridge.count("uploads:page");
    expect(await store.idsBetween(0, 24_999)).toEqual(ids);
    expect(await store.idsBetween(9_000, 9_999)).toEqual(ids.slice(9_000, 10_000));
    expect(bridge.count("uploads:history-ids")).toBe(4);
    expect(bridge.count("uploads:page")).toBe(asked);
  });

  it("reports a refused request and goes on with the next", async () => {
    let isBroken = true;
    const { clock, store, errors } = listOf(
      () => [],
      () => {
        if (isBroken) throw new Error("The list can't be read.");
        return { rows: [row("a")], total: 1, counts: noCounts };
      },
    );
    store.invalidate();
    await clock.turn(0);
    expect(errors).toHaveLength(1);
    isBroken = false;
    store.invalidate();
    await clock.turn(1_000);
    expect(store.getState().total).toBe(1);
  });
});

describe("a row that came to its end", () => {
  const completed = (id: string) => row(id, { state: { kind: "completed" } });
  const idsOf = (store: ReturnType<typeof listOf>["store"]) =>
    [0, 1, 2].map((index) => rowAt(store.getState().pages, index)?.id);

  async function threeRows() {
    const left = { rows: rowsNamed(3) };
    const list = listOf(() => left.rows);
    list.store.invalidate();
    await list.clock.turn(0);
    list.store.show(0, 2);
    await settle();
    const finish = async (): Promise<void> => {
      left.rows = left.rows.slice(1);
      list.store.settle(completed("u0"));
      list.store.invalidate();
      await list.clock.turn(200);
    };
    return { ...list, left, finish };
  }

  it("shows so in its place for a moment, then the others close the gap", async () => {
    const { store, clock, finish } = await threeRows();
    await finish();
    expect(idsOf(store)).toEqual(["u0", "u1", "u2"]);
    expect(rowAt(store.getState().pages, 0)?.state.kind).toBe("completed");
    await clock.turn(300);
    await clock.turn(200);
    expect(idsOf(store)).toEqual(["u1", "u2", undefined]);
  });

  it("keeps its place while a hand moves over the list, and the others show what they are meanwhile", async () => {
    const { store, clock, left, finish } = await threeRows();
    store.holdStill();
    await finish();
    left.rows = left.rows.map((other) => row(other.id, { state: { kind: "paused" } }));
    for (let step = 0; step < 4; step += 1) {
      store.holdStill();
      store.invalidate();
      await clock.turn(400);
      expect(idsOf(store)).toEqual(["u0", "u1", "u2"]);
    }
    expect(rowAt(store.getState().pages, 1)?.state.kind).toBe("paused");
    store.letGo();
    await clock.turn(200);
    expect(idsOf(store)).toEqual(["u1", "u2", undefined]);
  });

  it("does not stay for ever under a hand that never rests", async () => {
    const { store, clock, finish } = await threeRows();
    store.holdStill();
    await finish();
    for (let step = 0; step < 10; step += 1) {
      store.holdStill();
      store.invalidate();
      await clock.turn(400);
    }
    expect(idsOf(store)).toEqual(["u1", "u2", undefined]);
  });

  it("holds up nothing that is added meanwhile", async () => {
    const { store, clock, left } = await threeRows();
    store.holdStill();
    left.rows = [...left.rows, row("u3")];
    store.invalidate();
    await clock.turn(200);
    expect(rowAt(store.getState().pages, 3)?.id).toBe("u3");
  });
});
