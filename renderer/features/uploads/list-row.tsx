// biome-ignore-all lint/a11y/useSemanticElements: rows that are drawn only where they are seen can't be a table's.
import { type MouseEvent, memo } from "react";
import { useStore } from "zustand";
import { rowAt } from "../../stores/pages";
import { useWords } from "../../ui/use-words";
import type { UploadListProps } from "./list-props";
import { selectByPointer } from "./use-list-keys";

interface ListRowProps {
  readonly list: UploadListProps;
  readonly index: number;
  /** Distance from where the drawn rows begin, CSS pixels. */
  readonly topPx: number;
  readonly heightPx: number;
  /** The part of the height that stands above the row itself. */
  readonly abovePx: number;
  readonly isFolded: boolean;
  readonly isInside: boolean;
  readonly isCursor: boolean;
}

/** One place of the list. It is drawn again when its own upload changes, not when others do. */
export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { store, selection, Row, Above, onActivate } = props.list;
  const { t } = useWords();
  const upload = useStore(store, (state) => rowAt(state.pages, props.index));
  const isSelected = useStore(selection, (state) => upload !== undefined && state.placeById.has(upload.id));
  const classes = ["row"];
  if (isSelected) classes.push("row--selected");
  if (props.isCursor) classes.push("row--cursor");
  if (props.isInside) classes.push("row--inside");
  if (props.isFolded) classes.push("row--folded");
  const tabIndex = props.isCursor ? 0 : -1;

  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    if (upload === undefined || isOnButton(event)) return;
    event.currentTarget.closest<HTMLElement>("[role=grid]")?.focus({ preventScroll: true });
    void selectByPointer(props.list, props.index, upload, event);
    if (isOnPicture(event) && event.detail === 1) props.list.onPreview?.(upload);
  };
  const onDoubleClick = (event: MouseEvent<HTMLDivElement>): void => {
    if (upload !== undefined && !isOnButton(event)) onActivate(upload, false);
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys, see use-list-keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the grid keeps the focus and names this row.
    <div
      id={`${store.list}-row-${props.index}`}
      className={classes.join(" ")}
      style={{ transform: `translateY(${props.topPx}px)`, height: props.heightPx }}
      role="row"
      aria-rowindex={props.index + 1}
      aria-selected={isSelected}
      data-index={props.index}
      data-upload-id={upload?.id}
      data-state={upload?.state.kind}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid keeps the focus. */}
      <div role="gridcell" className="row__cell">
        {upload === undefined ? (
          <span className="row__placeholder">
            <span className="visually-hidden">{t("list.loading")}</span>
          </span>
        ) : (
          <>
            {Above === undefined || props.abovePx === 0 ? null : (
              <div className="row__above" style={{ height: props.abovePx }}>
                <Above upload={upload} tabIndex={tabIndex} />
              </div>
            )}
            {props.isFolded ? null : (
              <div className="row__body">
                <Row upload={upload} tabIndex={tabIndex} />
              </div>
            )}
          </>
        )}
      </div>
    </div>
  );
});

/** A plain click on the picture of a file, which shows more of it. */
function isOnPicture(event: MouseEvent<HTMLDivElement>): boolean {
  if (event.shiftKey || event.ctrlKey || event.metaKey) return false;
  return event.target instanceof Element && event.target.closest("img.thumbnail") !== null;
}

function isOnButton(event: MouseEvent<HTMLDivElement>): boolean {
  return event.target instanceof Element && event.target.closest("button") !== null;
}
