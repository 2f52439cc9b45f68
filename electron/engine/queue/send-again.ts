import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import type { Upload } from "../../shared/upload";
import type { Announcer } from "../announcer";
import type { DestinationBook } from "../destinations/destination-book";
import type { SendAgainRequest, SentAgain } from "../engine-api";
import { modifiedAtMs } from "../files/file-source";
import type { Clock } from "../ports";
import { adapterFor } from "../services/index";
import { jobOptions, validateJobOptions, validateUploadOptions } from "../services/settings";
import type { NewUpload, UploadStore } from "../store/stores";
import { clashingTargets } from "./targets";

/** What sending again works with. */
export interface SendAgainPorts {
  readonly store: UploadStore;
  readonly book: DestinationBook;
  readonly announcer: Announcer;
  readonly clock: Clock;
}

/** A file as it is now, beside the upload that sent it before. */
interface Found {
  readonly upload: Upload;
  readonly size: number;
  readonly modifiedAtMs: number;
}

async function fileNow(upload: Upload): Promise<Found | null> {
  const now = await stat(upload.path, { bigint: true }).catch(() => null);
  if (now === null || !now.isFile()) return null;
  return { upload, size: Number(now.size), modifiedAtMs: modifiedAtMs(now) };
}

function isChanged({ upload, size, modifiedAtMs: nowMs }: Found): boolean {
  return size !== upload.size || nowMs !== upload.modifiedAtMs;
}

/**
 * Sends the local files of uploads once more, as new uploads of one batch, in the order given: the old ones keep their
 * receipts. Files that are gone are named; files that changed since are sent only with the user's word for it.
 * Throws `Failure` when a destination is gone or a setting is missing; then nothing is sent.
 */
export async function sendAgain(ports: SendAgainPorts, request: SendAgainRequest): Promise<SentAgain> {
  const { store, announcer, clock } = ports;
  const missing: { id: string; name: string }[] = [];
  const changed: { id: string; name: string }[] = [];
  const found: Found[] = [];
  for (const id of request.ids) {
    const upload = store.get(id);
    if (upload === null) continue;
    const file = await fileNow(upload);
    const named = { id, name: upload.name };
    if (file === null) missing.push(named);
    else if (isChanged(file) && !request.evenIfChanged) changed.push(named);
    else found.push(file);
  }
  const batchId = randomUUID();
  const rows = found.map((file) => newRow(ports, request, file, batchId));
  await refuseClashes(ports, rows);
  if (rows.length === 0) return { batchId: null, accepted: 0, missing, changed };
  const ids = store.insert(rows, new Date(clock.now()).toISOString());
  announcer.changed(...ids);
  return { batchId, accepted: ids.length, missing, changed };
}

function newRow(ports: SendAgainPorts, request: SendAgainRequest, file: Found, batchId: string): NewUpload {
  const { upload, size } = file;
  const destination = ports.book.get(request.destinationId ?? upload.destinationId);
  const { info } = adapterFor(destination.service);
  const options = request.destinationId === null ? upload.options : request.options;
  const problem =
    validateUploadOptions(info, options) ??
    validateJobOptions(info, jobOptions(info, destination.settings, options));
  if (problem !== null) throw problem;
  return {
    batchId,
    path: upload.path,
    name: upload.name,
    relativePath: upload.relativePath,
    size,
    modifiedAtMs: file.modifiedAtMs,
    contentType: upload.contentType,
    destinationId: destination.id,
    destinationName: destination.name,
    service: destination.service,
    options,
  };
}

async function refuseClashes(ports: SendAgainPorts, rows: readonly NewUpload[]): Promise<void> {
  for (const id of new Set(rows.map((row) => row.destinationId))) {
    const destination = ports.book.get(id);
    const own = rows.filter((row) => row.destinationId === id);
    const adapter = adapterFor(destination.service);
    const clash = await clashingTargets(adapter, destination, own, ports.store, ports.clock.now());
    if (clash !== null) throw clash;
  }
}
