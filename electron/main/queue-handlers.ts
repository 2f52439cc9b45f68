import type { EngineApi } from "../engine/engine-api";
import type { IpcHandlers } from "./ipc-main";
import { orRefusal } from "./or-refusal";

type QueueRequest =
  | "uploads:attempts"
  | "uploads:act"
  | "uploads:undo-removal"
  | "uploads:move"
  | "uploads:reassign"
  | "uploads:locate";

/** What is asked of the user here. */
export interface LocateQuestion {
  /** An absolute path of the file that was at `path`, or null. */
  locateFile(path: string): Promise<string | null>;
}

/** The handlers of what the user does with the queue. */
export function createQueueHandlers(api: EngineApi, desk: LocateQuestion): Pick<IpcHandlers, QueueRequest> {
  return {
    "uploads:attempts": ({ id }) => api.attempts({ id }),
    "uploads:act": async ({ ids, action }) => {
      await api.act({ ids, action });
    },
    "uploads:undo-removal": async () => ({ restored: await api.undoRemoval() }),
    "uploads:move": async ({ ids, to }) => {
      await api.move({ ids, to });
    },
    "uploads:reassign": async ({ ids, destinationId, options }) => {
      const request = { ids, destinationId, ...(options === undefined ? {} : { options }) };
      const answer = await orRefusal(() => api.reassign(request));
      return answer.ok ? { ok: true, ...answer.value } : answer;
    },
    "uploads:locate": async ({ id }) => {
      const upload = await api.upload({ id });
      const path = upload === null ? null : await desk.locateFile(upload.path);
      if (path === null) return null;
      const answer = await orRefusal(() => api.relocate({ id, path }));
      return answer.ok ? { ok: true, ...answer.value } : { ok: false, error: answer.error };
    },
  };
}
