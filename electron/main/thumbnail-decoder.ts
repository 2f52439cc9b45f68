import type { BrowserWindow } from "electron";
import { z } from "zod";
import type { Clock, Logger, ThumbnailDecoder } from "../engine/ports";
import { imageSize } from "./image-size";
import { decoderUrl } from "./protocol";

/** Larger images are not decoded: 64 megapixels are 256 MB as bitmap. */
const maximumPixels = 64_000_000;
const maximumSide = 16_384;
const maximumBytes = 100 * 1024 * 1024;
/** After this long the page that decodes is thrown away, milliseconds. */
const decodeLimitMs = 2_000;
/** A page that has nothing to do for so long is closed, milliseconds. */
const idleMs = 20_000;
/** So many crashes within a minute, and pictures go without a thumbnail until that minute is over. */
const crashesInAMinute = 3;
const minuteMs = 60_000;
/** A picture that was made small is far below this: bytes for a thumbnail, and per pixel for what is larger. */
const maximumThumbnailBytes = 512 * 1024;
const maximumBytesPerPixel = 2;

const decodedSchema = z.object({
  number: z.number(),
  image: z.instanceof(Uint8Array).nullable(),
});

/** What the decoder works with. */
export interface DecoderParts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Makes the hidden sandboxed window (main-window.ts) and its page. */
  readonly openWindow: () => BrowserWindow;
  /** Prepares the session of these pages, before the first of them loads. */
  readonly prepare: () => Promise<void>;
}

/** A page that decodes. */
interface DecoderPage {
  readonly window: BrowserWindow;
  readonly loaded: Promise<void>;
}

/**
 * Decodes images in a hidden sandboxed page, one at a time. The bytes come from the user's disk and are not trusted:
 * size and type are read from the header first, and a page that takes too long or crashes is replaced.
 */
export class SandboxedDecoder implements ThumbnailDecoder {
  readonly #parts: DecoderParts;
  #page: DecoderPage | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #cancelIdle: () => void = () => {};
  #number = 0;
  #isClosed = false;
  #prepared: Promise<void> | null = null;
  /** When pages crashed lately, on the clock that does not jump. */
  #crashes: readonly number[] = [];

  constructor(parts: DecoderParts) {
    this.#parts = parts;
  }

  decode(image: Uint8Array, longestSide: number): Promise<Uint8Array | null> {
    return this.#make(image, longestSide, "image/webp");
  }

  /** The same as PNG, which the system takes in a notification where it takes no WebP. */
  decodeAsPng(image: Uint8Array, longestSide: number): Promise<Uint8Array | null> {
    return this.#make(image, longestSide, "image/png");
  }

  /** Ends the page; images asked for later come back as null. */
  close(): void {
    this.#isClosed = true;
    this.#destroyPage();
  }

  #make(image: Uint8Array, longestSide: number, resultType: string): Promise<Uint8Array | null> {
    const size = image.byteLength <= maximumBytes ? imageSize(image) : null;
    if (size === null || size.width === 0 || size.height === 0) return Promise.resolve(null);
    const isTooLarge =
      size.width > maximumSide || size.height > maximumSide || size.width * size.height > maximumPixels;
    if (isTooLarge) return Promise.resolve(null);
    const decoded = this.#last.then(() => this.#decodeNext({ image, longestSide, resultType, ...size }));
    this.#last = decoded.catch(() => {});
    return decoded;
  }

  async #decodeNext(
    request: Readonly<Record<string, unknown>> & { readonly longestSide: number },
  ): Promise<Uint8Array | null> {
    if (this.#isClosed || this.#crashesTooOften()) return null;
    this.#cancelIdle();
    const page = this.#openPage();
    this.#number += 1;
    try {
      const decoded = await this.#ask(page, { ...request, number: this.#number });
      const limit = Math.max(maximumThumbnailBytes, request.longestSide ** 2 * maximumBytesPerPixel);
      return decoded !== null && decoded.byteLength <= limit ? decoded : null;
    } catch (error) {
      // Nothing is lost by a missing thumbnail; the next image gets a fresh page.
      this.#parts.logger.warn("An image could not be decoded", { error });
      this.#destroyPage();
      return null;
    } finally {
      this.#cancelIdle = this.#parts.clock.after(idleMs, () => this.#destroyPage());
    }
  }

  #openPage(): DecoderPage {
    if (this.#page !== null && !this.#page.window.isDestroyed()) return this.#page;
    const window = this.#parts.openWindow();
    this.#prepared ??= this.#parts.prepare();
    const loaded = this.#prepared.then(() => window.loadURL(decoderUrl));
    loaded.catch(() => {});
    this.#page = { window, loaded };
    return this.#page;
  }

  /** Resolves with the answer, or rejects after the limit and when the page's process is gone. */
  async #ask(page: DecoderPage, request: { readonly number: number }): Promise<Uint8Array | null> {
    await page.loaded;
    const contents = page.window.webContents;
    return await new Promise<Uint8Array | null>((resolve, reject) => {
      const onDecoded = (_event: unknown, answer: unknown): void => {
        const parsed = decodedSchema.safeParse(answer);
        if (parsed.success && parsed.data.number === request.number) finish(() => resolve(parsed.data.image));
      };
      const onGone = (): void => {
        this.#crashes = [...this.#crashes, this.#parts.clock.monotonicMs()].slice(-crashesInAMinute);
        finish(() => reject(new Error("The page that decodes images ended.")));
      };
      const cancelLimit = this.#parts.clock.after(decodeLimitMs, () =>
        finish(() => reject(new Error("Decoding took too long."))),
      );
      const finish = (settle: () => void): void => {
        cancelLimit();
        contents.ipc.off("decoder:decoded", onDecoded);
        contents.off("render-process-gone", onGone);
        settle();
      };
      contents.ipc.on("decoder:decoded", onDecoded);
      contents.on("render-process-gone", onGone);
      contents.send("decoder:decode", request);
    });
  }

  #crashesTooOften(): boolean {
    const [first] = this.#crashes;
    if (first === undefined || this.#crashes.length < crashesInAMinute) return false;
    return this.#parts.clock.monotonicMs() - first < minuteMs;
  }

  #destroyPage(): void {
    this.#cancelIdle();
    const page = this.#page;
    this.#page = null;
    if (page !== null && !page.window.isDestroyed()) page.window.destroy();
  }
}
