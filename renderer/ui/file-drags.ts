/** What a window does about files that are dragged over it. */
export interface FileDragListener {
  /** Files are held over the window; `count` is 0 where the system does not tell before the drop. */
  readonly over: (count: number, target: EventTarget | null) => void;
  /** They left it, or were dropped. */
  readonly gone: () => void;
  /** They were dropped; there is at least one. */
  readonly dropped: (files: readonly File[], target: EventTarget | null) => void;
}

/** Listens for files over the whole window; the returned function ends it. */
export function listenForFileDrags(listener: FileDragListener): () => void {
  const follow = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    listener.over([...event.dataTransfer.items].filter(({ kind }) => kind === "file").length, event.target);
  };
  const onLeave = (event: DragEvent): void => {
    // Going from one element to the next names it; only the window's edge leads to nothing.
    if (event.relatedTarget === null) listener.gone();
  };
  const onDrop = (event: DragEvent): void => {
    // Anything else that is dropped must not make the window go there either.
    event.preventDefault();
    listener.gone();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) listener.dropped(files, event.target);
  };
  const listeners = { dragenter: follow, dragover: follow, dragleave: onLeave, drop: onDrop } as const;
  const entries = Object.entries(listeners) as readonly [keyof typeof listeners, typeof onDrop][];
  for (const [name, heard] of entries) window.addEventListener(name, heard);
  return () => {
    for (const [name, heard] of entries) window.removeEventListener(name, heard);
  };
}
