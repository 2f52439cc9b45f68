import { randomUUID } from "node:crypto";
import { type BodySegment, type EncodedBody, layOut } from "./body-layout";
import type { MultipartPart, NameEncoding } from "./http-client";

/** Type and subtype, with parameters, as far as a header can carry them safely. */
const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:; ?[\w!#$&^.+-]+=[\w!#$&^.+-]+)*$/;

/**
 * Lays out a form: text parts in memory, the files streamed in their places. The boundary has 122 random bits, so that no
 * content can contain it by chance or by intent.
 */
export function encodeMultipart(
  parts: readonly MultipartPart[],
  nameEncoding: NameEncoding,
  fileSizes: readonly number[],
): EncodedBody {
  const boundary = `----WaybillForm${randomUUID().replaceAll("-", "")}`;
  const segments: BodySegment[] = [];
  let text = "";
  for (const part of parts) {
    text += `--${boundary}\r\n${partHead(part, nameEncoding)}\r\n\r\n`;
    if (part.kind === "text") text += part.value;
    else {
      segments.push(Buffer.from(text, "utf8"), "file");
      text = "";
    }
    text += "\r\n";
  }
  segments.push(Buffer.from(`${text}--${boundary}--\r\n`, "utf8"));
  return layOut(`multipart/form-data; boundary=${boundary}`, segments, fileSizes);
}

function partHead(part: MultipartPart, nameEncoding: NameEncoding): string {
  const disposition = `Content-Disposition: form-data; name="${escapeQuoted(part.name)}"`;
  if (part.kind === "text") return disposition;
  const contentType = mediaType.test(part.contentType) ? part.contentType : "application/octet-stream";
  // Without a file name receivers take the part for a text field (services.md 0.1).
  const fileName = part.fileName === "" ? "file" : part.fileName;
  return `${disposition}; ${fileNameParameters(fileName, nameEncoding)}\r\nContent-Type: ${contentType}`;
}

function fileNameParameters(fileName: string, nameEncoding: NameEncoding): string {
  const wellFormed = Buffer.from(fileName, "utf8").toString("utf8");
  switch (nameEncoding) {
    case "utf8":
      return `filename="${escapeQuoted(wellFormed)}"`;
    case "utf8+filename*": {
      // Receivers that know `filename*` take it; the others get what ASCII can say.
      const fallback = wellFormed.replace(/[^\x20-\x7e]/gu, "_");
      return `filename="${escapeQuoted(fallback)}"; filename*=UTF-8''${percentEncode(wellFormed)}`;
    }
    case "percent":
      return `filename="${encodeURIComponent(wellFormed)}"`;
  }
}

/**
 * Escapes what would end a quoted parameter or a header: `%0A %0D %22` as the WHATWG form encoding says, and likewise
 * the other controls and the backslash, which receivers take for an escape although browsers send it bare.
 */
function escapeQuoted(name: string): string {
  return name.replace(/[\p{Cc}"\\]/gu, encodeURIComponent);
}

/** RFC 8187: what `encodeURIComponent` leaves bare but the grammar does not allow is encoded too. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
