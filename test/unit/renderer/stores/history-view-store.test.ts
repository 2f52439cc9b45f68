import { describe, expect, it } from "vitest";
import { createHistoryViewStore, filterOf, isNarrowed } from "../../../../renderer/stores/history-view-store";
import type { ListFilter, ListStore } from "../../../../renderer/stores/list-store";
import { HandClock } from "../fake-page";

const all = { destinationId: null, type: null, state: null, dates: "any" } as const;
/** A moment in the afternoon, wherever the test runs. */
const nowMs = new Date(2026, 10, 25, 15, 30).getTime();

function start() {
  const asked: ListFilter[] = [];
  const searches: string[] = [];
  const list = {
    setFilter: (filter: ListFilter) => asked.push(filter),
    setSearch: (search: string) => searches.push(search),
  };
  return { asked, searches, store: createHistoryViewStore(list as unknown as ListStore, new HandClock()) };
}

describe("what the history is narrowed to", () => {
  it("begins at midnight of the user's own day", () => {
    const local = (...parts: [number, number, number]) => new Date(...parts).toISOString();
    const from = (dates: Parameters<typeof filterOf>[0]["dates"]) => filterOf({ ...all, dates }, nowMs).from;
    expect(from("today")).toBe(local(2026, 10, 25));
    expect(from("week")).toBe(local(2026, 10, 19));
    expect(from("month")).toBe(local(2026, 9, 27));
    expect(from("any")).toBeNull();
  });

  it("holds both days of a range whole, and leaves an empty end open", () => {
    const filter = filterOf({ ...all, dates: { from: "2026-02-27", to: "2026-02-28" } }, nowMs);
    expect(filter.from).toBe(new Date(2026, 1, 27).toISOString());
    expect(filter.to).toBe(new Date(2026, 2, 1).toISOString());
    const open = filterOf({ ...all, dates: { from: "", to: "2026-12-31" } }, nowMs);
    expect(open).toMatchObject({ from: null, to: new Date(2027, 0, 1).toISOString() });
  });

  it("is asked of the list with each choice, and nothing is asked where nothing is chosen", () => {
    const { asked, store } = start();
    store.choose({ type: "images" });
    expect(asked.at(-1)).toMatchObject({ history: { type: "images", destinationId: null } });
    store.choose({ destinationId: "d1" });
    expect(asked.at(-1)).toMatchObject({ history: { type: "images", destinationId: "d1" } });
    expect(isNarrowed(store.getState().choices)).toBe(true);
    store.choose(all);
    expect(asked.at(-1)).toEqual({});
  });

  it("is everything again after one press, the search included", () => {
    const { asked, searches, store } = start();
    store.choose({ state: "canceled" });
    store.showAll();
    expect(searches).toEqual([""]);
    expect(asked.at(-1)).toEqual({});
    expect(isNarrowed(store.getState().choices)).toBe(false);
  });
});
