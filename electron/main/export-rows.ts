import { jsonRow } from "../cli/rows";
import { maskLink } from "../shared/link-mask";
import type { Link, Upload } from "../shared/upload";

/** The columns of an exported table, in their order. */
const columns = [
  "id",
  "name",
  "relativePath",
  "path",
  "size",
  "contentType",
  "destination",
  "service",
  "state",
  "attempts",
  "createdAt",
  "completedAt",
  "remoteId",
  "storedName",
  "link",
  "linkExpiresAt",
  "linkOpensInBrowser",
  "receiptSize",
  "hashAlgorithm",
  "hashLocal",
  "hashRemote",
  "verified",
  "fileExpiresAt",
  "removedAt",
] as const;

type Column = (typeof columns)[number];
type Cell = string | number | boolean | null | undefined;

/**
 * A cell of a table (RFC 4180). A spreadsheet takes what begins with `= + - @`, a tab or a return for a formula, and
 * runs it: such a text gets an apostrophe in front, which spreadsheets hide (OWASP, CSV injection). Numbers are numbers.
 */
export function csvCell(value: Cell): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const harmless = /^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function shownLink(link: Link, withSecrets: boolean): Link {
  return withSecrets ? link : { ...link, url: maskLink(link.url).text };
}

function mainLink(links: readonly Link[]): Link | undefined {
  return links.find((link) => link.opensInBrowser) ?? links[0];
}

/** The head of a table, with a mark that tells spreadsheets that it is UTF-8. */
export const csvHead = `\uFEFF${columns.join(",")}\r\n`;

/** An upload as a line of a table. */
export function csvLine(upload: Upload, withSecrets: boolean): string {
  const { receipt } = upload;
  const first = mainLink(receipt?.links ?? []);
  const link = first === undefined ? undefined : shownLink(first, withSecrets);
  const cells: Readonly<Record<Column, Cell>> = {
    id: upload.id,
    name: upload.name,
    relativePath: upload.relativePath,
    path: upload.path,
    size: upload.size,
    contentType: upload.contentType,
    destination: upload.destinationName,
    service: upload.service,
    state: upload.state.kind,
    attempts: upload.attempts,
    createdAt: upload.createdAt,
    completedAt: upload.completedAt,
    remoteId: receipt?.remoteId,
    storedName: receipt?.storedName,
    link: link?.url,
    linkExpiresAt: link?.expiresAt,
    linkOpensInBrowser: link?.opensInBrowser,
    receiptSize: receipt?.size,
    hashAlgorithm: receipt?.hash?.algorithm,
    hashLocal: receipt?.hash?.local,
    hashRemote: receipt?.hash?.remote,
    verified: receipt?.verified,
    fileExpiresAt: receipt?.fileExpiresAt,
    removedAt: receipt?.removedAt,
  };
  return `${columns.map((column) => csvCell(cells[column])).join(",")}\r\n`;
}

/** An upload as an object: the keys of the command line's `--json`, and what is known besides. */
export function exportedUpload(upload: Upload, withSecrets: boolean): Readonly<Record<string, unknown>> {
  return {
    ...jsonRow(upload),
    links: (upload.receipt?.links ?? []).map((link) => shownLink(link, withSecrets)),
    relativePath: upload.relativePath,
    contentType: upload.contentType,
    fileExpiresAt: upload.receipt?.fileExpiresAt ?? null,
    removedAt: upload.receipt?.removedAt ?? null,
  };
}
