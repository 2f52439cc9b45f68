import { readFile } from "node:fs/promises";
import type { EngineApi } from "../engine/engine-api";
import type { ThumbnailDecoder } from "../engine/ports";
import type { ThumbnailSource } from "./protocol";

/** Longer side of a thumbnail, pixels. */
const longestSide = 256;

/** Thumbnails by upload id. */
export function createThumbnails(parts: {
  readonly api: EngineApi;
  readonly decoder: ThumbnailDecoder;
  readonly profileDirectory: string;
}): ThumbnailSource {
  return async (uploadId) => {
    const upload = await parts.api.upload({ id: uploadId });
    if (upload === null) return null;
    return await parts.decoder.decode(await readFile(upload.path), longestSide);
  };
}
