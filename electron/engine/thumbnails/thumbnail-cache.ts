import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type Clock, type Logger, silentLogger, systemClock, type ThumbnailDecoder } from "../ports";
import { isThumbnailType, looksLikeImage, looksLikeThumbnail } from "./image-signature";
import { ThumbnailFiles } from "./thumbnail-files";

/** Longest side of a thumbnail, pixels: 128 in the window on a screen of double density. */
export const thumbnailSide = 256;

/** Longest side of a preview, pixels: all of a large window. */
export const previewSide = 1_600;

/** Larger files are not decoded, bytes. */
const sourceLimitBytes = 100 * 1024 * 1024;

/** A decoder that answers more is not believed, bytes: a thumbnail's limit, and what a larger picture has per pixel at most. */
const thumbnailLimitBytes = 1024 * 1024;
const bytesPerPixel = 2;

const decodesAtOnce = 2;

/** As many pictures as a tall window shows. Of those that wait, the last so many come first: they are looked at. */
const picturesInView = 40;

/** A decoder that needs longer is not waited for, milliseconds. */
const decodeTimeMs = 10_000;

/** So many files that could not be decoded are remembered. */
const failuresRemembered = 10_000;

/** What a thumbnail is made of: a file as it was when it was added. */
export interface ThumbnailSource {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly modifiedAtMs: number;
  readonly contentType: string;
}

/** What a cache is made with. */
export interface ThumbnailCacheOptions {
  readonly directory: string;
  /** Without one, only thumbnails made before are found. */
  readonly decoder: ThumbnailDecoder | null;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Default 200 MB. */
  readonly maximumBytes?: number;
  /** Longest side of the pictures, pixels; default `thumbnailSide`. */
  readonly longestSide?: number;
}

/**
 * The name of a thumbnail: path, size and time of the file as the records keep them. So the thumbnail of an upload is found
 * as long as the upload is, also when the file is gone, and equal files share one.
 */
function keyOf(source: ThumbnailSource): string {
  const identity = [source.path, source.size, Math.trunc(source.modifiedAtMs)];
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex");
}

/** Small pictures on disk, made when first asked for. The decoding itself happens outside this process. */
export class ThumbnailCache {
  readonly #decoder: ThumbnailDecoder | null;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #files: ThumbnailFiles;
  readonly #making = new Map<string, Promise<Uint8Array | null>>();
  readonly #failed = new Set<string>();
  readonly #queue: (() => void)[] = [];
  /** Those that so many were asked for after that they are out of view; the last come first. */
  readonly #later: (() => void)[] = [];
  readonly #longestSide: number;
  #decoding = 0;

  constructor(options: ThumbnailCacheOptions) {
    this.#decoder = options.decoder;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#longestSide = options.longestSide ?? thumbnailSide;
    this.#files = new ThumbnailFiles(options.directory, options.maximumBytes ?? 200_000_000);
  }

  /** A small PNG or WebP; null when the file is no image, was changed, or can't be decoded. Never throws. */
  async get(source: ThumbnailSource): Promise<Uint8Array | null> {
    if (!isThumbnailType(source.contentType) || source.size === 0 || source.size > sourceLimitBytes)
      return null;
    const key = keyOf(source);
    const underWay = this.#making.get(key);
    if (underWay !== undefined) return underWay;
    const made = this.#findOrMake(key, source).finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }

  async #findOrMake(key: string, source: ThumbnailSource): Promise<Uint8Array | null> {
    const found = await this.#files.read(key, this.#clock.now());
    if (found !== null || this.#failed.has(key)) return found;
    const decoder = this.#decoder;
    if (decoder === null) return null;
    await this.#takeTurn();
    try {
      return await this.#make(key, source, decoder);
    } catch (thrown) {
      this.#logger.warn("A thumbnail could not be made or kept", { reason: String(thrown) });
      return null;
    } finally {
      this.#endTurn();
    }
  }

  async #make(key: string, source: ThumbnailSource, decoder: ThumbnailDecoder): Promise<Uint8Array | null> {
    const image = await readUnchanged(source);
    if (image === null) return null;
    const small = looksLikeImage(image) ? await this.#decode(decoder, image) : null;
    const limit = Math.max(thumbnailLimitBytes, this.#longestSide ** 2 * bytesPerPixel);
    if (small === null || small.length > limit || !looksLikeThumbnail(small)) {
      this.#remember(key);
      return null;
    }
    await this.#files.write(key, small, this.#clock.now()).catch((thrown: unknown) => {
      this.#logger.warn("A thumbnail could not be kept", { reason: String(thrown) });
    });
    return small;
  }

  /** A decoder that fails or is too slow has found no image. */
  #decode(decoder: ThumbnailDecoder, image: Uint8Array): Promise<Uint8Array | null> {
    return new Promise((decoded) => {
      const callOff = this.#clock.after(decodeTimeMs, () => decoded(null));
      decoder.decode(image, this.#longestSide).then(
        (small) => {
          callOff();
          decoded(small);
        },
        () => {
          callOff();
          decoded(null);
        },
      );
    });
  }

  #remember(key: string): void {
    if (this.#failed.size >= failuresRemembered) this.#failed.clear();
    this.#failed.add(key);
  }

  async #takeTurn(): Promise<void> {
    if (this.#decoding < decodesAtOnce) {
      this.#decoding += 1;
      return;
    }
    await new Promise<void>((turn) => {
      const outOfView = this.#queue.push(turn) > picturesInView ? this.#queue.shift() : undefined;
      if (outOfView !== undefined) this.#later.push(outOfView);
    });
  }

  /** Hands the turn on, or gives it back. */
  #endTurn(): void {
    const next = this.#queue.shift() ?? this.#later.pop();
    if (next === undefined) this.#decoding -= 1;
    else next();
  }
}

/** The bytes of a file that is still as it was when it was added; null when it is not, or not there. */
async function readUnchanged(source: ThumbnailSource): Promise<Uint8Array | null> {
  const handle = await open(source.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => null);
  if (handle === null) return null;
  try {
    if (!(await isUnchanged(handle, source))) return null;
    const bytes = await handle.readFile();
    return bytes.length === source.size && (await isUnchanged(handle, source)) ? bytes : null;
  } finally {
    await handle.close();
  }
}

async function isUnchanged(handle: FileHandle, source: ThumbnailSource): Promise<boolean> {
  const found = await handle.stat();
  if (!found.isFile() || found.size !== source.size) return false;
  return Math.abs(found.mtimeMs - source.modifiedAtMs) < 1;
}
