import { Inbox, SearchX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadView } from "../../../electron/shared/upload";
import { canOpen, linkState } from "../../format/links";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import { Question } from "../../ui/question";
import { useFormats } from "../../ui/use-formats";
import { UploadList } from "../uploads/upload-list";
import { HistoryMenu, type OpenMenu } from "./history-menu";
import { HistoryRow } from "./history-row";
import { HistorySearch } from "./history-search";
import { OpenMenuContext } from "./open-menu-context";
import { RemoveAtServiceQuestion } from "./remove-at-service-question";
import "./history.css";

/** The room of what is finished. */
export function HistoryView() {
  const { t } = useTranslation();
  const { history, selections, commands, detail } = useStores();
  const formats = useFormats();
  const isEmpty = useStore(history, (state) => state.loaded && state.total === 0);
  const [openMenu, setOpenMenu] = useState<OpenMenu | null>(null);
  const [removingAtService, setRemovingAtService] = useState<UploadView | null>(null);
  const [removing, setRemoving] = useState<readonly string[]>([]);

  const onActivate = (upload: UploadView, isAlternative: boolean): void => {
    if (isAlternative && canOpen(linkState(upload.receipt, Date.now()))) void commands.openLink(upload.id);
    else detail.toggle(upload.id);
  };

  return (
    <OpenMenuContext value={(upload, button) => setOpenMenu({ upload, button })}>
      <header className="view-header">
        <h1 className="view-header__title">{t("view.history")}</h1>
        <HistorySearch />
      </header>
      {isEmpty ? (
        <HistoryEmpty />
      ) : (
        <UploadList
          store={history}
          selection={selections.history}
          label={t("view.history")}
          testId="history-list"
          Row={HistoryRow}
          onActivate={onActivate}
          onDelete={setRemoving}
        />
      )}
      {openMenu === null ? null : (
        <HistoryMenu
          key={openMenu.upload.id}
          open={openMenu}
          onClose={() => setOpenMenu(null)}
          onRemove={setRemoving}
          onRemoveAtService={setRemovingAtService}
        />
      )}
      {removingAtService === null ? null : (
        <RemoveAtServiceQuestion upload={removingAtService} onClose={() => setRemovingAtService(null)} />
      )}
      {removing.length === 0 ? null : (
        <Question
          title={t("history.removeTitle", {
            count: removing.length,
            number: formats.count(removing.length),
          })}
          text={t("history.removeText", { count: removing.length })}
          confirmWords={t("action.remove")}
          onClose={() => setRemoving([])}
          onConfirm={() => void commands.act(removing, "remove")}
        />
      )}
    </OpenMenuContext>
  );
}

function HistoryEmpty() {
  const { t } = useTranslation();
  const { history, view } = useStores();
  const search = useStore(history, (state) => state.shownSearch);
  if (search !== "") {
    return (
      <EmptyState
        icon={SearchX}
        title={t("empty.noMatch", { search })}
        text={t("empty.noMatchText")}
        testId="history-no-match"
      >
        <Button onPress={() => history.setSearch("")}>{t("history.clearSearch")}</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Inbox} title={t("empty.history")} text={t("empty.historyText")} testId="history-empty">
      <Button onPress={() => view.setState({ view: "queue" })}>{t("empty.toQueue")}</Button>
    </EmptyState>
  );
}
