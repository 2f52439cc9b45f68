import { createStore, type StoreApi } from "zustand/vanilla";
import { isLoaded, loadedRows, type Pages, rowAt } from "./pages";

/** Which rows are selected, and where the keyboard is. */
export interface SelectionState {
  /** The selected uploads with the place each was last seen at, which gives their order. */
  readonly placeById: ReadonlyMap<string, number>;
  /** The row that the keyboard stands on. */
  readonly cursor: { readonly index: number; readonly id: string | null } | null;
  /** Where a range with Shift begins. */
  readonly anchorIndex: number;
  /** Grows when the cursor's row is to be brought into view. */
  readonly calls: number;
}

/** The selection of one list. */
export interface SelectionStore extends StoreApi<SelectionState> {
  /** Selects one row alone and puts the cursor there. */
  selectOnly(index: number, id: string): void;
  /** Adds a row to the selection or takes it out. */
  toggle(index: number, id: string): void;
  /** Moves the cursor and selects nothing else; for rows that are not loaded yet. */
  moveTo(index: number): void;
  /** Goes to a row as the arrows do, from outside the list, which brings it into view. */
  goTo(index: number, id: string | null): void;
  /** Selects a range whose first id stands at `firstIndex`; the anchor stays. */
  selectRange(firstIndex: number, ids: readonly string[], cursorIndex: number): void;
  clear(): void;
  /** Follows the rows after they moved, and lets go of those that left the list. */
  follow(pages: Pages, total: number): void;
}

const nothing = { placeById: new Map<string, number>(), cursor: null, anchorIndex: 0 };

/** Creates an empty selection. */
export function createSelectionStore(): SelectionStore {
  const store = createStore<SelectionState>(() => ({ ...nothing, calls: 0 }));
  return {
    ...store,
    selectOnly: (index, id) =>
      store.setState({ placeById: new Map([[id, index]]), cursor: { index, id }, anchorIndex: index }),
    toggle: (index, id) =>
      store.setState(({ placeById }) => {
        const next = new Map(placeById);
        if (!next.delete(id)) next.set(id, index);
        return { placeById: next, cursor: { index, id }, anchorIndex: index };
      }),
    moveTo: (index) => store.setState({ cursor: { index, id: null }, anchorIndex: index }),
    goTo: (index, id) =>
      store.setState(({ placeById, calls }) => ({
        placeById: id === null ? placeById : new Map([[id, index]]),
        cursor: { index, id },
        anchorIndex: index,
        calls: calls + 1,
      })),
    selectRange: (firstIndex, ids, cursorIndex) =>
      store.setState({
        placeById: new Map(ids.map((id, place) => [id, firstIndex + place])),
        cursor: { index: cursorIndex, id: ids[cursorIndex - firstIndex] ?? null },
      }),
    clear: () => store.setState(nothing),
    follow: (pages, total) => store.setState((state) => followed(state, pages, total)),
  };
}

/** The selected ids in the order of the list. */
export function selectedIds(state: SelectionState): readonly string[] {
  return [...state.placeById].sort(([, first], [, second]) => first - second).map(([id]) => id);
}

function followed(state: SelectionState, pages: Pages, total: number): SelectionState {
  if (state.placeById.size === 0 && state.cursor === null) return state;
  const places = new Map<string, number>();
  for (const [index, row] of loadedRows(pages)) places.set(row.id, index);
  const placeById = new Map<string, number>();
  for (const [id, index] of state.placeById) {
    const place = places.get(id);
    // Gone: it should stand in a page we see, or beyond the end. Elsewhere it is merely out of sight.
    if (place === undefined && (index >= total || isLoaded(pages, index))) continue;
    placeById.set(id, place ?? index);
  }
  return {
    ...state,
    placeById: sameEntries(placeById, state.placeById),
    ...followedCursor(state, pages, places, total),
  };
}

function sameEntries(
  next: Map<string, number>,
  before: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  if (next.size !== before.size) return next;
  for (const [id, index] of next) if (before.get(id) !== index) return next;
  return before;
}

/** The cursor stays on its upload; when that left, on what took its place. */
function followedCursor(
  state: SelectionState,
  pages: Pages,
  places: ReadonlyMap<string, number>,
  total: number,
): Pick<SelectionState, "cursor" | "anchorIndex"> {
  const { cursor, anchorIndex } = state;
  if (cursor === null) return { cursor, anchorIndex };
  const known = cursor.id === null ? undefined : places.get(cursor.id);
  const index = known ?? Math.min(cursor.index, total - 1);
  if (index < 0) return { cursor: null, anchorIndex: 0 };
  const id = known === undefined ? (rowAt(pages, index)?.id ?? cursor.id) : cursor.id;
  const moved = index - cursor.index;
  return {
    cursor: id === cursor.id && moved === 0 ? cursor : { index, id },
    anchorIndex: Math.max(0, anchorIndex + moved),
  };
}
