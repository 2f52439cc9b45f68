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

/** Decodes in the sandbox of this hidden page; main sees only bytes going in and a small WebP or PNG coming out. */
async function decode(request: DecodeRequest): Promise<Uint8Array> {
  const blob = new Blob([request.image], { type: request.contentType });
  // Chromium scales while it decodes; the image may be turned afterwards by its EXIF orientation, hence the fit below.
  const isLarge = Math.max(request.width, request.height) > request.longestSide * 2;
  const scaled = isLarge ? { ...halfwaySize(request), resizeQuality: "medium" as const } : {};
  const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image", ...scaled });
  const scale = Math.min(1, request.longestSide / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("No canvas.");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const small = await canvas.convertToBlob({ type: request.resultType, quality });
  return new Uint8Array(await small.arrayBuffer());
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
