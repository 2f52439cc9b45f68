import { setImmediate as nextTurn } from "node:timers/promises";
import type { Destination } from "../../shared/destination";
import { Failure } from "../failure";
import { wireName } from "../files/safe-name";
import type { ServiceAdapter } from "../services/service";
import { jobOptions, resolveSettings } from "../services/settings";
import type { NewUpload, UploadStore } from "../store/stores";

/** Uploads compared within one turn of the event loop: some 10 ms. */
const comparedAtATime = 500;

interface Named extends Pick<NewUpload, "name" | "relativePath" | "size" | "contentType" | "options"> {
  /** Of an upload that is in the queue already: it is no clash with itself. */
  readonly id?: string;
}

/**
 * Refuses new uploads that would overwrite each other, or one that is queued already, at the service: an
 * `invalid-field` that names both; null when every upload has a place of its own. Does not hold up the event loop.
 */
export async function clashingTargets(
  adapter: ServiceAdapter,
  destination: Destination,
  rows: readonly Named[],
  store: UploadStore,
  nowMs: number,
): Promise<Failure | null> {
  const { target, info } = adapter;
  if (target === undefined) return null;
  const resolved = { ...destination, settings: resolveSettings(info, destination.settings), secrets: {} };
  const placeOf = (row: Named, uploadId: string, createdAt: string) => {
    const options = jobOptions(info, destination.settings, row.options);
    const file = { name: wireName(row.name), size: row.size, contentType: row.contentType };
    return target({ uploadId, createdAt, destination: resolved, options, file });
  };
  const nowIso = new Date(nowMs).toISOString();
  const own = new Set(rows.map((row) => row.id));
  const taken = new Map<string, string>();
  const positions = store.unfinishedPositions(destination.id);
  for (let start = 0; start < positions.length; start += comparedAtATime) {
    for (const upload of store.at(positions.slice(start, start + comparedAtATime))) {
      const place = own.has(upload.id) ? null : placeOf(upload, upload.id, upload.createdAt);
      if (place !== null) taken.set(place, upload.relativePath);
    }
    await nextTurn();
  }
  for (const [index, row] of rows.entries()) {
    if (index % comparedAtATime === comparedAtATime - 1) await nextTurn();
    const place = placeOf(row, `new-${index}`, nowIso);
    const other = place === null ? undefined : taken.get(place);
    if (other !== undefined) return clash(row.relativePath, other, place ?? "");
    if (place !== null) taken.set(place, row.relativePath);
  }
  return null;
}

function clash(one: string, other: string, place: string): Failure {
  return new Failure("permanent", "invalid-field", {
    message: `"${one}" and "${other}" would both be stored as "${place}": the later one would replace the earlier.`,
    hint: "Send them one after the other, or set a filename such as {stem}-{hash8}{ext}.",
    field: "filename",
  });
}
