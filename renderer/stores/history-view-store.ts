import { createStore, type StoreApi } from "zustand/vanilla";
import type { FileType, HistoryFilter } from "../../electron/shared/history-filter";
import type { Clock } from "./clock";
import type { ListStore } from "./list-store";

/** A span of days, both ends included, as the user writes it (`2026-11-25`); an empty end is open. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** When an upload ended. */
export type Dates = "any" | "today" | "week" | "month" | DayRange;

/** What the history is narrowed to, as the user chose it. */
export interface HistoryChoices {
  readonly destinationId: string | null;
  readonly type: FileType | null;
  readonly state: "completed" | "canceled" | null;
  readonly dates: Dates;
}

/** How the history is shown. */
export interface HistoryViewState {
  readonly choices: HistoryChoices;
  readonly layout: "list" | "grid";
}

/** What the history shows, and how; kept while the user looks at other rooms. */
export interface HistoryViewStore extends StoreApi<HistoryViewState> {
  choose(part: Partial<HistoryChoices>): void;
  /** Shows everything again, whatever was searched or chosen. */
  showAll(): void;
  setLayout(layout: HistoryViewState["layout"]): void;
  /** Asks again where the choice moves with the day ("today"). */
  refresh(): void;
}

const everything: HistoryChoices = { destinationId: null, type: null, state: null, dates: "any" };

const daysBack = { today: 0, week: 6, month: 29 } as const;

/** The filter that main is asked for: days are those of the user's own calendar. */
export function filterOf(choices: HistoryChoices, nowMs: number): HistoryFilter {
  const { destinationId, type, state } = choices;
  return { destinationId, type, state, ...momentsOf(choices.dates, nowMs) };
}

function momentsOf(dates: Dates, nowMs: number): Pick<HistoryFilter, "from" | "to"> {
  if (dates === "any") return { from: null, to: null };
  if (typeof dates === "string") return { from: startOfDay(new Date(nowMs), -daysBack[dates]), to: null };
  return { from: startOfWritten(dates.from, 0), to: startOfWritten(dates.to, 1) };
}

function startOfDay(day: Date, offsetDays: number): string {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + offsetDays).toISOString();
}

function startOfWritten(day: string, offsetDays: number): string | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (parts === null) return null;
  return startOfDay(new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])), offsetDays);
}

/** Whether anything is left out. */
export function isNarrowed(choices: HistoryChoices): boolean {
  return JSON.stringify(choices) !== JSON.stringify(everything);
}

/** Creates the store; it asks the list for what is chosen. */
export function createHistoryViewStore(history: ListStore, clock: Clock): HistoryViewStore {
  const store = createStore<HistoryViewState>(() => ({ choices: everything, layout: "list" }));
  const ask = (): void => {
    const { choices } = store.getState();
    history.setFilter(isNarrowed(choices) ? { history: filterOf(choices, clock.now()) } : {});
  };
  return {
    ...store,
    choose: (part) => {
      store.setState(({ choices }) => ({ choices: { ...choices, ...part } }));
      ask();
    },
    showAll: () => {
      store.setState({ choices: everything });
      history.setSearch("");
      ask();
    },
    setLayout: (next) => store.setState({ layout: next }),
    refresh: ask,
  };
}
