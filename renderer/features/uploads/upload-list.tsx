// biome-ignore-all lint/a11y/useSemanticElements: rows that are drawn only where they are seen can't be a table's.
import { type MouseEvent, useEffect, useRef } from "react";
import { useStore } from "zustand";
import { rowAt } from "../../stores/pages";
import { PassingContext } from "../../ui/passing-context";
import { useNarrow } from "../../ui/use-narrow";
import { plainShape, type UploadListProps } from "./list-props";
import { ListRow } from "./list-row";
import { topOf } from "./row-layout";
import { useCalledRow } from "./use-called-row";
import { useKeptFocus } from "./use-kept-focus";
import { useListKeys } from "./use-list-keys";
import { useListLayout } from "./use-list-layout";
import { useRowDrag } from "./use-row-drag";
import { useRowWindow } from "./use-row-window";
import "./upload-list.css";

/** Below this width a row's second line takes more room; the container query in upload-list.css says the same. */
const narrowPx = 640;

/**
 * A grid of uploads of any length: only the rows in view exist, and only the pages around them are known.
 * The grid keeps the focus and names the current row (`aria-activedescendant`), so nothing is lost when rows go.
 */
export function UploadList(props: UploadListProps) {
  const { store, selection } = props;
  const grid = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const pages = useStore(store, (state) => state.pages);
  const order = useStore(store, (state) => state.order);
  const question = useStore(store, (state) => questionOf(state.shownSearch, state.shownFilter));
  const cursorIndex = useStore(selection, (state) => state.cursor?.index ?? null);
  const { layout, shapes } = useListLayout(props, useNarrow(grid, narrowPx));
  const { range, reveal } = useRowWindow({ grid, content, stage }, { layout, pages, question });
  const first = range.first;
  const last = Math.min(range.last, layout.total - 1);
  useEffect(() => {
    if (last >= first) store.show(first, last);
  }, [store, first, last]);
  useKeptFocus(grid, order);
  useCalledRow(selection, reveal);
  const keys = useListKeys(props, grid, reveal, { columns: 1, rowHeight: layout.rowHeight });
  const dragged = useRowDrag(props, grid);
  const isCursorDrawn = cursorIndex !== null && cursorIndex >= first && cursorIndex <= last;

  return (
    <>
      <div
        ref={grid}
        className="upload-list"
        role="grid"
        aria-label={props.label}
        aria-rowcount={layout.total}
        aria-colcount={1}
        aria-multiselectable="true"
        aria-activedescendant={isCursorDrawn ? `${store.list}-row-${cursorIndex}` : undefined}
        tabIndex={0}
        data-testid={props.testId}
        onContextMenu={(event) => openMenuByPointer(props, event)}
        onPointerMove={store.holdStill}
        onPointerLeave={store.letGo}
        {...keys}
      >
        <div ref={content} className="upload-list__content" role="presentation">
          <div ref={stage} role="rowgroup" className="upload-list__rows">
            <PassingContext value={range.isRushing}>
              {Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => {
                const index = first + step;
                const { abovePx, isFolded, isInside } = shapes.get(index) ?? plainShape;
                return (
                  <ListRow
                    key={rowAt(pages, index)?.id ?? index}
                    list={props}
                    index={index}
                    topPx={topOf(layout, index) - range.originPx}
                    heightPx={topOf(layout, index + 1) - topOf(layout, index)}
                    abovePx={abovePx}
                    isFolded={isFolded}
                    isInside={isInside}
                    isCursor={index === cursorIndex}
                  />
                );
              })}
            </PassingContext>
          </div>
        </div>
      </div>
      {dragged}
    </>
  );
}

/** What a list was asked, folding aside: another question begins at the top. */
export function questionOf(
  search: string,
  filter: ReturnType<UploadListProps["store"]["getState"]>["filter"],
): string {
  return JSON.stringify([search, filter.history ?? null, filter.queue?.states ?? null]);
}

/** Opens the menu of the row that was clicked with the other button, which is selected if it was not. */
export function openMenuByPointer(list: UploadListProps, event: MouseEvent): void {
  if (list.onMenu === undefined || !(event.target instanceof Element)) return;
  event.preventDefault();
  const index = event.target.closest<HTMLElement>("[data-index]")?.dataset["index"];
  const upload = index === undefined ? undefined : rowAt(list.store.getState().pages, Number(index));
  if (index === undefined || upload === undefined) return;
  if (!list.selection.getState().placeById.has(upload.id))
    list.selection.selectOnly(Number(index), upload.id);
  list.onMenu(upload, { x: event.clientX, y: event.clientY });
}
