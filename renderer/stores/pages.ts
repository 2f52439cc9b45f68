import type { UploadView } from "../../electron/shared/upload";

/** Rows per request. Two pages cover the tallest screens; five hundred is the most the contract allows. */
export const pageSize = 100;

/** Pages kept around the view: scrolling back and forth stays free, 100,000 rows are never held. */
export const keptPages = 20;

/** Loaded rows by page number; a page that is absent is not known. */
export type Pages = ReadonlyMap<number, readonly UploadView[]>;

/** The row at a place of the list, when its page is loaded. */
export function rowAt(pages: Pages, index: number): UploadView | undefined {
  return pages.get(Math.floor(index / pageSize))?.[index % pageSize];
}

/** Whether a place of the list lies in a loaded page. */
export function isLoaded(pages: Pages, index: number): boolean {
  return pages.has(Math.floor(index / pageSize));
}

/** All loaded rows with their places. */
export function* loadedRows(pages: Pages): Generator<readonly [index: number, row: UploadView]> {
  for (const [page, rows] of pages) {
    for (const [place, row] of rows.entries()) yield [page * pageSize + place, row];
  }
}

/**
 * Takes over fresh rows, but keeps the object of every row that says the same as before:
 * a component that selects its row is then not drawn again.
 */
export function shareRows(known: Pages, fresh: readonly UploadView[]): readonly UploadView[] {
  const byId = new Map<string, UploadView>();
  for (const [, row] of loadedRows(known)) byId.set(row.id, row);
  return fresh.map((row) => {
    const before = byId.get(row.id);
    return before !== undefined && JSON.stringify(before) === JSON.stringify(row) ? before : row;
  });
}

/**
 * Puts fresh pages among the known ones. A known page that holds one of their uploads is dropped: it was read before rows
 * moved, and no upload may stand at two places.
 */
export function withPages(known: Pages, fresh: Pages): Pages {
  const ids = new Set([...fresh.values()].flatMap((rows) => rows.map((row) => row.id)));
  const pages = new Map(fresh);
  for (const [page, rows] of known) {
    if (!fresh.has(page) && !rows.some((row) => ids.has(row.id))) pages.set(page, rows);
  }
  return pages;
}

/** Shows what known rows are now, each in the place it has. */
export function withRows(known: Pages, rows: readonly UploadView[]): Pages {
  const fresh = new Map(shareRows(known, rows).map((row) => [row.id, row]));
  return new Map([...known].map(([page, shown]) => [page, shown.map((row) => fresh.get(row.id) ?? row)]));
}

/** Drops pages behind the end, and the farthest from the one in view until at most `keptPages` remain. */
export function forgetFarPages(pages: Pages, nearPage: number, lastPage: number): Pages {
  const nearest = [...pages.keys()]
    .filter((page) => page <= Math.max(0, lastPage))
    .sort((first, second) => Math.abs(first - nearPage) - Math.abs(second - nearPage));
  if (nearest.length === pages.size && pages.size <= keptPages) return pages;
  const kept = new Map<number, readonly UploadView[]>();
  for (const page of nearest.slice(0, keptPages)) kept.set(page, pages.get(page) ?? []);
  return kept;
}

/** Whether two states of the pages show the same uploads at the same places. */
export function sameOrder(first: Pages, second: Pages): boolean {
  if (first.size !== second.size) return false;
  for (const [page, rows] of first) {
    const others = second.get(page);
    if (others?.length !== rows.length) return false;
    if (rows.some((row, place) => row.id !== others[place]?.id)) return false;
  }
  return true;
}
