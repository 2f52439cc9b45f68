/** How large an image says it is, read from its header without decoding anything. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
  /** The type its bytes show, whatever its name says. */
  readonly contentType: string;
}

/** Reads the size from the header of a PNG, JPEG, GIF, WebP, BMP or AVIF; null for anything else or a damaged header. */
export function imageSize(image: Uint8Array): ImageSize | null {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  try {
    return png(view) ?? jpeg(view) ?? gif(view) ?? webp(view) ?? bmp(view) ?? avif(view);
  } catch (thrown) {
    // The header promised more bytes than there are.
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

function text(view: DataView, offset: number, length: number): string {
  let characters = "";
  for (let index = 0; index < length; index += 1)
    characters += String.fromCharCode(view.getUint8(offset + index));
  return characters;
}

function png(view: DataView): ImageSize | null {
  if (view.getUint32(0) !== 0x89504e47 || text(view, 12, 4) !== "IHDR") return null;
  return { width: view.getUint32(16), height: view.getUint32(20), contentType: "image/png" };
}

function jpeg(view: DataView): ImageSize | null {
  if (view.getUint16(0) !== 0xffd8) return null;
  let offset = 2;
  while (offset < view.byteLength) {
    if (view.getUint8(offset) !== 0xff) return null;
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff) offset += 1;
    else if (isStartOfFrame(marker)) {
      return {
        width: view.getUint16(offset + 7),
        height: view.getUint16(offset + 5),
        contentType: "image/jpeg",
      };
    } else offset += 2 + Math.max(2, view.getUint16(offset + 2));
  }
  return null;
}

/** SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC), which lie between them (ITU-T T.81, table B.1). */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function gif(view: DataView): ImageSize | null {
  if (!/^GIF8[79]a$/.test(text(view, 0, 6))) return null;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), contentType: "image/gif" };
}

function webp(view: DataView): ImageSize | null {
  if (text(view, 0, 4) !== "RIFF" || text(view, 8, 4) !== "WEBP") return null;
  const contentType = "image/webp";
  const kind = text(view, 12, 4);
  if (kind === "VP8 ") {
    return {
      width: view.getUint16(26, true) & 0x3fff,
      height: view.getUint16(28, true) & 0x3fff,
      contentType,
    };
  }
  if (kind === "VP8L") {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, contentType };
  }
  if (kind !== "VP8X") return null;
  const width = view.getUint16(24, true) + (view.getUint8(26) << 16) + 1;
  const height = view.getUint16(27, true) + (view.getUint8(29) << 16) + 1;
  return { width, height, contentType };
}

function bmp(view: DataView): ImageSize | null {
  if (text(view, 0, 2) !== "BM" || view.getUint32(14, true) < 40) return null;
  const width = Math.abs(view.getInt32(18, true));
  return { width, height: Math.abs(view.getInt32(22, true)), contentType: "image/bmp" };
}

/** The largest `ispe` property in the first 16 KiB, where writers put the item properties. */
function avif(view: DataView): ImageSize | null {
  if (text(view, 4, 4) !== "ftyp" || !/^avi[fs]$/.test(text(view, 8, 4))) return null;
  let largest: ImageSize | null = null;
  const end = Math.min(view.byteLength - 16, 16_384);
  for (let offset = 16; offset < end; offset += 1) {
    if (view.getUint32(offset) !== 0x69737065) continue;
    const width = view.getUint32(offset + 8);
    const height = view.getUint32(offset + 12);
    if (largest === null || width * height > largest.width * largest.height) {
      largest = { width, height, contentType: "image/avif" };
    }
  }
  return largest;
}
