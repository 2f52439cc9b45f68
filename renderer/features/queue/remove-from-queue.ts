import type { UploadAction } from "../../../electron/shared/ipc";
import { loadedRows } from "../../stores/pages";
import type { Stores } from "../../stores/stores";
import { deleteAction } from "./queue-actions";

/** Cancels what runs or waits, removes what failed. */
export function removeFromQueue({ queue, commands }: Stores, ids: readonly string[]): void {
  const kinds = new Map([...loadedRows(queue.getState().pages)].map(([, row]) => [row.id, row.state.kind]));
  const byAction = new Map<UploadAction, string[]>();
  for (const id of ids) {
    const action = deleteAction(kinds.get(id) ?? "queued");
    const group = byAction.get(action);
    if (group === undefined) byAction.set(action, [id]);
    else group.push(id);
  }
  for (const [action, group] of byAction) void commands.act(group, action);
}
