import { parse } from "node:path";
import { Readable } from "node:stream";
import type { EngineApi } from "../engine/engine-api";
import { Failure } from "../engine/failure";
import type { UploadErrorData } from "../shared/upload-error";
import { exportedUpload } from "./export-rows";
import { exportHistory, writeWhole } from "./history-export";
import type { IpcHandlers } from "./ipc-main";
import { safeLink } from "./links";
import { receiptDetail } from "./receipt-detail";

type Names =
  | "uploads:send-again"
  | "receipts:get"
  | "receipts:secret"
  | "receipts:show-link"
  | "receipts:copy-link"
  | "receipts:refresh-links"
  | "receipts:save"
  | "receipts:print"
  | "history:export";

/** What the system does for receipts and exports. */
export interface PaperDesk {
  /** An absolute path for a copy named so, or null. */
  chooseCopy(name: string): Promise<string | null>;
  writeClipboard(text: string): void;
  /** What the page shows when it is printed, as a PDF file. */
  pageAsPdf(): Promise<Uint8Array>;
  /** Opens the system's print dialog for the page; false when nothing was printed. */
  printPage(): Promise<boolean>;
}

/** What the handlers work with. */
export interface ReceiptHandlerParts {
  readonly api: EngineApi;
  readonly desk: PaperDesk;
  /** Told of every batch that this window added. */
  readonly onAdded: (batchId: string) => void;
}

/** The handlers of what is done with receipts and with the history as a whole. */
export function createReceiptHandlers(parts: ReceiptHandlerParts): Pick<IpcHandlers, Names> {
  const { api, desk } = parts;
  return {
    "uploads:send-again": async (request) => {
      const answer = await orError(() => api.sendAgain(request));
      if (!answer.ok) return answer;
      const { batchId, accepted, missing, changed } = answer.value;
      if (batchId !== null) parts.onAdded(batchId);
      return { ok: true, accepted, missing: missing.map(({ name }) => name), changed };
    },
    "receipts:get": ({ id }) => receiptDetail(api, id),
    "receipts:secret": async ({ id, name, copy }) => {
      const value = (await api.receiptSecrets({ id }))[name] ?? null;
      if (copy && value !== null) desk.writeClipboard(value);
      return { value: copy ? null : value };
    },
    "receipts:show-link": async ({ id, index }) => ({ url: await wholeLink(api, id, index) }),
    "receipts:copy-link": async ({ id, index }) => {
      const url = await wholeLink(api, id, index);
      if (url !== null) desk.writeClipboard(url);
      return { copied: url === null ? 0 : 1 };
    },
    "receipts:refresh-links": async ({ id }) => {
      const now = Date.now();
      const links = await api.links({ id });
      return { fresh: links.some((link) => link.expiresAt === null || Date.parse(link.expiresAt) > now) };
    },
    "receipts:save": ({ id, format, title }) => saveReceipt(parts, id, format, title),
    "receipts:print": async () => ({ printed: await desk.printPage() }),
    "history:export": async (request) => {
      const outputPath = await desk.chooseCopy(`Waybill history.${request.format}`);
      if (outputPath === null) return null;
      const answer = await orError(() => exportHistory(api, request, outputPath));
      return answer.ok ? { ok: true, exported: answer.value } : answer;
    },
  };
}

/** A link of a receipt that opens; null when there is none, or it is not known any more. */
async function wholeLink(api: EngineApi, id: string, index: number): Promise<string | null> {
  const link = (await api.upload({ id }))?.receipt?.links[index];
  return link === undefined ? null : safeLink(link.url);
}

async function saveReceipt(
  { api, desk }: ReceiptHandlerParts,
  id: string,
  format: "pdf" | "json",
  title: string,
): ReturnType<IpcHandlers["receipts:save"]> {
  const upload = await api.upload({ id });
  if (upload === null) return null;
  const outputPath = await desk.chooseCopy(`${title} ${parse(upload.name).name}.${format}`);
  if (outputPath === null) return null;
  const answer = await orError(async () => {
    const content = format === "pdf" ? await desk.pageAsPdf() : await receiptJson(api, id);
    await writeWhole(Readable.from([content]), outputPath);
  });
  return answer.ok ? { ok: true } : answer;
}

/** A receipt as a file for programs: the row of the export, the attempts, and the server's redacted answer. */
async function receiptJson(api: EngineApi, id: string): Promise<string> {
  const upload = await api.upload({ id });
  const attempts = await api.attempts({ id });
  const row = upload === null ? {} : exportedUpload(upload, false);
  const content = { ...row, attempts, answer: upload?.receipt?.rawReply ?? null };
  // `attempts` of the row is their number; here it is the list itself.
  return `${JSON.stringify(content, null, 2)}\n`;
}

async function orError<T>(
  work: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; error: UploadErrorData }> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { ok: false, error: thrown.error };
  }
}
