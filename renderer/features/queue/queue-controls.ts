import { createContext, useContext } from "react";
import type { UploadView } from "../../../electron/shared/upload";
import type { Point } from "../uploads/list-props";

/** What a menu of the queue is about: the selected uploads, or all of a drop. */
export interface OpenQueueMenu {
  readonly kind: "selection" | "drop";
  /** The upload that was clicked, or the first of the drop. */
  readonly upload: UploadView;
  readonly at: Point;
}

/** What rows and headings ask of the room they are in. */
export interface QueueControls {
  /** The drops that are folded. */
  readonly folded: ReadonlySet<string>;
  toggleFolded(batchId: string): void;
  openMenu(menu: OpenQueueMenu): void;
}

/** Hands the controls down to rows and headings. */
export const QueueControlsContext = createContext<QueueControls | null>(null);

/** The controls of the queue's room. */
export function useQueueControls(): QueueControls {
  const controls = useContext(QueueControlsContext);
  if (controls === null) throw new Error("A row of the queue was drawn outside of its room.");
  return controls;
}
