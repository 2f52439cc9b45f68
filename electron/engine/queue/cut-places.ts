import { Failure } from "../failure";

/** What sockets on both sides hold makes "the same place" a wide one, bytes. */
const samePlaceBytes = 8 * 1024 * 1024;
/** Uploads remembered at a time; an upload that is forgotten is only not suspected. */
const remembered = 1_000;

/**
 * Notices uploads whose body is cut twice at about the same place. A server or proxy that refuses a size by resetting the
 * connection destroys its own answer (reliability.md, fact 6), so that this is all that can be seen of it.
 */
export class CutPlaces {
  readonly #places = new Map<string, number>();

  /** The failure to tell: with a hint where the same place was met before. `sentBytes` of the file had been sent. */
  note(uploadId: string, failure: Failure, sentBytes: number): Failure {
    const before = this.#places.get(uploadId);
    this.#places.delete(uploadId);
    // A network that went is no word of the server's.
    if (failure.isNetworkDown || sentBytes === 0) return failure;
    if (failure.class !== "transient" || failure.error.code !== "network") return failure;
    this.#places.set(uploadId, sentBytes);
    const [oldest] = this.#places.keys();
    if (this.#places.size > remembered && oldest !== undefined) this.#places.delete(oldest);
    if (before === undefined || Math.abs(before - sentBytes) > samePlaceBytes) return failure;
    return new Failure(failure.class, failure.error.code, {
      message: failure.error.message,
      hint: "It stopped twice at about the same place: the server, or a proxy before it, may refuse files of this size.",
      retryAfterMs: failure.retryAfterMs,
      cause: failure,
    });
  }
}
