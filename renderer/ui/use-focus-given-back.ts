import { useLayoutEffect, useState } from "react";

/**
 * Gives the focus back to what had it before, in the very moment in which the caller goes away: the next key is for it.
 * React Aria does the same with the next picture, and whoever types faster than that would type into nothing.
 */
export function useFocusGivenBack(): void {
  // Read while rendering: when effects run, a field inside may have taken the focus already.
  const [before] = useState(() => document.activeElement);
  useLayoutEffect(
    () => () => {
      // After this change of the page, when nothing inside holds the focus any more.
      queueMicrotask(() => {
        const isLost = document.activeElement === document.body;
        if (isLost && before instanceof HTMLElement && before.isConnected)
          before.focus({ preventScroll: true });
      });
    },
    [before],
  );
}
