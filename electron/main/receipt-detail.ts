import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { EngineApi } from "../engine/engine-api";
import { modifiedAtMs } from "../engine/files/file-source";
import type { ReceiptDetail } from "../shared/receipt-detail";
import type { Upload } from "../shared/upload";
import { toUploadView } from "./upload-view";

async function fileState(upload: Upload): Promise<ReceiptDetail["file"]> {
  const now = await stat(upload.path, { bigint: true }).catch(() => null);
  if (now === null || !now.isFile()) return "missing";
  const same = Number(now.size) === upload.size && modifiedAtMs(now) === upload.modifiedAtMs;
  return same ? "there" : "changed";
}

/** Everything the receipt of an upload shows; null when there is no such upload. Of its path only the folder's name. */
export async function receiptDetail(api: EngineApi, id: string): Promise<ReceiptDetail | null> {
  const upload = await api.upload({ id });
  if (upload === null) return null;
  const [attempts, file, secretNames] = await Promise.all([
    api.attempts({ id }),
    fileState(upload),
    secretNamesOf(api, upload),
  ]);
  const folder = basename(dirname(upload.path));
  return { upload: toUploadView(upload), folder: folder === "" ? null : folder, file, attempts, secretNames };
}

/** The names of what the links need; none when the records can't open them any more. */
async function secretNamesOf(api: EngineApi, upload: Upload): Promise<readonly string[]> {
  if (upload.receipt === null || upload.receipt.removedAt !== undefined) return [];
  const secrets = await api.receiptSecrets({ id: upload.id }).catch(() => ({}));
  return Object.keys(secrets);
}
