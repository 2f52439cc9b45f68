import type { Destination } from "../../shared/destination";
import type { UploadStateKind } from "../../shared/upload";
import { Failure } from "../failure";
import { wireName } from "../files/safe-name";
import type { ServiceAdapter } from "../services/service";
import { jobOptions, resolveSettings } from "../services/settings";
import type { NewUpload, UploadStore } from "../store/stores";

/** States in which an upload may still write to its target. */
const unfinished: readonly UploadStateKind[] = [
  "queued",
  "preparing",
  "uploading",
  "waiting",
  "paused",
  "unconfirmed",
];

type Named = Pick<NewUpload, "name" | "relativePath" | "size" | "contentType" | "options">;

/**
 * Refuses new uploads that would overwrite each other, or one that is queued already, at the service: an
 * `invalid-field` that names both; null when every upload has a place of its own.
 */
export function clashingTargets(
  adapter: ServiceAdapter,
  destination: Destination,
  rows: readonly Named[],
  store: UploadStore,
  nowMs: number,
): Failure | null {
  const { target, info } = adapter;
  if (target === undefined) return null;
  const resolved = { ...destination, settings: resolveSettings(info, destination.settings), secrets: {} };
  const placeOf = (row: Named, uploadId: string, createdAt: string) => {
    const options = jobOptions(info, destination.settings, row.options);
    const file = { name: wireName(row.name), size: row.size, contentType: row.contentType };
    return target({ uploadId, createdAt, destination: resolved, options, file });
  };
  const nowIso = new Date(nowMs).toISOString();
  const taken = new Map<string, string>();
  for (const upload of store.inState(unfinished, Number.MAX_SAFE_INTEGER)) {
    const place =
      upload.destinationId === destination.id ? placeOf(upload, upload.id, upload.createdAt) : null;
    if (place !== null) taken.set(place, upload.relativePath);
  }
  for (const [index, row] of rows.entries()) {
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
