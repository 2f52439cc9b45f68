import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { canOpen, linkState } from "../../format/links";
import { useStores } from "../../stores-context";
import type { UploadListProps } from "../uploads/list-props";
import { UploadList } from "../uploads/upload-list";
import { ExportSheet } from "./export-sheet";
import { HistoryEmpty } from "./history-empty";
import { HistoryFilters } from "./history-filters";
import { HistoryFooter } from "./history-footer";
import { HistoryGrid } from "./history-grid";
import { HistoryHeader } from "./history-header";
import { HistoryMenu, type OpenMenu } from "./history-menu";
import { HistoryRow } from "./history-row";
import { OpenMenuContext } from "./open-menu-context";
import { RemoveAtServiceQuestion } from "./remove-at-service-question";
import "./history.css";

/** The room of what is finished. */
export function HistoryView() {
  const { overview, historyView, view } = useStores();
  // "Today" moves on while the user is elsewhere.
  useEffect(() => historyView.refresh(), [historyView]);
  const isBlank = useStore(overview, (state) => state.counts.completed + state.counts.canceled === 0);
  const isLoaded = useStore(useStores().history, (state) => state.loaded);
  const exporting = useStore(view, (state) => state.exporting);
  const setExporting = (wanted: typeof exporting): void => view.setState({ exporting: wanted });
  return (
    <>
      <HistoryHeader isBlank={isLoaded && isBlank} onExport={() => setExporting("all")} />
      {isLoaded && isBlank ? <HistoryEmpty /> : <FilledHistory onExport={() => setExporting("selection")} />}
      {exporting === null ? null : (
        <ExportSheet isAboutSelection={exporting === "selection"} onClose={() => setExporting(null)} />
      )}
    </>
  );
}

function FilledHistory({ onExport }: { readonly onExport: () => void }) {
  const { t } = useTranslation();
  const { history, historyView, selections, commands, detail, view } = useStores();
  const isNothingShown = useStore(history, (state) => state.loaded && state.total === 0);
  const layout = useStore(historyView, (state) => state.layout);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const [removingAtService, setRemovingAtService] = useState<UploadView | null>(null);
  const remove = (ids: readonly string[]): void => void commands.act(ids, "remove");
  const setPreviewed = (previewed: UploadView): void => view.setState({ previewed });
  const list: Omit<UploadListProps, "Row"> = {
    store: history,
    selection: selections.history,
    label: t("view.history"),
    testId: "history-list",
    onActivate: (upload, isAlternative) => {
      if (isAlternative && canOpen(linkState(upload.receipt, Date.now()))) void commands.openLink(upload.id);
      else detail.toggle(upload.id);
    },
    onDelete: remove,
    onMenu: (upload, at) => setMenu({ upload, at }),
    onPreview: setPreviewed,
    onCursor: ({ id }) => detail.follow(id),
  };
  return (
    <OpenMenuContext value={(upload, at) => setMenu({ upload, at })}>
      <HistoryFilters />
      {isNothingShown ? (
        <HistoryEmpty />
      ) : layout === "grid" ? (
        <HistoryGrid {...list} />
      ) : (
        <UploadList {...list} Row={HistoryRow} />
      )}
      <HistoryFooter onExport={onExport} onRemove={remove} />
      {menu === null ? null : (
        <HistoryMenu
          key={menu.upload.id}
          open={menu}
          onClose={() => setMenu(null)}
          onPreview={setPreviewed}
          onExport={onExport}
          onRemove={remove}
          onRemoveAtService={setRemovingAtService}
        />
      )}
      {removingAtService === null ? null : (
        <RemoveAtServiceQuestion upload={removingAtService} onClose={() => setRemovingAtService(null)} />
      )}
    </OpenMenuContext>
  );
}
