/** A piece of a body: bytes held in memory, or the place where the file goes, as it is or in Base64. */
export type BodySegment = Buffer | "file" | "file-base64";

/** A body as it goes over the wire. Its length is exact before the first byte is read. */
export interface EncodedBody {
  readonly contentType: string;
  /** Bytes. */
  readonly contentLength: number;
  readonly segments: readonly BodySegment[];
}

/** Adds up the exact length of a body's segments. */
export function layOut(contentType: string, segments: readonly BodySegment[], fileSize: number): EncodedBody {
  let contentLength = 0;
  for (const segment of segments) {
    if (segment === "file") contentLength += fileSize;
    else if (segment === "file-base64") contentLength += 4 * Math.ceil(fileSize / 3);
    else contentLength += segment.length;
  }
  return { contentType, contentLength, segments };
}
