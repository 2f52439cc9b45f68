import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { SelectionStore } from "../../stores/selection-store";

/** Brings the cursor's row into view each time somebody outside the list asks for it. */
export function useCalledRow(selection: SelectionStore, reveal: (index: number) => void): void {
  const calls = useStore(selection, (state) => state.calls);
  const answered = useRef(calls);
  useEffect(() => {
    const { cursor } = selection.getState();
    if (calls === answered.current) return;
    answered.current = calls;
    if (cursor !== null) reveal(cursor.index);
  });
}
