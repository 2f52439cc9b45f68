import { createStore, type StoreApi } from "zustand/vanilla";
import type { HistoryFilter } from "../../electron/shared/history-filter";
import type { Counts, IpcResult } from "../../electron/shared/ipc";
import type { QueueFilter } from "../../electron/shared/queue-filter";
import type { UploadView } from "../../electron/shared/upload";
import type { PageBridge } from "../bridge";
import type { Clock } from "./clock";
import { oneRequest, urgentPages, type ViewMotion } from "./page-window";
import {
  forgetFarPages,
  type Pages,
  pageSize,
  rowAt,
  sameOrder,
  shareRows,
  withPages,
  withRows,
} from "./pages";

/** The two lists of uploads: what is not finished, and what is. */
export type ListName = "queue" | "history";

/** What narrows a list besides the search. */
export interface ListFilter {
  readonly queue?: QueueFilter;
  readonly history?: HistoryFilter;
}

/** What the page knows of a list: a few pages around what is in view. */
export interface ListState {
  readonly search: string;
  readonly filter: ListFilter;
  /** The search that the shown rows answer; differs from `search` while main is asked. */
  readonly shownSearch: string;
  /** The filter that the shown rows answer. */
  readonly shownFilter: ListFilter;
  /** Whether main has answered at all. */
  readonly loaded: boolean;
  readonly total: number;
  /** There are more than `total`: a search stops counting somewhere. */
  readonly isTotalMinimum: boolean;
  /** Of the queue: bytes that are still to be sent, whatever is shown. */
  readonly bytesLeft: number;
  readonly pages: Pages;
  /** Grows when rows come, go or move; not when one only changes. */
  readonly order: number;
}

/** One list of uploads, paged from main on demand. */
export interface ListStore extends StoreApi<ListState> {
  readonly list: ListName;
  /** Says which places are in view; what is not loaded of them, and of where the view is moving, is asked for. */
  show(firstIndex: number, lastIndex: number): void;
  /** Asks again for what is in view, soon; many calls become one request. */
  invalidate(): void;
  setSearch(search: string): void;
  setFilter(filter: ListFilter): void;
  /** A row came to its end: it shows so in its place for a moment, before the others close the gap. */
  settle(upload: UploadView): void;
  /** A hand moves over the list: for a while no row goes from under it. What changes is shown in its place. */
  holdStill(): void;
  /** The hand is gone. */
  letGo(): void;
  /** The ids of a range of places, asked for where they are not loaded; both ends included. */
  idsBetween(firstIndex: number, lastIndex: number): Promise<readonly string[]>;
}

/** What a list needs of the rest of the page. */
export interface ListSurroundings {
  readonly bridge: PageBridge;
  readonly clock: Clock;
  readonly onCounts: (counts: Counts) => void;
  readonly onError: (error: unknown) => void;
}

/** The least time between two refreshes: announcements come up to ten times a second, a person reads slower. */
const refreshIntervalMs = 150;

/** A row that came to its end is seen so for this long, and for so long at most where one ends after the other, milliseconds. */
const settledMs = { each: 450, most: 600 } as const;

/** Rows stay in their places for so long after a hand moved over them, and for so long at most, milliseconds. */
const handMs = { each: 1_000, most: 3_000 } as const;

/** The most rows one request may ask for (ipc.ts). */
const largestRequest = 500;

/** Requests for pages that are on their way at once; where the view rushes on, only its newest place is asked for. */
const requestsAtOnce = 3;

type PageAnswer = IpcResult<"uploads:page">;

/** Creates the store of one list; nothing is asked for before `show` or `invalidate`. */
export function createListStore(list: ListName, surroundings: ListSurroundings): ListStore {
  return new PagedList(list, surroundings).store();
}

class PagedList {
  readonly #list: ListName;
  readonly #surroundings: ListSurroundings;
  readonly #state = createStore<ListState>(() => ({
    search: "",
    filter: {},
    shownSearch: "",
    shownFilter: {},
    loaded: false,
    total: 0,
    isTotalMinimum: false,
    bytesLeft: 0,
    pages: new Map(),
    order: 0,
  }));
  #view: ViewMotion = { firstIndex: 0, lastIndex: 0, rowsPerSecond: 0 };
  #viewAtMs = 0;
  /** Pages on their way. */
  readonly #asked = new Set<number>();
  #requests = 0;
  /** Pages that are shown as they were before the last refresh, until they are asked for again. */
  readonly #old = new Set<number>();
  /** Grows with every refresh, search and filter: answers to older questions are dropped. */
  #generation = 0;
  #refreshing = false;
  #stale = false;
  #lastRefreshMs = Number.NEGATIVE_INFINITY;
  /** Until when rows keep their places: because of one that ended, because of a hand. */
  #settledUntilMs = 0;
  #handUntilMs = 0;
  /** Since when rows that went are shown all the same; null while none is. */
  #putOffSinceMs: number | null = null;

  constructor(list: ListName, surroundings: ListSurroundings) {
    this.#list = list;
    this.#surroundings = surroundings;
  }

  store(): ListStore {
    return {
      ...this.#state,
      list: this.#list,
      show: (first, last) => this.#show(first, last),
      invalidate: () => this.#invalidate(),
      setSearch: (search) => {
        if (search !== this.#state.getState().search) this.#ask({ search });
      },
      setFilter: (filter) => {
        if (JSON.stringify(filter) !== JSON.stringify(this.#state.getState().filter)) this.#ask({ filter });
      },
      settle: (upload) => this.#settle(upload),
      holdStill: () => {
        this.#handUntilMs = this.#surroundings.clock.now() + handMs.each;
      },
      letGo: () => {
        this.#handUntilMs = 0;
        if (this.#putOffSinceMs !== null) this.#invalidate();
      },
      idsBetween: (first, last) => this.#idsBetween(first, last),
    };
  }

  #request(offset: number, limit: number): Promise<PageAnswer> {
    const { search, filter } = this.#state.getState();
    const { bridge } = this.#surroundings;
    return bridge.request("uploads:page", { list: this.#list, search, ...filter, offset, limit });
  }

  #show(firstIndex: number, lastIndex: number): void {
    const nowMs = this.#surroundings.clock.now();
    const seconds = Math.max(0.001, (nowMs - this.#viewAtMs) / 1_000);
    const moved = firstIndex - this.#view.firstIndex;
    this.#view = { firstIndex, lastIndex, rowsPerSecond: moved / seconds };
    this.#viewAtMs = nowMs;
    this.#pump();
  }

  /** Asks for the most urgent pages that are not known, as far as requests are free. */
  #pump(): void {
    const { pages, loaded, total } = this.#state.getState();
    if (!loaded) return;
    const firstSeen = Math.floor(this.#view.firstIndex / pageSize);
    const lastSeen = Math.floor(this.#view.lastIndex / pageSize);
    // Old rows will do as long as nobody looks at them.
    const isLacking = (page: number): boolean =>
      !pages.has(page) || (this.#old.has(page) && page >= firstSeen && page <= lastSeen);
    const lacking = urgentPages(this.#view, total).filter(
      (page) => isLacking(page) && !this.#asked.has(page),
    );
    const wanted = new Set(lacking);
    for (const page of lacking) {
      if (this.#requests >= requestsAtOnce) return;
      if (!wanted.has(page)) continue;
      const { first, count } = oneRequest(page, wanted);
      const group = Array.from({ length: count }, (_, step) => first + step);
      for (const one of group) wanted.delete(one);
      void this.#load(group);
    }
  }

  async #load(group: readonly number[]): Promise<void> {
    const generation = this.#generation;
    for (const page of group) this.#asked.add(page);
    this.#requests += 1;
    let isAnswered = false;
    try {
      const answer = await this.#request((group[0] ?? 0) * pageSize, group.length * pageSize);
      isAnswered = true;
      if (generation === this.#generation) this.#take(group, answer);
    } catch (error) {
      this.#surroundings.onError(error);
    }
    this.#requests -= 1;
    for (const page of group) this.#asked.delete(page);
    // What a refresh overtook is asked for once more if it is still looked at; so is where the view has moved on to.
    // After a failure nothing is asked by itself: it would fail again at once, and for ever.
    if (isAnswered) this.#pump();
  }

  #take(group: readonly number[], answer: PageAnswer): void {
    const known = this.#state.getState().pages;
    const fresh = new Map(
      group.map((page, nth) => [
        page,
        shareRows(known, answer.rows.slice(nth * pageSize, (nth + 1) * pageSize)),
      ]),
    );
    for (const page of group) this.#old.delete(page);
    this.#apply(withPages(known, fresh), answer);
  }

  #ask(change: Partial<Pick<ListState, "search" | "filter">>): void {
    this.#state.setState(change);
    const isFolding =
      change.filter !== undefined && isSameButFolded(change.filter, this.#state.getState().shownFilter);
    if (!isFolding) this.#view = { firstIndex: 0, lastIndex: 0, rowsPerSecond: 0 };
    this.#lastRefreshMs = Number.NEGATIVE_INFINITY;
    // Answers to the former question must not be taken for this one's.
    this.#generation += 1;
    this.#invalidate();
  }

  #invalidate(): void {
    this.#stale = true;
    if (this.#refreshing) return;
    this.#refreshing = true;
    const sinceMs = this.#surroundings.clock.now() - this.#lastRefreshMs;
    this.#surroundings.clock.after(Math.max(0, refreshIntervalMs - sinceMs), () => void this.#refresh());
  }

  async #refresh(): Promise<void> {
    this.#stale = false;
    this.#generation += 1;
    const generation = this.#generation;
    const first = Math.floor(this.#view.firstIndex / pageSize);
    const last = Math.max(first, Math.floor(this.#view.lastIndex / pageSize));
    const group = Array.from({ length: Math.min(5, last - first + 1) }, (_, step) => first + step);
    this.#lastRefreshMs = this.#surroundings.clock.now();
    try {
      const answer = await this.#request(first * pageSize, group.length * pageSize);
      if (generation === this.#generation) this.#applyRefresh(group, answer);
    } catch (error) {
      this.#surroundings.onError(error);
    }
    this.#refreshing = false;
    if (this.#stale) this.#invalidate();
  }

  #applyRefresh(group: readonly number[], answer: PageAnswer): void {
    this.#surroundings.onCounts(answer.counts);
    const { search, filter, shownSearch, shownFilter, pages } = this.#state.getState();
    // Rows that are merely old are better to look at than none; rows that answer another question are wrong.
    const isSame = search === shownSearch && JSON.stringify(filter) === JSON.stringify(shownFilter);
    if (isSame && this.#putsOff(group, answer)) return;
    if (!isSame) this.#state.setState({ pages: new Map() });
    for (const page of isSame ? pages.keys() : []) this.#old.add(page);
    if (!isSame) this.#old.clear();
    this.#take(group, answer);
    this.#pump();
  }

  #settle(upload: UploadView): void {
    const { pages } = this.#state.getState();
    const { firstIndex, lastIndex } = this.#view;
    for (let index = firstIndex; index <= lastIndex; index += 1) {
      if (rowAt(pages, index)?.id !== upload.id) continue;
      this.#settledUntilMs = this.#surroundings.clock.now() + settledMs.each;
      this.#state.setState({ pages: withRows(pages, [upload]) });
      return;
    }
  }

  /** Whether rows that are seen keep their places for now, though the answer has them elsewhere or no more. */
  #putsOff(group: readonly number[], answer: PageAnswer): boolean {
    const nowMs = this.#surroundings.clock.now();
    const { pages } = this.#state.getState();
    const isMoved = group.some((page, nth) =>
      pages.get(page)?.some((row, place) => answer.rows[nth * pageSize + place]?.id !== row.id),
    );
    const isHand = nowMs < this.#handUntilMs;
    const untilMs = isHand ? this.#handUntilMs : this.#settledUntilMs;
    const sinceMs = this.#putOffSinceMs ?? nowMs;
    const isOver = nowMs >= untilMs || nowMs - sinceMs >= (isHand ? handMs : settledMs).most;
    this.#putOffSinceMs = isMoved && !isOver ? sinceMs : null;
    if (this.#putOffSinceMs === null) return false;
    this.#state.setState({ pages: withRows(pages, answer.rows), bytesLeft: answer.bytesLeft ?? 0 });
    this.#surroundings.clock.after(untilMs - nowMs, () => this.#invalidate());
    return true;
  }

  #apply(pages: Pages, answer: PageAnswer): void {
    const firstPage = Math.floor(this.#view.firstIndex / pageSize);
    const lastPage = Math.ceil(answer.total / pageSize) - 1;
    const kept = forgetFarPages(pages, firstPage, lastPage);
    for (const page of [...this.#old]) if (!kept.has(page)) this.#old.delete(page);
    this.#state.setState((before) => ({
      loaded: true,
      shownSearch: before.search,
      shownFilter: before.filter,
      total: answer.total,
      isTotalMinimum: answer.isTotalMinimum ?? false,
      bytesLeft: answer.bytesLeft ?? 0,
      pages: kept,
      order: before.total === answer.total && sameOrder(before.pages, kept) ? before.order : before.order + 1,
    }));
  }

  async #idsBetween(firstIndex: number, lastIndex: number): Promise<readonly string[]> {
    const { pages, total } = this.#state.getState();
    const first = Math.max(0, firstIndex);
    const last = Math.min(lastIndex, total - 1);
    if (last - first > largestRequest) return (await this.#firstIds(last + 1)).slice(first, last + 1);
    const ids: string[] = [];
    let index = first;
    for (let row = rowAt(pages, index); index <= last && row !== undefined; row = rowAt(pages, index)) {
      ids.push(row.id);
      index += 1;
    }
    while (index <= last) {
      const answer = await this.#request(index, Math.min(largestRequest, last - index + 1));
      if (answer.rows.length === 0) break;
      ids.push(...answer.rows.map((row) => row.id));
      index += answer.rows.length;
    }
    return ids;
  }

  /** The ids of so many rows from the list's beginning, or of more, without the rows. */
  async #firstIds(count: number): Promise<readonly string[]> {
    const { search, filter } = this.#state.getState();
    const { bridge } = this.#surroundings;
    if (this.#list === "queue")
      return await bridge.request("uploads:queue-ids", { search, queue: filter.queue, batchId: null });
    const ids: string[] = [];
    let before: number | null = null;
    do {
      const question = { search, history: filter.history, before };
      const answer: IpcResult<"uploads:history-ids"> = await bridge.request("uploads:history-ids", question);
      for (const id of answer.ids) ids.push(id);
      before = answer.next;
    } while (before !== null && ids.length < count);
    return ids;
  }
}

/** Whether two filters differ at most in which batches are folded: the view then stays where it is. */
function isSameButFolded(first: ListFilter, second: ListFilter): boolean {
  const apart = ({ queue, ...rest }: ListFilter) => JSON.stringify([rest, queue?.states ?? null]);
  return apart(first) === apart(second);
}
