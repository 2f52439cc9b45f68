import { posix } from "node:path";
import type { Relocated } from "../../shared/queue-control";
import type { Upload } from "../../shared/upload";
import { isAboutFile } from "../../shared/upload-error";
import type { Announcer } from "../announcer";
import type { DestinationBook } from "../destinations/destination-book";
import type { RelocateRequest } from "../engine-api";
import { Failure } from "../failure";
import { fileAt } from "../files/collect-files";
import { contentTypeOf } from "../files/content-type";
import type { Clock } from "../ports";
import { adapterFor } from "../services/index";
import type { BulkStore, UploadStore } from "../store/stores";
import type { Scheduler } from "./scheduler";
import { clashingTargets } from "./targets";

/** What relocating works with. */
export interface RelocationPorts {
  readonly store: UploadStore;
  readonly bulk: BulkStore;
  readonly book: DestinationBook;
  readonly scheduler: Scheduler;
  readonly announcer: Announcer;
  readonly clock: Clock;
}

/**
 * Sends an upload that failed because of its file with the file that the user says it is, under that file's name. Throws
 * `Failure`, and changes nothing, when that is no plain file, when it would replace another upload's at the service
 * (`invalid-field`), or when the upload did not fail so or is not there any more (`config`).
 */
export async function relocate(ports: RelocationPorts, { id, path }: RelocateRequest): Promise<Relocated> {
  const { bulk, scheduler, announcer, clock } = ports;
  const upload = failedUpload(ports.store.get(id));
  const file = await fileAt(path, clock);
  const folder = posix.dirname(upload.relativePath);
  const relativePath = folder === "." ? file.name : posix.join(folder, file.name);
  const found = { ...upload, ...file, relativePath, contentType: contentTypeOf(file.name) };
  await refuseClash(ports, found);
  // Somebody may have decided otherwise while the disk was asked.
  failedUpload(ports.store.get(id));
  bulk.relocate(found);
  bulk.change([id], ["failed"], { kind: "queued" });
  bulk.forgetFailures([id]);
  announcer.changed(id);
  scheduler.kick();
  return { name: file.name, size: file.size, sizeBefore: upload.size };
}

function failedUpload(upload: Upload | null): Upload {
  if (upload?.state.kind === "failed" && isAboutFile(upload.state.error.code)) return upload;
  throw new Failure("permanent", "config", {
    message: "This upload does not wait for its file.",
    hint: "Look at how it stands in the queue now.",
  });
}

async function refuseClash({ book, store, clock }: RelocationPorts, found: Upload): Promise<void> {
  const destination = book.get(found.destinationId);
  const adapter = adapterFor(destination.service);
  const clash = await clashingTargets(adapter, destination, [found], store, clock.now());
  if (clash !== null) throw clash;
}
