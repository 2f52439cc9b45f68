/** Types of which thumbnails are made. SVG is a document that can act, so it is never among them. */
const imageTypes: ReadonlySet<string> = new Set([
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/bmp",
]);

/** Whether a thumbnail may be made of files of this type, e.g. `image/png`; parameters do not matter. */
export function isThumbnailType(contentType: string): boolean {
  return imageTypes.has(contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "");
}

function textAt(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

/** The first bytes of the formats: text, and where it stands. Bytes above 127 are written as in Latin-1. */
const signatures: readonly (readonly (readonly [number, string])[])[] = [
  [[0, "\u00ff\u00d8\u00ff"]],
  [[0, "\u0089PNG\r\n\u001a\n"]],
  [[0, "GIF8"]],
  [
    [0, "RIFF"],
    [8, "WEBP"],
  ],
  [[4, "ftypavi"]],
  [[0, "BM"]],
];

function begins(bytes: Uint8Array, signature: readonly (readonly [number, string])[]): boolean {
  return signature.every(([offset, text]) => textAt(bytes, offset, text.length) === text);
}

/** Whether a file begins like one of the formats above, whatever its name says. */
export function looksLikeImage(bytes: Uint8Array): boolean {
  return signatures.some((signature) => begins(bytes, signature));
}

/** Whether these bytes are what a decoder answers: a PNG or a WebP. */
export function looksLikeThumbnail(bytes: Uint8Array): boolean {
  return textAt(bytes, 1, 3) === "PNG" || (textAt(bytes, 0, 4) === "RIFF" && textAt(bytes, 8, 4) === "WEBP");
}
