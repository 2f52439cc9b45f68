import { type RefObject, useLayoutEffect, useState } from "react";

/** Whether an element is narrower than so many CSS pixels; drawn again when that changes. */
export function useNarrow(element: RefObject<HTMLElement | null>, belowPx: number): boolean {
  const [isNarrow, setIsNarrow] = useState(false);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const look = (): void => setIsNarrow(current.clientWidth < belowPx);
    const watcher = new ResizeObserver(look);
    watcher.observe(current);
    look();
    return () => watcher.disconnect();
  }, [element, belowPx]);
  return isNarrow;
}
