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
  readonly path?: string;
}

/** Whose a place at a service is. */
type PlaceOwner = Pick<Named, "relativePath" | "path">;

/** What new uploads would do to each other, or to one that is queued already, at their service. */
export interface Places {
  /** By the number of a row: where it will be stored; null where every upload gets a place of its own. */
  readonly of: readonly (string | null)[];
  /** By the number of a row that would take the place of an earlier one: whose that is. */
  readonly clashes: ReadonlyMap<number, PlaceOwner>;
}

/** Finds out where new uploads will be stored, and which of them come too late. Does not hold up the event loop. */
export async function findPlaces(
  adapter: ServiceAdapter,
  destination: Destination,
  rows: readonly Named[],
  store: UploadStore,
  nowMs: number,
): Promise<Places> {
  const { target, info } = adapter;
  const clashes = new Map<number, PlaceOwner>();
  if (target === undefined) return { of: rows.map(() => null), clashes };
  const resolved = { ...destination, settings: resolveSettings(info, destination.settings), secrets: {} };
  const placeOf = (row: Named, uploadId: string, createdAt: string) => {
    const options = jobOptions(info, destination.settings, row.options);
    const file = { name: wireName(row.name), size: row.size, contentType: row.contentType };
    return target({ uploadId, createdAt, destination: resolved, options, file });
  };
  const nowIso = new Date(nowMs).toISOString();
  const own = new Set(rows.map((row) => row.id));
  const taken = new Map<string, PlaceOwner>();
  const positions = store.unfinishedPositions(destination.id);
  for (let start = 0; start < positions.length; start += comparedAtATime) {
    for (const upload of store.at(positions.slice(start, start + comparedAtATime))) {
      const place = own.has(upload.id) ? null : placeOf(upload, upload.id, upload.createdAt);
      if (place !== null) taken.set(place, upload);
    }
    await nextTurn();
  }
  const places: (string | null)[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % comparedAtATime === comparedAtATime - 1) await nextTurn();
    const place = placeOf(row, `new-${index}`, nowIso);
    places.push(place);
    const owner = place === null ? undefined : taken.get(place);
    if (owner !== undefined) clashes.set(index, owner);
    else if (place !== null) taken.set(place, row);
  }
  return { of: places, clashes };
}

/**
 * Refuses new uploads that would overwrite each other, or one that is queued already, at the service: an
 * `invalid-field` that names both; null when every upload has a place of its own.
 */
export async function clashingTargets(
  adapter: ServiceAdapter,
  destination: Destination,
  rows: readonly Named[],
  store: UploadStore,
  nowMs: number,
): Promise<Failure | null> {
  const places = await findPlaces(adapter, destination, rows, store, nowMs);
  for (const [index, owner] of places.clashes) {
    return clash(rows[index]?.relativePath ?? "", owner.relativePath, places.of[index] ?? "");
  }
  return null;
}

function clash(one: string, other: string, place: string): Failure {
  return new Failure("permanent", "invalid-field", {
    message: `"${one}" and "${other}" would both be stored as "${place}": the later one would replace the earlier.`,
    hint: "Send them one after the other, or set a filename such as {stem}-{hash8}.{ext}.",
    field: "filename",
  });
}
