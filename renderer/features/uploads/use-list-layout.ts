import { useMemo } from "react";
import { useStore } from "zustand";
import { loadedRows, rowAt } from "../../stores/pages";
import { useStores } from "../../stores-context";
import { plainShape, type RowShape, type UploadListProps } from "./list-props";
import { layRows, type RowLayout, type TallRow } from "./row-layout";

/** Heights of a row, CSS pixels; `--row-height` in tokens.css says the same. */
export const rowHeights = { comfortable: 44, compact: 32 } as const;

/** The height of a plain row, as the settings have it. */
export function useRowHeight(): number {
  const density = useStore(useStores().settings, (state) => state.settings?.density ?? "comfortable");
  return rowHeights[density];
}

/** The layout of a list and the shapes of its rows that are not plain. */
export interface ListLayout {
  readonly layout: RowLayout;
  readonly shapes: ReadonlyMap<number, RowShape>;
}

/** Lays out a list from what is known of it; rows that are not loaded are taken for plain ones. */
export function useListLayout(props: UploadListProps, isNarrow: boolean): ListLayout {
  const { store, shapeOf } = props;
  const rowHeight = useRowHeight();
  const total = useStore(store, (state) => state.total);
  const pages = useStore(store, (state) => state.pages);
  return useMemo(() => {
    const shapes = new Map<number, RowShape>();
    const tall: TallRow[] = [];
    for (const [index, upload] of shapeOf === undefined ? [] : loadedRows(pages)) {
      const place = { index, before: rowAt(pages, index - 1), after: rowAt(pages, index + 1) };
      const shape = shapeOf?.(upload, place, isNarrow) ?? plainShape;
      if (shape === plainShape) continue;
      shapes.set(index, shape);
      tall.push([index, shape.abovePx + (shape.isFolded ? -rowHeight : shape.belowPx)]);
    }
    return { layout: layRows(rowHeight, total, tall), shapes };
  }, [shapeOf, pages, total, rowHeight, isNarrow]);
}
