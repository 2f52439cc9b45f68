import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { UploadAction } from "../../../electron/shared/ipc";
import type { UploadView } from "../../../electron/shared/upload";
import { loadedRows } from "../../stores/pages";
import { useStores } from "../../stores-context";
import { SendBar } from "../intake/send-bar";
import { UploadList } from "../uploads/upload-list";
import { deleteAction } from "./queue-actions";
import { QueueEmpty } from "./queue-empty";
import { QueueFooter } from "./queue-footer";
import { QueueRow } from "./queue-row";
import "./queue.css";

/** The room of what is not finished. */
export function QueueView() {
  const { t } = useTranslation();
  const { queue, selections, commands, detail } = useStores();
  const isEmpty = useStore(queue, (state) => state.loaded && state.total === 0);

  const onDelete = (ids: readonly string[]): void => {
    const kinds = new Map([...loadedRows(queue.getState().pages)].map(([, row]) => [row.id, row.state.kind]));
    const byAction = new Map<UploadAction, string[]>();
    for (const id of ids) {
      const action = deleteAction(kinds.get(id) ?? "queued");
      byAction.set(action, [...(byAction.get(action) ?? []), id]);
    }
    for (const [action, group] of byAction) void commands.act(group, action);
  };
  const onActivate = (upload: UploadView): void => detail.toggle(upload.id);

  return (
    <>
      <h1 className="visually-hidden">{t("view.queue")}</h1>
      <SendBar />
      {isEmpty ? (
        <QueueEmpty />
      ) : (
        <>
          <UploadList
            store={queue}
            selection={selections.queue}
            label={t("view.queue")}
            testId="queue-list"
            Row={QueueRow}
            onActivate={onActivate}
            onDelete={onDelete}
          />
          <QueueFooter />
        </>
      )}
    </>
  );
}
