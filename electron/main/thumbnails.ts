import { join } from "node:path";
import type { EngineApi } from "../engine/engine-api";
import type { Logger, ThumbnailDecoder } from "../engine/ports";
import { ThumbnailCache } from "../engine/thumbnails/thumbnail-cache";
import type { ThumbnailSource } from "./protocol";

/** Thumbnails by upload id, made when first asked for and kept in the profile's folder. */
export function createThumbnails(parts: {
  readonly api: EngineApi;
  readonly decoder: ThumbnailDecoder;
  readonly logger: Logger;
  readonly profileDirectory: string;
}): ThumbnailSource {
  const { decoder, logger } = parts;
  const directory = join(parts.profileDirectory, "thumbnails");
  const cache = new ThumbnailCache({ directory, decoder, logger });
  return async (uploadId) => {
    const upload = await parts.api.upload({ id: uploadId });
    return upload === null ? null : await cache.get(upload);
  };
}
