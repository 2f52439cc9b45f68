import { LayoutGrid, List, Share } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import { IconButton } from "../../ui/icon-button";
import { HistorySearch } from "./history-search";
import { rememberLayout } from "./remembered-layout";

/** The room's name, its search, and how it is shown. */
export function HistoryHeader(props: { readonly isBlank: boolean; readonly onExport: () => void }) {
  const { t } = useTranslation();
  const { historyView } = useStores();
  const layout = useStore(historyView, (state) => state.layout);
  const other = layout === "list" ? "grid" : "list";
  const turn = (): void => {
    historyView.setLayout(other);
    rememberLayout(other);
  };
  return (
    <header className="view-header">
      <h1 className="view-header__title">{t("view.history")}</h1>
      <div className="history-header__tools">
        <HistorySearch />
        {props.isBlank ? null : (
          <>
            <IconButton
              icon={layout === "list" ? LayoutGrid : List}
              label={t(`history.as.${other}`)}
              testId="history-layout"
              onPress={turn}
            />
            <IconButton
              icon={Share}
              label={t("action.export")}
              testId="history-export"
              onPress={props.onExport}
            />
          </>
        )}
      </div>
    </header>
  );
}
