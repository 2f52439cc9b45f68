import { Inbox, SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { isNarrowed } from "../../stores/history-view-store";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";

/** No upload to show: because there is none yet, or because the search and the filters leave none. */
export function HistoryEmpty() {
  const { t } = useTranslation();
  const { history, historyView, view } = useStores();
  const search = useStore(history, (state) => state.shownSearch);
  const isFiltered = useStore(historyView, (state) => isNarrowed(state.choices));
  if (search === "" && !isFiltered) {
    return (
      <EmptyState
        icon={Inbox}
        title={t("empty.history")}
        text={t("empty.historyText")}
        testId="history-empty"
      >
        <Button onPress={() => view.setState({ view: "queue" })}>{t("empty.toQueue")}</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={SearchX}
      title={search === "" ? t("empty.noneFits") : t("empty.noMatch", { search })}
      text={t(isFiltered ? "empty.noneFitsText" : "empty.noMatchText")}
      testId="history-no-match"
    >
      {search !== "" && isFiltered ? (
        <Button onPress={() => history.setSearch("")}>{t("history.clearSearch")}</Button>
      ) : null}
      <Button onPress={() => historyView.showAll()} testId="history-show-all">
        {t("empty.showAllHistory")}
      </Button>
    </EmptyState>
  );
}
