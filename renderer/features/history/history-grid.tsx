// biome-ignore-all lint/a11y/useSemanticElements: lines that are drawn only where they are seen can't be a table's.
import { useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { Pages } from "../../stores/pages";
import { PassingContext } from "../../ui/passing-context";
import { useWidth } from "../../ui/use-width";
import type { UploadListProps } from "../uploads/list-props";
import { layRows, topOf } from "../uploads/row-layout";
import { openMenuByPointer, questionOf } from "../uploads/upload-list";
import { useCalledRow } from "../uploads/use-called-row";
import { useKeptFocus } from "../uploads/use-kept-focus";
import { useListKeys } from "../uploads/use-list-keys";
import { useRowWindow } from "../uploads/use-row-window";
import { GridCell } from "./grid-cell";
import "./history-grid.css";

/** The least width of a card and the space between two, CSS pixels; history-grid.css says the same. */
const cellWidth = 152;
const gap = 12;
/** The height of a line of cards with the space below it, CSS pixels. */
const lineHeight = 188;

/** Lines have no upload of their own, so what is shown keeps its place by its number. */
const noPages: Pages = new Map();

/** The history as pictures: a grid of any length, of which only the lines in view exist. */
export function HistoryGrid(props: Omit<UploadListProps, "Row" | "Above" | "shapeOf">) {
  const { store, selection } = props;
  const grid = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const width = useWidth(grid);
  const columns = Math.max(1, Math.floor((width - gap) / (cellWidth + gap)));
  const total = useStore(store, (state) => state.total);
  const order = useStore(store, (state) => state.order);
  const question = useStore(store, (state) => questionOf(state.shownSearch, state.shownFilter));
  const cursorIndex = useStore(selection, (state) => state.cursor?.index ?? null);
  const lines = Math.ceil(total / columns);
  const layout = useMemo(() => layRows(lineHeight, lines, []), [lines]);
  const { range, reveal } = useRowWindow({ grid, content, stage }, { layout, pages: noPages, question });
  const firstLine = range.first;
  const lastLine = Math.min(range.last, lines - 1);
  useEffect(() => {
    if (lastLine >= firstLine) store.show(firstLine * columns, Math.min(total, (lastLine + 1) * columns) - 1);
  }, [store, firstLine, lastLine, columns, total]);
  useKeptFocus(grid, order);
  const revealCell = (index: number): void => reveal(Math.floor(index / columns));
  useCalledRow(selection, revealCell);
  const list: UploadListProps = { ...props, Row: Nothing };
  const keys = useListKeys(list, grid, revealCell, {
    columns,
    rowHeight: lineHeight,
  });
  const cursorLine = cursorIndex === null ? -1 : Math.floor(cursorIndex / columns);
  const isCursorDrawn = cursorLine >= firstLine && cursorLine <= lastLine;
  return (
    <div
      ref={grid}
      className="upload-list history-grid"
      role="grid"
      aria-label={props.label}
      aria-rowcount={lines}
      aria-colcount={columns}
      aria-multiselectable="true"
      aria-activedescendant={isCursorDrawn ? `${store.list}-cell-${cursorIndex}` : undefined}
      tabIndex={0}
      data-testid={props.testId}
      onContextMenu={(event) => openMenuByPointer(list, event)}
      {...keys}
    >
      <div ref={content} className="upload-list__content" role="presentation">
        <div ref={stage} role="rowgroup" className="upload-list__rows">
          <PassingContext value={range.isRushing}>
            {Array.from({ length: Math.max(0, lastLine - firstLine + 1) }, (_, step) => {
              const line = firstLine + step;
              return (
                <GridLine
                  key={line}
                  list={list}
                  line={line}
                  columns={columns}
                  cells={Math.min(columns, total - line * columns)}
                  topPx={topOf(layout, line) - range.originPx}
                  cursorIndex={cursorLine === line ? cursorIndex : null}
                />
              );
            })}
          </PassingContext>
        </div>
      </div>
    </div>
  );
}

/** One line of cards. */
function GridLine(props: {
  readonly list: UploadListProps;
  readonly line: number;
  readonly columns: number;
  readonly cells: number;
  readonly topPx: number;
  readonly cursorIndex: number | null;
}) {
  const { list, line, columns, cells, topPx, cursorIndex } = props;
  const gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid keeps the focus and names the cell.
    <div
      className="grid-line"
      role="row"
      aria-rowindex={line + 1}
      style={{ transform: `translateY(${topPx}px)`, gridTemplateColumns }}
    >
      {Array.from({ length: cells }, (_, column) => {
        const index = line * columns + column;
        return (
          <GridCell key={index} list={list} index={index} column={column} isCursor={index === cursorIndex} />
        );
      })}
    </div>
  );
}

/** Cells draw themselves; the list's keys want to know a row all the same. */
function Nothing() {
  return null;
}
