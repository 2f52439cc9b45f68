import { pageSize } from "./pages";

/** Pages asked for ahead of a scroll at the most: what one request may carry (ipc.ts: 500 rows). */
const mostAhead = 5;
/** How far ahead a scroll is prepared for, seconds: a request takes hundredths, a busy machine tenths. */
const aheadSeconds = 0.3;

/** What is in view, and how the view moves. */
export interface ViewMotion {
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** Rows per second; negative upwards. */
  readonly rowsPerSecond: number;
}

/** The pages that a view needs, the most urgent first: those in view, then those that scrolling leads to, then the one behind. */
export function urgentPages({ firstIndex, lastIndex, rowsPerSecond }: ViewMotion, total: number): number[] {
  const first = Math.floor(Math.max(0, firstIndex) / pageSize);
  const last = Math.floor(Math.max(0, lastIndex) / pageSize);
  const lastPage = Math.max(0, Math.ceil(total / pageSize) - 1);
  const speed = Math.ceil((Math.abs(rowsPerSecond) * aheadSeconds) / pageSize);
  const ahead = Math.min(mostAhead, Math.max(1, speed));
  const pages: number[] = [];
  for (let page = first; page <= last; page += 1) pages.push(page);
  const isUp = rowsPerSecond < 0;
  for (let step = 1; step <= ahead; step += 1) pages.push(isUp ? first - step : last + step);
  pages.push(isUp ? last + 1 : first - 1);
  return pages.filter((page) => page >= 0 && page <= lastPage);
}

/** The pages that one request can bring: the given one and what is wanted right beside it. */
export function oneRequest(page: number, wanted: ReadonlySet<number>): { first: number; count: number } {
  let first = page;
  let last = page;
  while (last - first + 1 < mostAhead && wanted.has(last + 1)) last += 1;
  while (last - first + 1 < mostAhead && wanted.has(first - 1)) first -= 1;
  return { first, count: last - first + 1 };
}
