import { useEffect, useState } from "react";
import { currentDestination } from "../../stores/view-store";
import { useStores } from "../../stores-context";
import { rememberDestination } from "./remembered-destination";

/** Marks the tiles of the overlay; a drop on one goes there. */
export const tileAttribute = "data-drop-destination";

function bringsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") === true;
}

/** The destination whose tile is under the pointer, or null. */
function tileAt(target: EventTarget | null): string | null {
  if (!(target instanceof Element)) return null;
  return target.closest(`[${tileAttribute}]`)?.getAttribute(tileAttribute) ?? null;
}

/** What the overlay needs to know about a drag. */
export interface FileDrag {
  /** The tile under the pointer, or null when the drop goes to the current destination. */
  readonly tileId: string | null;
  /** How many files and folders are held; 0 where the system does not tell before the drop. */
  readonly count: number;
}

function countOf(event: DragEvent): number {
  return [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === "file").length;
}

/** Listens for files over the whole window; they go to the tile they are dropped on, or else where files go now. */
export function useFileIntake(): FileDrag | null {
  const { overview, view, intake } = useStores();
  const [drag, setDrag] = useState<FileDrag | null>(null);

  useEffect(() => {
    const follow = (event: DragEvent): void => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      const tileId = tileAt(event.target);
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
      setDrag((before) => (before?.tileId === tileId ? before : { tileId, count: countOf(event) }));
    };
    const onLeave = (event: DragEvent): void => {
      // Going from one element to the next names it; only the window's edge leads to nothing.
      if (event.relatedTarget === null) setDrag(null);
    };
    const onDrop = (event: DragEvent): void => {
      // Anything else that is dropped must not make the window go there either.
      event.preventDefault();
      setDrag(null);
      const files = [...(event.dataTransfer?.files ?? [])];
      const { destinations } = overview.getState();
      const destination = currentDestination(destinations, tileAt(event.target) ?? view.getState().sendToId);
      if (files.length === 0 || destination === null) return;
      view.setState({ view: "queue", sendToId: destination.id });
      rememberDestination(destination.id);
      void intake.begin({ kind: "files", files }, destination);
    };
    const listeners = { dragenter: follow, dragover: follow, dragleave: onLeave, drop: onDrop } as const;
    const entries = Object.entries(listeners) as readonly [keyof typeof listeners, typeof onDrop][];
    for (const [name, listener] of entries) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of entries) window.removeEventListener(name, listener);
    };
  }, [overview, view, intake]);
  return drag;
}
