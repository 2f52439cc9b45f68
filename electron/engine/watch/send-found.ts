import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import type { Announcer } from "../announcer";
import type { DestinationBook } from "../destinations/destination-book";
import { contentTypeOf } from "../files/content-type";
import type { Clock } from "../ports";
import { findPlaces } from "../queue/targets";
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

/** A file that was put in the queue. */
export interface SentFile extends SettledFile {
  /** Where the destination stores it; null where every upload gets a place of its own. */
  readonly place: string | null;
}

/** What becomes of settled files. */
export interface Sorted {
  readonly sent: readonly SentFile[];
  /** Not sent, because each would take the place of another file at the destination. */
  readonly held: readonly SettledFile[];
  /** Not sent yet: the same file, as it was before, is still in the queue. */
  readonly later: readonly SettledFile[];
}

/** Which file, by its absolute path, was once sent to a place at the destination; null when none was. */
export type PlaceOwner = (place: string) => string | null;

/**
 * Puts settled files of a watched folder in the queue as one batch, and does `alongside` in the same transaction. Files that
 * would overwrite others at the destination do not hold up the rest: the first one of a place gets it, also when `ownerOf`
 * says so, because its upload may be over. Throws `Failure` when the destination lacks a setting.
 */
export async function sendFound(
  parts: SendFoundParts,
  folder: WatchFolder,
  files: readonly SettledFile[],
  ownerOf: PlaceOwner,
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
    const queued = places.clashes.get(index);
    if (queued !== undefined) return queued.path === row.path ? "later" : "held";
    const place = places.of[index] ?? null;
    const earlier = place === null ? null : ownerOf(place);
    return earlier === null || earlier === row.path ? "sent" : "held";
  });
  const withPlaces = files.map((file, index): SentFile => ({ ...file, place: places.of[index] ?? null }));
  const withVerdict = (verdict: keyof Sorted) => files.filter((_file, index) => verdicts[index] === verdict);
  const sent = withPlaces.filter((_file, index) => verdicts[index] === "sent");
  const sorted = { sent, held: withVerdict("held"), later: withVerdict("later") };
  const taken = rows.filter((_row, index) => verdicts[index] === "sent");
  const ids = parts.database.transaction(() => {
    alongside(sorted);
    return store.insert(taken, new Date(clock.now()).toISOString());
  });
  if (ids.length > 0) parts.announcer.changed(...ids);
  parts.kick();
  return sorted;
}
