import type { ClientRequest } from "node:http";
import type { Readable } from "node:stream";
import { giveBackChunk } from "../files/chunk-pool";
import type { BodySegment, EncodedBody } from "./body-layout";
import type { ExchangeOptions, FileBody } from "./http-client";
import { Base64Encoder } from "./request-body";

/**
 * Bytes handed to the socket at a time. Small, so that a slow line still shows life within the stall limit, and early
 * answers are seen before the next write. Slices that grow on a fast line were tried: what the system's buffers take looks
 * fast, and the large slice behind it then stands longer than the stall limit on a line that is really slow.
 */
const sliceBytes = 64 * 1024;

/** What happens while a body is sent. */
export interface SendingEvents {
  /** The network took bytes. */
  readonly moving: () => void;
  /** We wait for leave to send, which is nobody's stall. */
  readonly throttled: () => void;
  /** We may send again. */
  readonly resumed: () => void;
  /** The last byte is about to be handed over; false forbids it. */
  readonly ending: () => Promise<boolean>;
  /** The operating system took the last byte. */
  readonly sent: () => void;
}

/** Bytes to send and how many of the file they stand for. */
interface Piece {
  readonly bytes: Buffer;
  readonly fileBytes: number;
  /** The file's chunk behind them, for reuse once they are sent. */
  readonly chunk: Buffer | null;
}

/**
 * Writes a body slice by slice, each after the operating system took the one before, so that the count of sent bytes is
 * never more, and never less, than what the server can have.
 */
export class BodySender {
  readonly #request: ClientRequest;
  readonly #body: EncodedBody;
  readonly #exchange: ExchangeOptions;
  readonly #events: SendingEvents;
  #sentBytes = 0;
  #sentFileBytes = 0;
  #stopped = false;
  #fileStream: Readable | null = null;
  readonly #files: Iterator<FileBody>;

  constructor(request: ClientRequest, body: EncodedBody, exchange: ExchangeOptions, events: SendingEvents) {
    this.#request = request;
    this.#body = body;
    this.#exchange = exchange;
    this.#files = (exchange.files ?? (exchange.file === undefined ? [] : [exchange.file])).values();
    this.#events = events;
  }

  /** Sends to the end, or until it is stopped or the connection fails. Throws what the file throws. */
  async run(): Promise<void> {
    for (const segment of this.#body.segments) {
      for await (const piece of this.#pieces(segment)) {
        if (this.#stopped) return;
        this.#events.resumed();
        await this.#sendPiece(piece);
        // What the disk or the hash takes until the next piece is no stall of the network.
        if (!this.#stopped && this.#sentBytes < this.#body.contentLength) this.#events.throttled();
      }
    }
  }

  /** Sends nothing more and lets go of the file at once. */
  stop(): void {
    this.#stopped = true;
    this.#fileStream?.destroy();
  }

  async *#pieces(segment: BodySegment): AsyncGenerator<Piece> {
    if (this.#stopped) return;
    if (Buffer.isBuffer(segment)) {
      yield { bytes: segment, fileBytes: 0, chunk: null };
      return;
    }
    const file: FileBody | undefined = this.#files.next().value;
    if (file === undefined) throw new TypeError("a body with files needs the files");
    this.#fileStream = file.stream();
    const base64 = segment === "file-base64" ? new Base64Encoder() : null;
    for await (const chunk of this.#fileStream as AsyncIterable<Buffer>) {
      const bytes = base64 === null ? chunk : base64.encode(chunk);
      yield { bytes, fileBytes: chunk.length, chunk };
    }
    if (base64 !== null) yield { bytes: base64.end(), fileBytes: 0, chunk: null };
  }

  async #sendPiece(piece: Piece): Promise<void> {
    const { throttle, onProgress, signal } = this.#exchange;
    const { bytes, fileBytes } = piece;
    const fileBytesBefore = this.#sentFileBytes;
    for (let start = 0; start < bytes.length; ) {
      const wanted = Math.min(sliceBytes, bytes.length - start);
      const leave = throttle?.(wanted, signal) ?? wanted;
      const allowed = typeof leave === "number" ? leave : await this.#waitFor(leave);
      if (this.#stopped || allowed === 0) return;
      const slice = bytes.subarray(start, start + Math.min(wanted, allowed));
      if (this.#sentBytes + slice.length === this.#body.contentLength && !(await this.#events.ending()))
        return;
      if (!(await this.#write(slice))) return;
      start += slice.length;
      if (fileBytes === 0) continue;
      this.#sentFileBytes = fileBytesBefore + Math.floor((fileBytes * start) / bytes.length);
      onProgress?.(this.#sentFileBytes);
    }
    this.#sentFileBytes = fileBytesBefore + fileBytes;
    // Every write is through, so that the memory is free; after a failed one it is left alone.
    if (piece.chunk !== null) giveBackChunk(piece.chunk);
  }

  /** Waits for leave to send, which is nobody's stall. */
  async #waitFor(leave: Promise<number>): Promise<number> {
    this.#events.throttled();
    const allowed = await leave;
    if (!this.#stopped) this.#events.resumed();
    return allowed;
  }

  /**
   * Hands over a slice; resolves when the operating system took it and an answer, if one came, was seen: writing on into
   * a connection that the server has closed would destroy the answer that waits in it. False when it failed.
   */
  #write(slice: Buffer): Promise<boolean> {
    return new Promise((resolve) => {
      this.#request.write(slice, (error) => {
        if (error !== null && error !== undefined) return resolve(false);
        this.#sentBytes += slice.length;
        this.#events.moving();
        if (this.#sentBytes === this.#body.contentLength) {
          this.#request.end();
          this.#events.sent();
        }
        setImmediate(resolve, true);
      });
    });
  }
}
