import { createStore, type StoreApi } from "zustand/vanilla";
import type { Counts } from "../../electron/shared/ipc";
import type { UploadView } from "../../electron/shared/upload";
import type { PageBridge } from "../bridge";
import type { Clock } from "./clock";
import { forgetFarPages, type Pages, pageSize, pagesOf, rowAt, sameOrder, shareRows } from "./pages";

/** The two lists of uploads: what is not finished, and what is. */
export type ListName = "queue" | "history";

/** What the page knows of a list: a few pages around what is in view. */
export interface ListState {
  readonly search: string;
  /** The search that the shown rows answer; differs from `search` while main is asked. */
  readonly shownSearch: string;
  /** Whether main has answered at all. */
  readonly loaded: boolean;
  readonly total: number;
  readonly pages: Pages;
  /** Grows when rows come, go or move; not when one only changes. */
  readonly order: number;
}

/** One list of uploads, paged from main on demand. */
export interface ListStore extends StoreApi<ListState> {
  readonly list: ListName;
  /** Says which places are in view; what is not loaded of them is asked for. */
  show(firstIndex: number, lastIndex: number): void;
  /** Asks again for what is in view, soon; many calls become one request. */
  invalidate(): void;
  setSearch(search: string): void;
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

/** The most rows one request may ask for (ipc.ts). */
const largestRequest = 500;

/** Creates the store of one list; nothing is asked for before `show` or `invalidate`. */
export function createListStore(list: ListName, surroundings: ListSurroundings): ListStore {
  return new PagedList(list, surroundings).store();
}

class PagedList {
  readonly #list: ListName;
  readonly #surroundings: ListSurroundings;
  readonly #state = createStore<ListState>(() => ({
    search: "",
    shownSearch: "",
    loaded: false,
    total: 0,
    pages: new Map(),
    order: 0,
  }));
  #inView: readonly number[] = [0];
  /** Pages on their way. */
  readonly #asked = new Set<number>();
  /** Grows with every refresh and search: answers to older questions are dropped. */
  #generation = 0;
  #refreshing = false;
  #stale = false;
  #lastRefreshMs = Number.NEGATIVE_INFINITY;

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
      setSearch: (search) => this.#setSearch(search),
      idsBetween: (first, last) => this.#idsBetween(first, last),
    };
  }

  #request(offset: number, limit: number) {
    const { search } = this.#state.getState();
    return this.#surroundings.bridge.request("uploads:page", { list: this.#list, search, offset, limit });
  }

  #show(firstIndex: number, lastIndex: number): void {
    this.#inView = pagesOf(firstIndex, lastIndex);
    this.#showPages(this.#inView);
  }

  #showPages(wanted: readonly number[]): void {
    const { pages, loaded } = this.#state.getState();
    if (!loaded) return;
    for (const page of wanted) {
      if (!pages.has(page) && !this.#asked.has(page)) void this.#load(page);
    }
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation;
    this.#asked.add(page);
    try {
      const answer = await this.#request(page * pageSize, pageSize);
      if (generation === this.#generation) {
        const pages = new Map(this.#state.getState().pages).set(page, answer.rows);
        this.#apply(forgetFarPages(pages, this.#inView[0] ?? 0), answer.total);
      }
    } catch (error) {
      this.#surroundings.onError(error);
    }
    this.#asked.delete(page);
    // Overtaken by a refresh that did not ask for this page: once more, if it is still looked at.
    if (generation !== this.#generation && this.#inView.includes(page)) this.#showPages([page]);
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
    const wanted = this.#inView;
    this.#lastRefreshMs = this.#surroundings.clock.now();
    try {
      const answers = await Promise.all(wanted.map((page) => this.#request(page * pageSize, pageSize)));
      if (generation === this.#generation) this.#applyRefresh(wanted, answers);
    } catch (error) {
      this.#surroundings.onError(error);
    }
    this.#refreshing = false;
    if (this.#stale) this.#invalidate();
  }

  #applyRefresh(
    wanted: readonly number[],
    answers: readonly { rows: readonly UploadView[]; total: number; counts: Counts }[],
  ): void {
    const known = this.#state.getState().pages;
    const fresh = new Map<number, readonly UploadView[]>();
    for (const [place, page] of wanted.entries()) {
      fresh.set(page, shareRows(known, answers[place]?.rows ?? []));
    }
    const latest = answers.at(-1);
    if (latest === undefined) return;
    this.#surroundings.onCounts(latest.counts);
    this.#apply(fresh, latest.total);
    // The view may have moved on while main was asked.
    this.#showPages(this.#inView);
  }

  #apply(pages: Pages, total: number): void {
    this.#state.setState((before) => ({
      loaded: true,
      shownSearch: before.search,
      total,
      pages,
      order: before.total === total && sameOrder(before.pages, pages) ? before.order : before.order + 1,
    }));
  }

  #setSearch(search: string): void {
    if (search === this.#state.getState().search) return;
    this.#state.setState({ search });
    this.#inView = [0];
    this.#lastRefreshMs = Number.NEGATIVE_INFINITY;
    // Answers to the former search must not be taken for this one's.
    this.#generation += 1;
    this.#invalidate();
  }

  async #idsBetween(firstIndex: number, lastIndex: number): Promise<readonly string[]> {
    const { pages, total } = this.#state.getState();
    const last = Math.min(lastIndex, total - 1);
    const ids: string[] = [];
    let index = Math.max(0, firstIndex);
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
}
