import { type RefObject, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";
import { noRows, type RowRange } from "./row-range";
import { type ListContent, RowScroller } from "./row-scroller";

/** The elements of a list, as they are drawn. */
export interface ListRefs {
  readonly grid: RefObject<HTMLElement | null>;
  readonly content: RefObject<HTMLElement | null>;
  readonly stage: RefObject<HTMLElement | null>;
}

/** The rows of a list that are to be drawn, and the way to bring another one into view. */
export function useRowWindow(
  refs: ListRefs,
  list: ListContent,
): { readonly range: RowRange; readonly reveal: (index: number) => void } {
  const [range, setRange] = useState(noRows);
  // Drawn within the scroll's own frame: a row that comes a picture later is a gap that people see.
  const [scroller] = useState(
    () =>
      new RowScroller((next, isUrgent) => {
        if (isUrgent) flushSync(() => setRange(next));
        else setRange(next);
      }),
  );
  const { grid, content, stage } = refs;
  useLayoutEffect(() => {
    if (grid.current === null || content.current === null || stage.current === null) return;
    return scroller.attach({ grid: grid.current, content: content.current, stage: stage.current });
  }, [scroller, grid, content, stage]);
  const { layout, pages, question } = list;
  useLayoutEffect(() => scroller.take({ layout, pages, question }), [scroller, layout, pages, question]);
  useLayoutEffect(() => scroller.drawn(range), [scroller, range]);
  return { range, reveal: (index) => scroller.reveal(index) };
}
