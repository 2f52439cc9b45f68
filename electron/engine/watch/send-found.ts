import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import type { Announcer } from "../announcer";
import type { DestinationBook } from "../destinations/destination-book";
import { contentTypeOf } from "../files/content-type";
import type { Clock } from "../ports";
import { findPlaces, type PlaceOwner } from "../queue/targets";
import { adapterFor } from "../services/index";
import { jobOptions, validateJobOptions } from "../services/settings";
import type { Database } from "../store/sql";
import type { NewUpload, UploadStore } from "../store/stores";
import type { WatchFolder } from "../store/watch-store";
import type { SettledFile } from "./folder-watch";

/** What sending found files works with. */
export interface SendFoundParts {
  readonly database: Pick<Database, "transaction">;
  readonly store: UploadStore;
  readonly book: DestinationBook;
  readonly clock: Clock;
  readonly announcer: Announcer;
  readonly kick: () => void;
}

/** What becomes of settled files. */
export interface Sorted {
  readonly sent: readonly SettledFile[];
  /** Not sent, because each would take the place of another file at the destination. */
  readonly held: readonly SettledFile[];
  /** Not sent yet: the same file, as it was before, is still in the queue. */
  readonly later: readonly SettledFile[];
}

/** Places at the destination that files of a folder have got, and which file each is of. */
export type PlacesGiven = Map<string, PlaceOwner>;

/**
 * Puts settled files of a watched folder in the queue as one batch, and does `alongside` in the same transaction. Files that
 * would overwrite others at the destination do not hold up the rest: the first one of a place gets it, also when `given`
 * says so, because its upload may be over. Throws `Failure` when the destination lacks a setting.
 */
export async function sendFound(
  parts: SendFoundParts,
  folder: WatchFolder,
  files: readonly SettledFile[],
  given: PlacesGiven,
  alongside: (sorted: Sorted) => void,
): Promise<Sorted> {
  const { book, store, clock } = parts;
  const destination = book.get(folder.rules.destinationId);
  const adapter = adapterFor(destination.service);
  const problem = validateJobOptions(adapter.info, jobOptions(adapter.info, destination.settings, {}));
  if (problem !== null) throw problem;
  const batchId = randomUUID();
  const rows = files.map((file): NewUpload => {
    const name = basename(file.absolutePath);
    return {
      batchId,
      name,
      path: file.absolutePath,
      relativePath: file.path,
      size: file.size,
      modifiedAtMs: file.modifiedAtMs,
      contentType: contentTypeOf(name),
      destinationId: destination.id,
      destinationName: destination.name,
      service: destination.service,
      options: {},
    };
  });
  const places = await findPlaces(adapter, destination, rows, store, clock.now());
  const verdicts = rows.map((row, index): keyof Sorted => {
    const owner = places.clashes.get(index);
    if (owner !== undefined) return owner.path === row.path ? "later" : "held";
    const earlier = given.get(places.of[index] ?? "");
    return earlier === undefined || earlier.path === row.path ? "sent" : "held";
  });
  const withVerdict = (verdict: keyof Sorted) => files.filter((_file, index) => verdicts[index] === verdict);
  const sorted = { sent: withVerdict("sent"), held: withVerdict("held"), later: withVerdict("later") };
  const taken = rows.filter((_row, index) => verdicts[index] === "sent");
  const ids = parts.database.transaction(() => {
    alongside(sorted);
    return store.insert(taken, new Date(clock.now()).toISOString());
  });
  for (const [index, place] of places.of.entries()) {
    const row = rows[index];
    if (place !== null && row !== undefined && verdicts[index] === "sent") given.set(place, row);
  }
  if (ids.length > 0) parts.announcer.changed(...ids);
  parts.kick();
  return sorted;
}
