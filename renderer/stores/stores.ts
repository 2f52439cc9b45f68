import type { PageBridge } from "../bridge";
import { type AgainStore, createAgainStore } from "./again-store";
import { type AnnouncerStore, createAnnouncerStore } from "./announcer-store";
import { type BatchStore, createBatchStore } from "./batch-store";
import type { Clock } from "./clock";
import { type Commands, createCommands, sentenceOf } from "./commands";
import { createDetailStore, type DetailStore } from "./detail-store";
import { createHistoryViewStore, type HistoryViewStore } from "./history-view-store";
import { createIntakeStore, type IntakeStore } from "./intake-store";
import { createListStore, type ListName, type ListStore } from "./list-store";
import { createNoticeStore, type NoticeStore } from "./notice-store";
import { createOverviewStore, type OverviewStore } from "./overview-store";
import { createPaperCommands, type PaperCommands } from "./paper-commands";
import { createProgressStore, type ProgressStore } from "./progress-store";
import { type AnswerStorage, answersIn, passingStorage } from "./remembered-answers";
import { createSelectionStore, type SelectionStore } from "./selection-store";
import { createSettingsStore, type SettingsStore } from "./settings-store";
import { createViewStore, type ViewStore } from "./view-store";

/** Everything the page knows and can have done. */
export interface Stores {
  readonly queue: ListStore;
  readonly history: ListStore;
  readonly historyView: HistoryViewStore;
  readonly selections: Readonly<Record<ListName, SelectionStore>>;
  readonly overview: OverviewStore;
  readonly settings: SettingsStore;
  readonly progress: ProgressStore;
  readonly view: ViewStore;
  readonly detail: DetailStore;
  readonly notices: NoticeStore;
  readonly announcer: AnnouncerStore;
  readonly intake: IntakeStore;
  readonly batches: BatchStore;
  readonly again: AgainStore;
  readonly commands: Commands;
  readonly papers: PaperCommands;
}

/** Builds the stores on a bridge; nothing is asked of main before `startSync`. Answers are remembered in `storage`. */
export function createStores(
  bridge: PageBridge,
  clock: Clock,
  storage: AnswerStorage = passingStorage(),
): Stores {
  const overview = createOverviewStore();
  const notices = createNoticeStore(clock);
  const surroundings = {
    bridge,
    clock,
    onCounts: (counts: ReturnType<OverviewStore["getState"]>["counts"]) => overview.setState({ counts }),
    onError: (error: unknown) => notices.warn("notice.refused", { message: sentenceOf(error) }),
  };
  const history = createListStore("history", surroundings);
  return {
    queue: createListStore("queue", surroundings),
    history,
    historyView: createHistoryViewStore(history, clock),
    selections: { queue: createSelectionStore(), history: createSelectionStore() },
    overview,
    settings: createSettingsStore(bridge),
    progress: createProgressStore(clock),
    view: createViewStore(),
    detail: createDetailStore(),
    notices,
    announcer: createAnnouncerStore(clock),
    intake: createIntakeStore(bridge, overview, notices, answersIn(storage)),
    batches: createBatchStore(bridge, clock, surroundings.onError),
    again: createAgainStore(bridge, notices),
    commands: createCommands(bridge, notices),
    papers: createPaperCommands(bridge, notices),
  };
}
