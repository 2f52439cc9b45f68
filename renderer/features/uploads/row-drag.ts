/** Where dragged rows would go. */
export interface DropPlace {
  readonly kind: "before" | "after";
  readonly anchorId: string;
  /** Where the line between the rows is drawn, CSS pixels of the window. */
  readonly lineY: number;
}

/** A pointer moves so far before it drags; a hand trembles. */
const thresholdPx = 6;
/** Near an edge the list scrolls: from so many pixels on, so many pixels per frame. */
const edgePx = 40;
const scrollStepPx = 12;

/** What a drag tells the list. */
export interface RowDragListener {
  /** A drag began on a row; answers the ids that travel, or null when nothing may. */
  begin(row: HTMLElement): readonly string[] | null;
  /** Null while the pointer is at no place of the list. */
  over(place: DropPlace | null, ids: readonly string[], at: { readonly x: number; readonly y: number }): void;
  end(place: DropPlace | null, ids: readonly string[]): void;
}

/** Lets rows be dragged to another place by the pointer. The returned function ends it. */
export function followRowDrags(grid: HTMLElement, listener: RowDragListener): () => void {
  let ids: readonly string[] | null = null;
  let place: DropPlace | null = null;
  let start: { row: HTMLElement; x: number; y: number } | null = null;
  let frame = 0;
  let pointer = { x: 0, y: 0 };

  const look = (): void => {
    place = placeAt(grid, pointer.y);
    listener.over(place, ids ?? [], pointer);
  };
  const scroll = (): void => {
    const { top, bottom } = grid.getBoundingClientRect();
    const step = pointer.y < top + edgePx ? -scrollStepPx : pointer.y > bottom - edgePx ? scrollStepPx : 0;
    if (step !== 0) {
      grid.scrollTop += step;
      look();
    }
    frame = requestAnimationFrame(scroll);
  };
  const finish = (isDropped: boolean): void => {
    cancelAnimationFrame(frame);
    window.removeEventListener("pointermove", onMove);
    window.removeEventListener("pointerup", onUp);
    window.removeEventListener("keydown", onKeyDown, true);
    const travelled = ids;
    ids = null;
    start = null;
    if (travelled !== null) listener.end(isDropped ? place : null, travelled);
    place = null;
  };
  const onMove = (event: PointerEvent): void => {
    pointer = { x: event.clientX, y: event.clientY };
    if (start === null) return;
    if (ids === null) {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) < thresholdPx) return;
      ids = listener.begin(start.row);
      if (ids === null) {
        finish(false);
        return;
      }
      swallowNextClick();
      frame = requestAnimationFrame(scroll);
    }
    look();
  };
  const onUp = (): void => finish(true);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || ids === null) return;
    event.stopPropagation();
    event.preventDefault();
    finish(false);
  };
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0 || event.pointerType === "touch" || !(event.target instanceof Element)) return;
    const row = event.target.closest<HTMLElement>("[data-upload-id]");
    if (row === null || event.target.closest("button") !== null) return;
    start = { row, x: event.clientX, y: event.clientY };
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", onUp);
    window.addEventListener("keydown", onKeyDown, true);
  };
  grid.addEventListener("pointerdown", onDown);
  return () => {
    grid.removeEventListener("pointerdown", onDown);
    finish(false);
  };
}

/** The click that ends a drag must not select the row under it. */
function swallowNextClick(): void {
  const swallow = (event: MouseEvent): void => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener("click", swallow, { capture: true, once: true });
  // A drag that ends elsewhere makes no click.
  window.addEventListener(
    "pointerup",
    () => setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0),
    { once: true },
  );
}

function placeAt(grid: HTMLElement, y: number): DropPlace | null {
  const view = grid.getBoundingClientRect();
  const wanted = Math.min(view.bottom - 1, Math.max(view.top, y));
  let nearest: DropPlace | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const row of grid.querySelectorAll<HTMLElement>("[data-upload-id]")) {
    const { top, bottom } = row.getBoundingClientRect();
    const anchorId = row.dataset["uploadId"] ?? "";
    for (const [kind, lineY] of [["before", top] as const, ["after", bottom] as const]) {
      if (Math.abs(lineY - wanted) >= distance) continue;
      distance = Math.abs(lineY - wanted);
      nearest = { kind, anchorId, lineY: Math.min(view.bottom - 1, Math.max(view.top, lineY)) };
    }
  }
  return nearest;
}
