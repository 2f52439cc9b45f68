import { basename } from "node:path";
import { isThumbnailType } from "../engine/thumbnails/image-signature";
import { maskLink } from "../shared/link-mask";
import type { Receipt, Upload, UploadView } from "../shared/upload";

/** The row that the page gets: the upload without its path, and without what would open its links to anybody. */
export function toUploadView(upload: Upload): UploadView {
  const { position: _position, path, modifiedAtMs: _modifiedAtMs, ...view } = upload;
  return {
    ...view,
    receipt: upload.receipt === null ? null : withMaskedLinks(upload.receipt),
    folder: folderName(path, upload.relativePath),
    hasThumbnail: isThumbnailType(upload.contentType) && upload.size > 0,
  };
}

/** The folder above what was walked: of `/home/me/Photos/2024/a.jpg` found as `2024/a.jpg`, it is `Photos`. */
function folderName(path: string, relativePath: string): string {
  return basename(path.slice(0, path.length - relativePath.length));
}

/** One link at a time is shown whole, when the user asks (`receipts:show-link`). */
function withMaskedLinks(receipt: Receipt): Receipt {
  return { ...receipt, links: receipt.links.map((link) => ({ ...link, url: maskLink(link.url).text })) };
}
