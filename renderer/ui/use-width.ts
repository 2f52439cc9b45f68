import { type RefObject, useLayoutEffect, useState } from "react";

/** The inner width of an element in CSS pixels; drawn again when it changes. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const look = (): void => setWidth(current.clientWidth);
    const watcher = new ResizeObserver(look);
    watcher.observe(current);
    look();
    return () => watcher.disconnect();
  }, [element]);
  return width;
}
