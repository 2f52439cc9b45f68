import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import type { Announcer } from "../announcer";
import type { DestinationBook } from "../destinations/destination-book";
import { contentTypeOf } from "../files/content-type";
import type { Clock } from "../ports";
import { clashingTargets } from "../queue/targets";
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

/**
 * Puts settled files of a watched folder in the queue as one batch, and does `alongside` in the same transaction.
 * Throws `Failure` when the destination lacks a setting, or when files would overwrite each other there.
 */
export async function sendFound(
  parts: SendFoundParts,
  folder: WatchFolder,
  files: readonly SettledFile[],
  alongside: () => void,
): Promise<void> {
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
  const clash = await clashingTargets(adapter, destination, rows, store, clock.now());
  if (clash !== null) throw clash;
  const ids = parts.database.transaction(() => {
    alongside();
    return store.insert(rows, new Date(clock.now()).toISOString());
  });
  parts.announcer.changed(...ids);
  parts.kick();
}
