import type { UploadSelection } from "../../shared/queue-control";
import type { BulkStore, QueueCursor, QueuePart } from "../store/stores";

/** Rows changed in one go: about 15 ms, after which the event loop turns once. */
export const rowsAtATime = 500;

/** Lets everything else have its turn. */
export async function turn(): Promise<void> {
  await new Promise(setImmediate);
}

/** The ids of a part of the queue, some at a time; what is changed meanwhile is seen as it is then. */
export async function* idsOfPart(bulk: BulkStore, part: QueuePart): AsyncGenerator<readonly string[]> {
  let cursor: QueueCursor | null = null;
  for (;;) {
    const rows = bulk.next(part, cursor, rowsAtATime);
    const last = rows.at(-1);
    if (last === undefined) return;
    cursor = last.cursor;
    yield rows.map((row) => row.id);
    await turn();
  }
}

/** Whether rows are named one by one. */
export function isIds(selection: UploadSelection): selection is readonly string[] {
  return Array.isArray(selection);
}

/** The destination whose rows are meant; null for the rows of all. */
export function destinationOf(selection: UploadSelection): string | null {
  return typeof selection === "object" && "destinationId" in selection ? selection.destinationId : null;
}

/** The ids that are meant, some at a time: those given, or the rows of the queue in one of these states. */
export async function* idsOf(
  bulk: BulkStore,
  selection: UploadSelection,
  kinds: QueuePart["kinds"],
): AsyncGenerator<readonly string[]> {
  if (!isIds(selection)) {
    yield* idsOfPart(bulk, { destinationId: destinationOf(selection), kinds });
    return;
  }
  for (let start = 0; start < selection.length; start += rowsAtATime) {
    yield selection.slice(start, start + rowsAtATime);
    await turn();
  }
}
