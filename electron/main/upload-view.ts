import { basename } from "node:path";
import { isThumbnailType } from "../engine/thumbnails/image-signature";
import type { Upload, UploadView } from "../shared/upload";

/** The row that the page gets: the upload without its path. */
export function toUploadView(upload: Upload): UploadView {
  const { position: _position, path, modifiedAtMs: _modifiedAtMs, ...view } = upload;
  return {
    ...view,
    folder: folderName(path, upload.relativePath),
    hasThumbnail: isThumbnailType(upload.contentType) && upload.size > 0,
  };
}

/** The folder above what was walked: of `/home/me/Photos/2024/a.jpg` found as `2024/a.jpg`, it is `Photos`. */
function folderName(path: string, relativePath: string): string {
  return basename(path.slice(0, path.length - relativePath.length));
}
