import type { UploadView } from "../../electron/shared/upload";

/** Rows per request. Two pages cover the tallest screens; five hundred is the most the contract allows. */
export const pageSize = 100;

/** Pages kept besides those in view: scrolling back and forth stays free, 100,000 rows are never held. */
export const keptPages = 12;

/** Loaded rows by page number; a page that is absent is not known. */
export type Pages = ReadonlyMap<number, readonly UploadView[]>;

/** The row at a place of the list, when its page is loaded. */
export function rowAt(pages: Pages, index: number): UploadView | undefined {
  return pages.get(Math.floor(index / pageSize))?.[index % pageSize];
}

/**
 * Answers what identifies each place: the upload's id, or the place itself where the page is not loaded.
 * The list asks for all 100,000 places in a row, so the page asked last is kept at hand and no string is built.
 */
export function keysOf(pages: Pages): (index: number) => string | number {
  let page = -1;
  let rows: readonly UploadView[] | undefined;
  return (index) => {
    const asked = Math.floor(index / pageSize);
    if (asked !== page) {
      page = asked;
      rows = pages.get(asked);
    }
    return rows?.[index - asked * pageSize]?.id ?? index;
  };
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

/** The numbers of the pages that hold a range of places, both ends included. */
export function pagesOf(firstIndex: number, lastIndex: number): number[] {
  const first = Math.floor(Math.max(0, firstIndex) / pageSize);
  const last = Math.floor(Math.max(0, lastIndex) / pageSize);
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
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

/** Drops the pages farthest from the one in view until at most `keptPages` remain. */
export function forgetFarPages(pages: Pages, nearPage: number): Pages {
  if (pages.size <= keptPages) return pages;
  const nearest = [...pages.keys()].sort(
    (first, second) => Math.abs(first - nearPage) - Math.abs(second - nearPage),
  );
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
