import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { rowAt } from "../../stores/pages";
import { selectedIds } from "../../stores/selection-store";
import { useFormats } from "../../ui/use-formats";
import type { UploadListProps } from "./list-props";
import { followRowDrags } from "./row-drag";

/** A drag as it is drawn. */
interface DrawnDrag {
  readonly count: number;
  readonly x: number;
  readonly y: number;
  /** Null while a drop would change nothing. */
  readonly lineY: number | null;
}

/** Lets rows of a list be dragged; answers what is drawn meanwhile, to be put beside the list. */
export function useRowDrag(list: UploadListProps, grid: RefObject<HTMLElement | null>): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const [drag, setDrag] = useState<DrawnDrag | null>(null);
  const latest = useRef(list);
  latest.current = list;
  const canBeDragged = list.onReorder !== undefined;
  useEffect(() => {
    if (grid.current === null || !canBeDragged) return;
    return followRowDrags(grid.current, {
      begin: (row) => begin(latest.current, row),
      over: (place, ids, at) => {
        const isHere = place === null || ids.includes(place.anchorId);
        setDrag({ count: ids.length, ...at, lineY: isHere ? null : place.lineY });
      },
      end: (place, ids) => {
        setDrag(null);
        if (place === null || ids.includes(place.anchorId)) return;
        latest.current.onReorder?.(ids, { kind: place.kind, anchorId: place.anchorId });
      },
    });
  }, [grid, canBeDragged]);
  if (drag === null) return null;
  const box = grid.current?.getBoundingClientRect();
  return (
    <div className="row-drag" aria-hidden="true">
      {drag.lineY === null || box === undefined ? null : (
        <div className="row-drag__line" style={{ top: drag.lineY, left: box.left, width: box.width }} />
      )}
      <div className="row-drag__load" style={{ transform: `translate(${drag.x + 12}px, ${drag.y + 8}px)` }}>
        {t("queue.several", { count: drag.count, number: formats.count(drag.count) })}
      </div>
    </div>
  );
}

/** The selection travels, or the row alone that was taken hold of. */
function begin({ store, selection }: UploadListProps, row: HTMLElement): readonly string[] | null {
  const index = Number(row.dataset["index"]);
  const upload = rowAt(store.getState().pages, index);
  if (upload === undefined) return null;
  if (!selection.getState().placeById.has(upload.id)) selection.selectOnly(index, upload.id);
  return selectedIds(selection.getState());
}
