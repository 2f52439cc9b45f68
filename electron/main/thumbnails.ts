import { join } from "node:path";
import type { EngineApi } from "../engine/engine-api";
import type { Logger, ThumbnailDecoder } from "../engine/ports";
import { previewSide, ThumbnailCache } from "../engine/thumbnails/thumbnail-cache";
import type { ThumbnailSource } from "./protocol";

/** Previews are larger and seldom looked at twice, bytes. */
const previewsBytes = 100_000_000;

/** Thumbnails and previews by upload id, made when first asked for and kept in the profile's folder. */
export function createThumbnails(parts: {
  readonly api: EngineApi;
  readonly decoder: ThumbnailDecoder;
  readonly logger: Logger;
  readonly profileDirectory: string;
}): ThumbnailSource {
  const { decoder, logger } = parts;
  const folder = (name: string) => join(parts.profileDirectory, name);
  const upload = new ThumbnailCache({ directory: folder("thumbnails"), decoder, logger });
  const preview = new ThumbnailCache({
    ...{ directory: folder("previews"), decoder, logger },
    ...{ longestSide: previewSide, maximumBytes: previewsBytes },
  });
  const caches = { upload, preview };
  return async (uploadId, picture) => {
    const found = await parts.api.upload({ id: uploadId });
    return found === null ? null : await caches[picture].get(found);
  };
}
