import { useEffect, useState } from "react";
import { destinationOnceKnown } from "../../stores/current-destination";
import { useStores } from "../../stores-context";
import { listenForFileDrags } from "../../ui/file-drags";

/** Marks the tiles of the overlay; a drop on one goes there. */
export const tileAttribute = "data-drop-destination";

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

/** Listens for files over the whole window; they go to the tile they are dropped on, or else where files go now. */
export function useFileIntake(): FileDrag | null {
  const { overview, settings, view, intake } = useStores();
  const [drag, setDrag] = useState<FileDrag | null>(null);

  useEffect(() => {
    const send = async (files: readonly File[], tileId: string | null): Promise<void> => {
      const current = await destinationOnceKnown({ overview, settings });
      const aimed = overview.getState().destinations.find(({ id }) => id === tileId);
      const destination = aimed ?? current;
      if (destination === null) return;
      view.setState({ view: "queue" });
      if (destination !== current) void settings.sendTo(destination.id);
      await intake.begin({ kind: "files", files }, destination);
    };
    return listenForFileDrags({
      over: (count, target) => {
        const tileId = tileAt(target);
        setDrag((before) => (before?.tileId === tileId ? before : { tileId, count }));
      },
      gone: () => setDrag(null),
      dropped: (files, target) => void send(files, tileAt(target)),
    });
  }, [overview, settings, view, intake]);
  return drag;
}
