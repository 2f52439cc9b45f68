/** A piece of a body: bytes held in memory, or the place where the next file goes, as it is or in Base64. */
export type BodySegment = Buffer | "file" | "file-base64";

/** A body as it goes over the wire. Its length is exact before the first byte is read. */
export interface EncodedBody {
  readonly contentType: string;
  /** Bytes. */
  readonly contentLength: number;
  readonly segments: readonly BodySegment[];
}

/** Adds up the exact length of a body's segments; the files come in the order of their places. */
export function layOut(
  contentType: string,
  segments: readonly BodySegment[],
  fileSizes: readonly number[],
): EncodedBody {
  let contentLength = 0;
  const sizes = fileSizes.values();
  for (const segment of segments) {
    if (Buffer.isBuffer(segment)) {
      contentLength += segment.length;
      continue;
    }
    const fileSize = sizes.next().value ?? 0;
    contentLength += segment === "file" ? fileSize : 4 * Math.ceil(fileSize / 3);
  }
  return { contentType, contentLength, segments };
}
