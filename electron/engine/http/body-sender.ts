import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { chunkBytes, giveBackChunk } from "../files/chunk-pool";
import type { Clock } from "../ports";
import type { EncodedBody } from "./body-layout";
import type { ExchangeOptions, FileBody } from "./http-client";
import { Base64Encoder } from "./request-body";
import { lookEveryMs, WriteGauge } from "./write-gauge";

/**
 * Bytes of the first and the last slice: a server that refuses at once has little thrown at it, and what may have arrived as
 * a whole is told apart from what has not until shortly before the end.
 */
const smallSliceBytes = 64 * 1024;
/** Bytes of all others: a chunk of the file. Each turn of the event loop costs as much as sending some 30 KiB. */
const largeSliceBytes = chunkBytes;

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
  /** How many of them, from the start, are none of the file's. */
  readonly headBytes: number;
  readonly fileBytes: number;
  /** The file's chunk behind them, for reuse once they are sent. */
  readonly chunk: Buffer | null;
}

/**
 * Writes a body slice by slice, each after the operating system took the one before, so that the count of sent bytes is
 * never more than what the server can have. A slice that takes its time is looked at: each part of it that is taken counts
 * and is a sign of life. Where that can't be seen, all slices are small, so that a slow line is not taken for a stalled one.
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
  readonly #clock: Clock;
  readonly #gauge: WriteGauge | null;

  /** `socket` is the request's, and stands. */
  constructor(
    request: ClientRequest,
    socket: Socket,
    body: EncodedBody,
    exchange: ExchangeOptions,
    clock: Clock,
    events: SendingEvents,
  ) {
    this.#request = request;
    this.#gauge = WriteGauge.of(socket);
    this.#clock = clock;
    this.#body = body;
    this.#exchange = exchange;
    this.#files = (exchange.files ?? (exchange.file === undefined ? [] : [exchange.file])).values();
    this.#events = events;
  }

  /** Sends to the end, or until it is stopped or the connection fails. Throws what the file throws. */
  async run(): Promise<void> {
    for await (const piece of this.#pieces()) {
      if (this.#stopped) return;
      this.#events.resumed();
      await this.#sendPiece(piece);
      // What the disk or the hash takes until the next piece is no stall of the network.
      if (!this.#stopped && this.#sentBytes < this.#body.contentLength) this.#events.throttled();
    }
  }

  /** Sends nothing more and lets go of the file at once. */
  stop(): void {
    this.#stopped = true;
    this.#fileStream?.destroy();
  }

  /** The pieces in their order. What stands before a small file goes with it: each write costs as much as sending 10 KiB. */
  async *#pieces(): AsyncGenerator<Piece> {
    let held: Buffer | null = null;
    for (const segment of this.#body.segments) {
      if (this.#stopped) return;
      if (Buffer.isBuffer(segment)) {
        if (held !== null) yield textPiece(held);
        held = segment;
        continue;
      }
      for await (const piece of this.#filePieces(segment)) {
        if (held !== null && held.length + piece.bytes.length > smallSliceBytes) {
          yield textPiece(held);
          held = null;
        }
        yield held === null ? piece : behind(held, piece);
        held = null;
      }
    }
    if (held !== null) yield textPiece(held);
  }

  async *#filePieces(segment: "file" | "file-base64"): AsyncGenerator<Piece> {
    const file: FileBody | undefined = this.#files.next().value;
    if (file === undefined) throw new TypeError("a body with files needs the files");
    this.#fileStream = file.stream();
    const base64 = segment === "file-base64" ? new Base64Encoder() : null;
    for await (const chunk of this.#fileStream as AsyncIterable<Buffer>) {
      const bytes = base64 === null ? chunk : base64.encode(chunk);
      yield { bytes, headBytes: 0, fileBytes: chunk.length, chunk };
    }
    if (base64 !== null) yield textPiece(base64.end());
  }

  async #sendPiece(piece: Piece): Promise<void> {
    const { throttle, onProgress, signal } = this.#exchange;
    const { bytes, headBytes, fileBytes } = piece;
    const fileBytesBefore = this.#sentFileBytes;
    for (let start = 0; start < bytes.length; ) {
      const wanted = this.#nextSliceBytes(bytes.length - start);
      const leave = throttle?.(wanted, signal) ?? wanted;
      const allowed = typeof leave === "number" ? leave : await this.#waitFor(leave);
      if (this.#stopped || allowed === 0) return;
      const slice = bytes.subarray(start, start + Math.min(wanted, allowed));
      if (this.#sentBytes + slice.length === this.#body.contentLength && !(await this.#events.ending()))
        return;
      const taken = (sliceBytes: number) => {
        if (fileBytes === 0) return;
        const share = Math.max(0, start + sliceBytes - headBytes) / (bytes.length - headBytes);
        this.#sentFileBytes = fileBytesBefore + Math.floor(fileBytes * share);
        onProgress?.(this.#sentFileBytes);
      };
      if (!(await this.#write(slice, taken))) return;
      start += slice.length;
    }
    this.#sentFileBytes = fileBytesBefore + fileBytes;
    // Every write is through, so that the memory is free; after a failed one it is left alone.
    if (piece.chunk !== null) giveBackChunk(piece.chunk);
  }

  #nextSliceBytes(pieceBytes: number): number {
    const isFirst = this.#sentBytes === 0;
    if (isFirst || this.#gauge === null) return Math.min(smallSliceBytes, pieceBytes);
    const beforeLast = this.#body.contentLength - this.#sentBytes - smallSliceBytes;
    return Math.min(beforeLast > 0 ? Math.min(largeSliceBytes, beforeLast) : smallSliceBytes, pieceBytes);
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
  #write(slice: Buffer, taken: (sliceBytes: number) => void): Promise<boolean> {
    const endWatch = this.#watch(slice, taken);
    return new Promise((resolve) => {
      this.#request.write(slice, (error) => {
        endWatch();
        if (error !== null && error !== undefined) return resolve(false);
        this.#sentBytes += slice.length;
        this.#events.moving();
        taken(slice.length);
        if (this.#sentBytes === this.#body.contentLength) {
          this.#request.end();
          this.#events.sent();
        }
        setImmediate(resolve, true);
      });
    });
  }

  /** Tells what is taken of a slice until the returned function is called: what it takes is less than all. */
  #watch(slice: Buffer, taken: (sliceBytes: number) => void): () => void {
    const gauge = this.#gauge;
    if (gauge === null) return () => {};
    gauge.begin();
    // With the first slice goes the request's head, whose bytes are not the body's.
    const counts = this.#sentBytes > 0;
    let before = 0;
    const look = () => {
      if (this.#stopped) return;
      const now = Math.min(gauge.taken(), slice.length - 1);
      if (now > before) {
        before = now;
        this.#events.moving();
        if (counts) taken(now);
      }
      callOff = this.#clock.after(lookEveryMs, look);
    };
    let callOff = this.#clock.after(lookEveryMs, look);
    return () => callOff();
  }
}

function textPiece(bytes: Buffer): Piece {
  return { bytes, headBytes: 0, fileBytes: 0, chunk: null };
}

function behind(head: Buffer, piece: Piece): Piece {
  return { ...piece, bytes: Buffer.concat([head, piece.bytes]), headBytes: head.length };
}
