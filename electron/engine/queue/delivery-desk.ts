import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Link, Upload } from "../../shared/upload";
import type { Announcer } from "../announcer";
import type { DestinationBook } from "../destinations/destination-book";
import { Failure, toFailure } from "../failure";
import { wireName } from "../files/safe-name";
import type { HttpClient } from "../http/http-client";
import { failureFromDownload } from "../http/http-errors";
import { routeOf } from "../http/route";
import type { Clock, Logger } from "../ports";
import { adapterFor } from "../services/index";
import type {
  Delivered,
  JobFile,
  Reconciled,
  ResolvedDestination,
  ServiceContext,
} from "../services/service";
import { jobOptions } from "../services/settings";
import type { DestinationStore, UploadStore } from "../store/stores";
import { makeContext } from "./context";
import type { RecordKeeper } from "./record-keeper";
import type { Sessions } from "./sessions";
import { withinLimit } from "./time-limit";

/** Links and look-ups are best effort and end after this long, milliseconds. */
const lookUpLimitMs = 30_000;
/** A new upload's links are waited for this long, milliseconds, before it is announced without them. */
const firstLinksLimitMs = 10_000;

/** What the desk works with. */
export interface DeskPorts {
  readonly store: UploadStore;
  readonly destinationStore: DestinationStore;
  readonly book: DestinationBook;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sessions: Sessions;
  readonly keeper: RecordKeeper;
  readonly announcer: Announcer;
}

/** A size to ask a thumbnail in, pixels. */
export interface ThumbnailSize {
  readonly width: number;
  readonly height: number;
}

/** Everything about what was delivered: announcing, links, downloads, and asking whether something arrived. */
export class DeliveryDesk {
  readonly #announcing = new Map<string, string>();
  readonly #stop = new AbortController();
  readonly #ports: DeskPorts;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
  }

  /** Announces a delivery once it is `noted` and its links are there, so that the clipboard gets one that opens. */
  async completed({ id, batchId }: Upload, noted: Promise<Upload>): Promise<void> {
    this.#announcing.set(id, batchId);
    const upload = await noted.catch((thrown: unknown) => {
      this.#announcing.delete(id);
      throw thrown;
    });
    this.#ports.announcer.changed(id);
    this.#announce(upload).catch((error: unknown) =>
      this.#ports.logger.error("a completed upload could not be announced", { id, error: String(error) }),
    );
  }

  async #announce(upload: Upload): Promise<void> {
    const { id } = upload;
    const makesLinks = adapterFor(upload.service).freshLinks !== undefined;
    if (makesLinks) await this.#refreshLinks(id, firstLinksLimitMs);
    this.#announcing.delete(id);
    // When everything ends there is nobody left to tell, and no records to ask; the next start shows it.
    if (this.#stop.signal.aborted) return;
    this.#ports.announcer.settled(makesLinks ? (this.#ports.store.get(id) ?? upload) : upload);
  }

  /** How many completed uploads are about to be announced. */
  announcingIn(batchId: string | null): number {
    if (batchId === null) return this.#announcing.size;
    return [...this.#announcing.values()].filter((id) => id === batchId).length;
  }

  /** Links as they are now; made afresh where one expired and the service makes them on demand. */
  async links(id: string): Promise<readonly Link[]> {
    const { receipt } = this.#delivered(id);
    if (receipt.removedAt !== undefined) return [];
    const nowMs = this.#ports.clock.now();
    const fresh = receipt.links.every(
      (link) => link.expiresAt === null || Date.parse(link.expiresAt) > nowMs,
    );
    const opens = receipt.links.some((link) => link.opensInBrowser);
    if (!fresh || !opens) await this.#refreshLinks(id, lookUpLimitMs);
    return this.#delivered(id).receipt.links;
  }

  /** Downloads the server's copy to a file that appears only when it is whole; answers its size in bytes. */
  async download(id: string, outputPath: string, thumbnail: ThumbnailSize | null): Promise<{ size: number }> {
    const upload = this.#upload(id);
    const destination = await this.#ports.book.resolve(upload.destinationId);
    const adapter = adapterFor(destination.service);
    const delivered = this.#delivered(id);
    const { removedAt } = delivered.receipt;
    if (removedAt !== undefined) throw goneSince(adapter.info.label, removedAt);
    const fetchOnce = async () => {
      const { session, reused } = await this.#within(destination, lookUpLimitMs, (context) =>
        this.#ports.sessions.get(adapter, context),
      );
      const plan = adapter.download?.(destination, delivered, session, thumbnail) ?? null;
      if (plan === null) throw noDownload(adapter.info.label, thumbnail !== null);
      const options = { route: routeOf(destination), signal: this.#stop.signal };
      return { session, reused, reply: await this.#ports.http.download(plan, options) };
    };
    let fetched = await fetchOnce();
    if (fetched.reply.status === 401 && fetched.reused) {
      // The token may have ended since it was fetched: once more, with a fresh one.
      fetched.reply.body.destroy();
      this.#ports.sessions.refused(destination.id, fetched.session);
      fetched = await fetchOnce();
    }
    const { reply, session } = fetched;
    if (reply.status !== 200) {
      throw await failureFromDownload(
        reply,
        this.#ports.clock.now(),
        (refused) => adapter.explainDownload?.(refused, destination, delivered, session) ?? null,
      );
    }
    return await keepWhole(reply.body, outputPath, id);
  }

  /** Deletes the service's copy at the user's word. The row stays, without links, and says when. Throws `Failure`. */
  async remove(id: string): Promise<Upload> {
    const { store, book, sessions, announcer, clock } = this.#ports;
    const upload = this.#upload(id);
    const delivered = this.#delivered(id);
    if (delivered.receipt.removedAt !== undefined) return upload;
    const { info, remove } = adapterFor(upload.service);
    if (remove === undefined) throw noRemoval(info.label);
    const destination = await book.resolve(upload.destinationId);
    await this.#within(destination, lookUpLimitMs, async (context) => {
      const { session, reused } = await sessions.get(adapterFor(upload.service), context);
      try {
        await remove(context, delivered, session);
      } catch (thrown) {
        const failure = toFailure(thrown, "permanent", "bad-response");
        if (failure.class === "unknown") throw maybeRemoved(failure);
        if (failure.class !== "auth" || !reused) throw failure;
        // The token may have ended since it was fetched: once more, with a fresh one.
        sessions.refused(destination.id, session);
        const fresh = await sessions.get(adapterFor(upload.service), context);
        await remove(context, delivered, fresh.session);
      }
    });
    const { receipt } = this.#delivered(id);
    const removedAt = new Date(clock.now()).toISOString();
    const changed = store.updateReceipt(id, { ...receipt, links: [], removedAt });
    announcer.changed(id);
    return changed;
  }

  /** Asks the server whether an unanswered upload arrived; `unknown` where there is no way or no answer. */
  async reconcile(upload: Upload): Promise<Reconciled> {
    const { book, sessions, store, logger } = this.#ports;
    const { startedAtMs: sentAtMs, resume } = store.step(upload.id);
    try {
      const destination = await book.resolve(upload.destinationId);
      const adapter = adapterFor(destination.service);
      const { reconcile } = adapter;
      if (reconcile === undefined || sentAtMs === null) return { kind: "unknown" };
      const options = jobOptions(adapter.info, destination.settings, upload.options);
      const { id: uploadId, createdAt } = upload;
      const job = { uploadId, createdAt, destination, options, file: fileOf(upload) };
      return await this.#within(destination, lookUpLimitMs, async (context) => {
        const { session } = await sessions.get(adapter, context);
        return await reconcile(context, job, session, sentAtMs, resume);
      });
    } catch (error) {
      logger.warn("an unanswered upload could not be looked up", { id: upload.id, error: String(error) });
      return { kind: "unknown" };
    }
  }

  /** Whether what was under way was ended. */
  get isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Ends what is under way. */
  stop(): void {
    this.#stop.abort();
  }

  async #refreshLinks(id: string, limitMs: number): Promise<void> {
    const { book, sessions, store, keeper, logger } = this.#ports;
    try {
      const upload = this.#upload(id);
      const adapter = adapterFor(upload.service);
      const { freshLinks } = adapter;
      if (freshLinks === undefined) return;
      const destination = await book.resolve(upload.destinationId);
      const links = await this.#within(destination, limitMs, async (context) => {
        const { session } = await sessions.get(adapter, context);
        return await freshLinks(context, this.#delivered(id), session);
      });
      // It may have been deleted at the service in the meantime.
      const { receipt } = this.#delivered(id);
      if (receipt.removedAt !== undefined) return;
      keeper.soon(() => store.updateReceipt(id, { ...receipt, links }));
      this.#ports.announcer.changed(id);
    } catch (error) {
      logger.warn("links could not be refreshed", { id, error: String(error) });
    }
  }

  /** Asks a service something, for so long at most, and not longer than the desk is open. */
  #within<T>(
    destination: ResolvedDestination,
    limitMs: number,
    ask: (context: ServiceContext) => Promise<T>,
  ): Promise<T> {
    const work = (signal: AbortSignal) => ask(makeContext(this.#ports, destination, signal));
    return withinLimit(this.#ports.clock, limitMs, work, this.#stop.signal);
  }

  #upload(id: string): Upload {
    const upload = this.#ports.store.get(id);
    if (upload !== null) return upload;
    throw new Failure("permanent", "config", {
      message: `There is no upload "${id}".`,
      hint: "List them with `waybill queue` and `waybill history`.",
    });
  }

  #delivered(id: string): Delivered {
    const upload = this.#upload(id);
    if (upload.receipt === null) {
      throw new Failure("permanent", "config", {
        message: `"${upload.name}" has not been delivered, so there is nothing to fetch.`,
        hint: "Wait until it is completed.",
      });
    }
    const secrets = this.#ports.store.receiptSecrets(id);
    return { receipt: upload.receipt, secrets, file: fileOf(upload) };
  }
}

function fileOf(upload: Upload): JobFile {
  return { name: wireName(upload.name), size: upload.size, contentType: upload.contentType };
}

/** Writes a download beside its place first, so that half a file is never taken for the file. */
async function keepWhole(body: Readable, outputPath: string, id: string): Promise<{ size: number }> {
  const partial = `${outputPath}.part-${id}`;
  try {
    await pipeline(body, createWriteStream(partial, { mode: 0o600 }));
  } catch (cause) {
    await rm(partial, { force: true });
    throw toFailure(cause, "transient", "network");
  }
  await rename(partial, outputPath);
  return { size: (await stat(outputPath)).size };
}

function noDownload(label: string, thumbnail: boolean): Failure {
  return new Failure("permanent", "config", {
    message: `${label} offers no ${thumbnail ? "thumbnail" : "download"} of this upload.`,
    hint: thumbnail ? "Download the file itself instead." : "Look at the service's own window.",
  });
}

function noRemoval(label: string): Failure {
  return new Failure("permanent", "config", {
    message: `${label} has no way to delete a file.`,
    hint: "Ask the service's operator, or let the file's own end come.",
  });
}

/** Asking again does no harm: what is deleted already is only found to be absent. */
function maybeRemoved(failure: Failure): Failure {
  return new Failure("unknown", failure.error.code, {
    message: "No answer came: the file may be deleted or not.",
    hint: "Delete it once more; if it is gone already, nothing happens.",
    httpStatus: failure.error.httpStatus,
    cause: failure,
  });
}

function goneSince(label: string, removedAt: string): Failure {
  return new Failure("permanent", "target-not-found", {
    message: `This file was deleted at ${label} on ${removedAt.slice(0, 10)}.`,
    hint: "Send the file again.",
  });
}
