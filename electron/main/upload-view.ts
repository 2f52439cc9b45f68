import { isThumbnailType } from "../engine/thumbnails/image-signature";
import type { Upload, UploadView } from "../shared/upload";

/** The row that the page gets: the upload without its path. */
export function toUploadView(upload: Upload): UploadView {
  const {
    batchId: _batchId,
    position: _position,
    path: _path,
    modifiedAtMs: _modifiedAtMs,
    ...view
  } = upload;
  return { ...view, hasThumbnail: isThumbnailType(upload.contentType) && upload.size > 0 };
}
