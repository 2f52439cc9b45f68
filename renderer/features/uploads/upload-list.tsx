// biome-ignore-all lint/a11y/useSemanticElements: rows that are drawn only where they are seen can't be a table's.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { keysOf } from "../../stores/pages";
import type { UploadListProps } from "./list-props";
import { ListRow } from "./list-row";
import { useKeptFocus } from "./use-kept-focus";
import { useListKeys } from "./use-list-keys";
import "./upload-list.css";

/** The height of a row without trouble, in CSS pixels; rows with an error measure themselves. */
const rowHeight = 44;

/** Rows drawn beyond the edges, so that fast scrolling shows no gaps. */
const overscan = 6;

/**
 * A grid of uploads of any length: only the rows in view exist, and only the pages around them are known.
 * The grid keeps the focus and names the current row (`aria-activedescendant`), so nothing is lost when rows go.
 */
export function UploadList(props: UploadListProps) {
  const { store, selection } = props;
  const grid = useRef<HTMLDivElement>(null);
  const total = useStore(store, (state) => state.total);
  const order = useStore(store, (state) => state.order);
  const cursorIndex = useStore(selection, (state) => state.cursor?.index ?? null);

  // A new function for every order: measured heights then follow their uploads to their new places.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `order` is what makes the answers change.
  const getItemKey = useMemo(() => keysOf(store.getState().pages), [store, order]);
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => grid.current,
    estimateSize: () => rowHeight,
    overscan,
    getItemKey,
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => store.show(first, last), [store, first, last]);
  useKeptFocus(grid, order);
  const keys = useListKeys(props, grid, (index) => virtualizer.scrollToIndex(index));
  const isCursorDrawn = cursorIndex !== null && cursorIndex >= first && cursorIndex <= last;

  return (
    <div
      ref={grid}
      className="upload-list"
      role="grid"
      aria-label={props.label}
      aria-rowcount={total}
      aria-colcount={1}
      aria-multiselectable="true"
      aria-activedescendant={isCursorDrawn ? `${store.list}-row-${cursorIndex}` : undefined}
      tabIndex={0}
      data-testid={props.testId}
      {...keys}
    >
      <div role="rowgroup" className="upload-list__rows" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => (
          <ListRow
            key={item.key}
            list={props}
            index={item.index}
            start={item.start}
            measure={virtualizer.measureElement}
            isCursor={item.index === cursorIndex}
          />
        ))}
      </div>
    </div>
  );
}
