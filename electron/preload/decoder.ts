import { ipcRenderer } from "electron";

/** The quality of a thumbnail's WebP: small, and no artefacts to be seen at this size. */
const quality = 0.8;

/** An image to be made small. */
interface DecodeRequest {
  readonly number: number;
  readonly image: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** As the header says it. */
  readonly width: number;
  readonly height: number;
  /** CSS pixels of the result's longer side, at most. */
  readonly longestSide: number;
  /** What the result is to be, `image/webp` or `image/png`. */
  readonly resultType: string;
}

/** A decoded picture, turned as its EXIF orientation says. */
interface Picture {
  readonly source: ImageBitmap | VideoFrame;
  readonly width: number;
  readonly height: number;
}

/** Decodes in the sandbox of this hidden page; main sees only bytes going in and a small WebP or PNG coming out. */
async function decode(request: DecodeRequest): Promise<Uint8Array> {
  const isLarge = Math.max(request.width, request.height) > request.longestSide * 2;
  const isScaledJpeg = isLarge && request.contentType === "image/jpeg";
  const picture = isScaledJpeg ? await decodeJpegSmall(request) : await decodeWhole(request, isLarge);
  const scale = Math.min(1, request.longestSide / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("No canvas.");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture.source, 0, 0, width, height);
  picture.source.close();
  const small = await canvas.convertToBlob({ type: request.resultType, quality });
  return new Uint8Array(await small.arrayBuffer());
}

/**
 * A JPEG can be decoded to as few eighths of its size as suffice, which for a photo of 12 megapixels takes a sixth of the
 * time and a hundredth of the memory.
 */
async function decodeJpegSmall({
  image: data,
  contentType: type,
  longestSide,
}: DecodeRequest): Promise<Picture> {
  const side = longestSide * 2;
  const decoder = new ImageDecoder({ data, type, desiredWidth: side, desiredHeight: side });
  const { image: source } = await decoder.decode().finally(() => decoder.close());
  return { source, width: source.displayWidth, height: source.displayHeight };
}

async function decodeWhole(request: DecodeRequest, isLarge: boolean): Promise<Picture> {
  const blob = new Blob([request.image], { type: request.contentType });
  // The image may be turned by its EXIF orientation after it was scaled, hence the fit afterwards.
  const scaled = isLarge ? { ...halfwaySize(request), resizeQuality: "medium" as const } : {};
  const source = await createImageBitmap(blob, { imageOrientation: "from-image", ...scaled });
  return { source, width: source.width, height: source.height };
}

/** Twice the wanted size on the side that is the longer one; the other side follows by itself. */
function halfwaySize(request: DecodeRequest): { resizeWidth: number } | { resizeHeight: number } {
  const size = request.longestSide * 2;
  return request.width >= request.height ? { resizeWidth: size } : { resizeHeight: size };
}

ipcRenderer.on("decoder:decode", (_event, request: DecodeRequest) => {
  decode(request).then(
    (image) => ipcRenderer.send("decoder:decoded", { number: request.number, image }),
    () => ipcRenderer.send("decoder:decoded", { number: request.number, image: null }),
  );
});
