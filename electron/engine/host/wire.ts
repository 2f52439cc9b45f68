import { z } from "zod";
import { uploadErrorSchema } from "../../shared/upload-error";
import type { EngineApi } from "../engine-api";
import { Failure } from "../failure";

/** Both sides of the socket must speak the same version. */
export const wireVersion = 1;

/** The largest frame, bytes: 100,000 paths of 160 bytes. */
export const frameLimitBytes = 16 * 1024 * 1024;

/** The largest frame of somebody who has not shown the token yet, bytes. */
export const greetingLimitBytes = 4096;

/** A method that may be asked for over the socket. */
export type EngineMethod = keyof EngineApi;

/** All of them; a method that is missing here does not compile. */
const methodTable: Readonly<Record<EngineMethod, true>> = {
  settings: true,
  saveSettings: true,
  checkSettings: true,
  unfinishedUploads: true,
  duplicateDestination: true,
  orderDestinations: true,
  services: true,
  destinations: true,
  signIns: true,
  saveDestination: true,
  removeDestination: true,
  testDestination: true,
  add: true,
  uploads: true,
  queueIds: true,
  historyIds: true,
  upload: true,
  attempts: true,
  act: true,
  undoRemoval: true,
  sendAgain: true,
  receiptSecrets: true,
  move: true,
  reassign: true,
  relocate: true,
  links: true,
  download: true,
  removeAtService: true,
  standing: true,
  watchFolders: true,
  watchFolder: true,
  unwatchFolder: true,
};

/** Whether a name is a method of the engine's interface. */
export function isEngineMethod(name: string): name is EngineMethod {
  return Object.hasOwn(methodTable, name);
}

/** The methods of the engine's interface. */
export const engineMethods: readonly EngineMethod[] = Object.keys(methodTable).filter(isEngineMethod);

const failureSchema = z.object({
  class: z.enum(["transient", "permanent", "unknown", "auth", "local", "canceled"]),
  error: uploadErrorSchema,
  field: z.string().nullable(),
  retryAfterMs: z.number().nullable(),
});

/** A failure as it crosses the socket. */
export type FailureData = z.infer<typeof failureSchema>;

/** What a failure says, as plain data; its cause stays behind. */
export function failureData(failure: Failure): FailureData {
  return {
    class: failure.class,
    error: failure.error,
    field: failure.field,
    retryAfterMs: failure.retryAfterMs,
  };
}

/** The failure again, on the other side. */
export function failureFromData(data: FailureData): Failure {
  const { code, ...details } = data.error;
  return new Failure(data.class, code, { ...details, field: data.field, retryAfterMs: data.retryAfterMs });
}

/** The first frame of a client. */
export const helloSchema = z.object({ waybill: z.number(), token: z.string() });

/** The owner's answer to it. */
export const greetingSchema = z.object({ waybill: z.number(), version: z.string(), pid: z.number() });

/** What a client sends after the greeting. */
export const clientFrameSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("call"), id: z.number(), method: z.string(), args: z.unknown().optional() }),
  z.object({ kind: z.literal("subscribe") }),
  z.object({ kind: z.literal("unsubscribe") }),
]);

/** What a client sends after the greeting. */
export type ClientFrame = z.infer<typeof clientFrameSchema>;

/** What the owner sends after the greeting; events come from a program of the same version and are taken as they are. */
export const ownerFrameSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("result"), id: z.number(), result: z.unknown().optional() }),
  z.object({ kind: z.literal("failure"), id: z.number(), failure: failureSchema }),
  z.object({ kind: z.literal("event"), event: z.unknown() }),
]);

/** What the owner sends after the greeting. */
export type OwnerFrame = z.infer<typeof ownerFrameSchema>;

/** The answer to one call. */
export type AnswerFrame = Exclude<OwnerFrame, { readonly kind: "event" }>;

/** A frame on the wire: one line of JSON. */
export function encodeFrame(frame: unknown): string {
  return `${JSON.stringify(frame)}\n`;
}

/** Whether the other side would take this frame. */
export function fitsFrame(encoded: string): boolean {
  return Buffer.byteLength(encoded) <= frameLimitBytes;
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #limitBytes: number;
  #parts: Buffer[] = [];
  #heldBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Allows longer frames from now on. */
  allow(limitBytes: number): void {
    this.#limitBytes = limitBytes;
  }

  /** The frames that are complete with these bytes; throws when one is too long or no JSON. */
  *read(bytes: Buffer): Generator<unknown> {
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      this.#hold(bytes.subarray(start, end));
      start = end + 1;
      const line = Buffer.concat(this.#parts).toString("utf8");
      this.#parts = [];
      this.#heldBytes = 0;
      yield JSON.parse(line);
    }
    this.#hold(bytes.subarray(start));
  }

  #hold(bytes: Buffer): void {
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > this.#limitBytes)
      throw new Error(`A frame is longer than ${this.#limitBytes} bytes.`);
    if (bytes.length > 0) this.#parts.push(bytes);
  }
}
