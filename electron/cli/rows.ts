import type { EngineApi, UploadQuery } from "../engine/engine-api";
import type { Link, Upload, UploadState } from "../shared/upload";
import type { UploadErrorData } from "../shared/upload-error";
import { formatBytes, printable, tableLines } from "./text";

/** Rows asked for at a time: a page of the engine at most. */
const pageSize = 500;

/** Walks the rows of a list, page by page. */
export async function* rowsOf(
  api: EngineApi,
  query: Omit<UploadQuery, "offset" | "limit">,
): AsyncGenerator<Upload, void, undefined> {
  let offset = 0;
  while (true) {
    const page = await api.uploads({ ...query, offset, limit: pageSize });
    yield* page.rows;
    offset += page.rows.length;
    if (page.rows.length === 0 || (offset >= page.total && page.isTotalMinimum !== true)) return;
  }
}

/** The error a state carries, or null. */
export function errorOf(state: UploadState): UploadErrorData | null {
  return "error" in state ? state.error : null;
}

/** Whether a state is an upload's end: nothing more happens to it, by itself or by the queue's turn. */
export function isEnd(state: UploadState): boolean {
  return ["completed", "failed", "unconfirmed", "canceled"].includes(state.kind);
}

/** Whether an upload may still change without the user. One that waits for a new token may not. */
export function isMoving(state: UploadState): boolean {
  if (state.kind === "waiting") return state.reason !== "auth";
  return ["queued", "preparing", "uploading"].includes(state.kind);
}

/** A row that is queued behind a destination that is held back, as what it does: it waits for the same thing. */
export function asWaiting(upload: Upload): Upload {
  const { heldBy } = upload;
  return heldBy === undefined ? upload : { ...upload, state: { kind: "waiting", ...heldBy } };
}

/** An upload as `--json` shows it: exactly the keys of product.md, absent values null. */
export function jsonRow(row: Upload): Readonly<Record<string, unknown>> {
  const upload = asWaiting(row);
  const { receipt } = upload;
  const error = errorOf(upload.state);
  return {
    id: upload.id,
    path: upload.path,
    name: upload.name,
    size: upload.size,
    destination: upload.destinationName,
    service: upload.service,
    state: upload.state.kind,
    attempts: upload.attempts,
    remoteId: receipt?.remoteId ?? null,
    storedName: receipt?.storedName ?? null,
    links: (receipt?.links ?? []).map(jsonLink),
    receipt: receipt && {
      size: receipt.size,
      hash: receipt.hash && {
        algorithm: receipt.hash.algorithm,
        local: receipt.hash.local,
        remote: receipt.hash.remote,
      },
      verified: receipt.verified,
    },
    error: error && {
      code: error.code,
      message: error.message,
      hint: error.hint,
      httpStatus: error.httpStatus,
    },
    createdAt: upload.createdAt,
    completedAt: upload.completedAt,
  };
}

function jsonLink(link: Link): Link {
  return { url: link.url, expiresAt: link.expiresAt, opensInBrowser: link.opensInBrowser };
}

/**
 * The one line of a completed upload: its link (one that opens in a browser before one that does not), or its remote
 * id where no link exists, or its name where the service gave neither.
 */
export function plainRow(upload: Upload): string {
  const links = upload.receipt?.links ?? [];
  const link = links.find((candidate) => candidate.opensInBrowser) ?? links[0];
  return printable(link?.url ?? upload.receipt?.remoteId ?? upload.receipt?.storedName ?? upload.name);
}

/** What stderr says of an upload that went wrong: what happened, then what to do about it. */
export function problemLines(upload: Upload, resolveCommand: string): readonly string[] {
  const error = errorOf(upload.state);
  if (error === null) return [`${printable(upload.name)}: ${upload.state.kind}`];
  const lines = [refusalLine(upload.name, error), `  ${printable(error.hint)}`];
  if (upload.state.kind === "unconfirmed") lines.push(`  Decide with: ${resolveCommand}`);
  return lines;
}

/** `name: message (code)`. */
export function refusalLine(name: string, error: UploadErrorData): string {
  return `${printable(name)}: ${printable(error.message)} (${error.code})`;
}

function removalText({ receipt }: Upload): string {
  return receipt?.removedAt === undefined
    ? ""
    : `deleted at the service on ${receipt.removedAt.slice(0, 10)}`;
}

/** Rows as an aligned table: id, state, size, destination, name, and why it is not done. */
export function uploadTable(uploads: readonly Upload[], heading: boolean): string[] {
  const rows = uploads.map(asWaiting).map((upload) => {
    const error = errorOf(upload.state);
    return [
      upload.id,
      upload.state.kind,
      formatBytes(upload.size),
      printable(upload.destinationName),
      printable(upload.name),
      error === null ? removalText(upload) : `${printable(error.message)} (${error.code})`,
    ];
  });
  const hasReasons = rows.some((row) => row[5] !== "");
  const titles = ["ID", "STATE", "SIZE", "DESTINATION", "NAME", hasReasons ? "WHY" : ""];
  return tableLines(heading ? [titles, ...rows] : rows, [2]);
}
