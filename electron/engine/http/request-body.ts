import { type EncodedBody, layOut } from "./body-layout";
import type { RequestBody } from "./http-client";
import { encodeMultipart } from "./multipart";

/** Lays out a body around files of these sizes, in bytes. */
export function encodeBody(body: RequestBody, fileSizes: readonly number[]): EncodedBody {
  switch (body.kind) {
    case "multipart":
      return encodeMultipart(body.parts, body.nameEncoding, fileSizes);
    case "raw":
      return layOut(body.contentType, ["file"], fileSizes);
    case "json":
      return layOut("application/json", [Buffer.from(JSON.stringify(body.value), "utf8")], fileSizes);
    case "json-base64":
      return layOut(
        "application/json",
        [
          Buffer.from(body.before, "utf8"),
          ...(body.between ?? []).flatMap((text) => ["file-base64" as const, Buffer.from(text, "utf8")]),
          "file-base64",
          Buffer.from(body.after, "utf8"),
        ],
        fileSizes,
      );
  }
}

/** Encodes a stream of chunks as one Base64 text: up to two bytes wait for the next chunk, so that no padding falls inside. */
export class Base64Encoder {
  #rest: Buffer = Buffer.alloc(0);

  /** The text of all whole groups of three bytes up to now. */
  encode(chunk: Buffer): Buffer {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const whole = bytes.length - (bytes.length % 3);
    this.#rest = Buffer.from(bytes.subarray(whole));
    return Buffer.from(bytes.toString("base64", 0, whole), "latin1");
  }

  /** The text of what is left, with its padding. */
  end(): Buffer {
    return Buffer.from(this.#rest.toString("base64"), "latin1");
  }
}
