// biome-ignore-all lint/a11y/useSemanticElements: see history-grid.
import { Maximize2 } from "lucide-react";
import { type MouseEvent, memo } from "react";
import { useStore } from "zustand";
import { rowAt } from "../../stores/pages";
import { FileName } from "../../ui/file-name";
import { FileThumbnail } from "../../ui/file-thumbnail";
import { IconButton } from "../../ui/icon-button";
import { useWords } from "../../ui/use-words";
import type { UploadListProps } from "../uploads/list-props";
import { selectByPointer } from "../uploads/use-list-keys";
import { HistoryVerdict } from "./history-status";

/** One upload as a card: its picture, its name, and what became of it. */
export const GridCell = memo(function GridCell(props: {
  readonly list: UploadListProps;
  readonly index: number;
  readonly column: number;
  readonly isCursor: boolean;
}) {
  const { t } = useWords();
  const { list, index } = props;
  const { store, selection } = list;
  const upload = useStore(store, (state) => rowAt(state.pages, index));
  const search = useStore(store, (state) => state.shownSearch);
  const isSelected = useStore(selection, (state) => upload !== undefined && state.placeById.has(upload.id));
  const classes = ["grid-cell"];
  if (isSelected) classes.push("grid-cell--selected");
  if (props.isCursor) classes.push("grid-cell--cursor");
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    if (upload === undefined) return;
    event.currentTarget.closest<HTMLElement>("[role=grid]")?.focus({ preventScroll: true });
    void selectByPointer(list, index, upload, event);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys, see use-list-keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the grid keeps the focus and names this cell.
    <div
      id={`${store.list}-cell-${index}`}
      className={classes.join(" ")}
      role="gridcell"
      aria-colindex={props.column + 1}
      aria-selected={isSelected}
      data-index={index}
      data-upload-id={upload?.id}
      data-state={upload?.state.kind}
      onClick={onClick}
      onDoubleClick={() => {
        if (upload !== undefined) list.onActivate(upload, false);
      }}
    >
      {upload === undefined ? (
        <span className="grid-cell__picture">
          <span className="visually-hidden">{t("list.loading")}</span>
        </span>
      ) : (
        <>
          <span className="grid-cell__picture">
            <FileThumbnail key={upload.id} upload={upload} size="large" />
            {upload.hasThumbnail ? (
              <span className="grid-cell__look">
                <IconButton
                  icon={Maximize2}
                  label={t("action.preview")}
                  tabIndex={props.isCursor ? 0 : -1}
                  testId="cell-preview"
                  onPress={() => list.onPreview?.(upload)}
                />
              </span>
            ) : null}
          </span>
          <FileName name={upload.name} search={search} />
          <HistoryVerdict upload={upload} />
        </>
      )}
    </div>
  );
});
