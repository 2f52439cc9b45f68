import { sep } from "node:path";
import type { Added, AddRequest, EngineApi } from "../engine/engine-api";
import type { Clock } from "../engine/ports";
import { rowsOf } from "./rows";
import { isLost } from "./steady-engine";

/** How often files are offered to a new engine before the loss is believed. */
const maximumRepeats = 3;

/**
 * Adds files also when the engine ends before it answers: they are offered to the next engine, but only where its records
 * show that the one before took none of them. Otherwise the loss is passed on, because nothing may be sent twice.
 */
export async function addOnce(api: EngineApi, request: AddRequest, clock: Clock): Promise<Added> {
  const sinceMs = clock.now();
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await api.add(request);
    } catch (thrown) {
      if (!isLost(thrown) || repeats === maximumRepeats) throw thrown;
      if (await wasAnyTaken(api, request, sinceMs)) throw thrown;
    }
  }
}

/** Whether the records hold an upload of these paths to this destination since a time, epoch milliseconds. */
async function wasAnyTaken(api: EngineApi, request: AddRequest, sinceMs: number): Promise<boolean> {
  const isBelow = (path: string) =>
    request.paths.some(
      (given) => path === given || path.startsWith(given.endsWith(sep) ? given : given + sep),
    );
  for (const list of ["queue", "history"] as const) {
    for await (const { destinationId, createdAt, completedAt, path } of rowsOf(api, { list, search: "" })) {
      // The history begins with the newest: what ended before we asked tells nothing about us.
      if (list === "history" && Date.parse(completedAt ?? createdAt) < sinceMs) break;
      const isRecent = Date.parse(createdAt) >= sinceMs;
      if (isRecent && destinationId === request.destinationId && isBelow(path)) return true;
    }
  }
  return false;
}
