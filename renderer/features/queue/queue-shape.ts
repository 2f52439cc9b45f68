import type { UploadView } from "../../../electron/shared/upload";
import { plainShape, type RowPlace, type RowShape } from "../uploads/list-props";

/** The height of a drop's heading, CSS pixels. */
export const headingPx = 36;
/** The strip below a row that says what went wrong, CSS pixels: one line, or in narrow lists two lines and the buttons. */
export const troublePx = { wide: 32, narrow: 68 } as const;

/** How the queue is shown. */
export interface QueueGrouping {
  readonly isGrouped: boolean;
  readonly folded: ReadonlySet<string>;
}

/** Whether a row has a strip below it: it stands still until the user decides. */
export function hasTrouble(upload: UploadView): boolean {
  return upload.state.kind === "failed" || upload.state.kind === "unconfirmed";
}

/**
 * The shape of a row of the queue. Its height follows from its state alone, so nothing is measured. Rows that were added
 * together have a heading above the first of them and stand further in; a file that was added alone has none.
 */
export function queueShape(
  grouping: QueueGrouping,
  upload: UploadView,
  place: RowPlace,
  isNarrow: boolean,
): RowShape {
  const belowPx = hasTrouble(upload) ? troublePx[isNarrow ? "narrow" : "wide"] : 0;
  if (!grouping.isGrouped) return belowPx === 0 ? plainShape : { ...plainShape, belowPx };
  const { index, before, after } = place;
  const isFolded = grouping.folded.has(upload.batchId);
  const goesOn = after?.batchId === upload.batchId;
  // Where the row before is not known, nothing is known about a beginning.
  const isFirst = before === undefined ? index === 0 : before.batchId !== upload.batchId;
  const isInside = isFolded || goesOn || before?.batchId === upload.batchId;
  const abovePx = isFolded || (isFirst && goesOn) ? headingPx : 0;
  if (abovePx === 0 && belowPx === 0 && !isInside) return plainShape;
  return { abovePx, belowPx, isFolded, isInside };
}
