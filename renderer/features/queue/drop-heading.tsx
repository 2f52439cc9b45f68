import { ChevronRight, Ellipsis, Folder } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { queueCount } from "../../stores/overview-store";
import { useStores } from "../../stores-context";
import { FileName } from "../../ui/file-name";
import { IconButton } from "../../ui/icon-button";
import { useFormats } from "../../ui/use-formats";
import { useNow } from "../../ui/use-now";
import type { RowProps } from "../uploads/list-props";
import { useQueueControls } from "./queue-controls";

/** What stands above the files that were added together: where they come from, how many are left, and what can be done with all. */
export function DropHeading({ upload, tabIndex }: RowProps) {
  const { t } = useTranslation();
  const { batches } = useStores();
  const { folded, toggleFolded, openMenu } = useQueueControls();
  const formats = useFormats();
  const nowMs = useNow(false);
  const { batchId } = upload;
  const counts = useStore(batches, (state) => state.countsById.get(batchId));
  useEffect(() => batches.watch(batchId), [batches, batchId]);
  const isFolded = folded.has(batchId);
  const left = counts === undefined ? null : queueCount(counts);
  const total = counts === undefined || left === null ? null : left + counts.completed + counts.canceled;
  const name = upload.folder === "" ? t("queue.drop") : upload.folder;
  return (
    <div className="drop-heading" data-testid="drop-heading">
      <button
        type="button"
        className="drop-heading__fold"
        aria-expanded={!isFolded}
        aria-label={t(isFolded ? "queue.unfold" : "queue.fold", { name })}
        tabIndex={tabIndex}
        data-testid="fold-drop"
        onClick={() => toggleFolded(batchId)}
      >
        <ChevronRight className="drop-heading__chevron" size={14} strokeWidth={2} aria-hidden="true" />
      </button>
      <Folder className="drop-heading__icon" size={16} strokeWidth={1.75} aria-hidden="true" />
      <span className="drop-heading__name">
        <FileName name={name} />
      </span>
      <span className="facts drop-heading__facts">
        <bdi className="facts__item">{upload.destinationName}</bdi>
        {left === null || total === null ? null : (
          <span className="facts__item facts__item--fixed" data-testid="drop-left">
            {t("queue.leftOf", { count: total, left: formats.count(left), total: formats.count(total) })}
          </span>
        )}
        <time className="facts__item facts__item--fixed drop-heading__time" dateTime={upload.createdAt}>
          {formats.moment(upload.createdAt, nowMs)}
        </time>
      </span>
      <IconButton
        icon={Ellipsis}
        label={t("queue.dropMenu", { name })}
        tabIndex={tabIndex}
        testId="drop-menu"
        hasMenu
        onPress={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          openMenu({ kind: "drop", upload, at: { x: box.right, y: box.bottom } });
        }}
      />
    </div>
  );
}
