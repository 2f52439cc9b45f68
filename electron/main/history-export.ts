import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type EngineApi, walkFromNewest } from "../engine/engine-api";
import { Failure } from "../engine/failure";
import type { ExportRequest, ExportScope } from "../shared/history-export";
import { wholeHistory } from "../shared/history-filter";
import type { Upload } from "../shared/upload";
import { csvHead, csvLine, exportedUpload } from "./export-rows";

/** Rows read at a time; memory holds no more of them, however long the history is. */
const pageSize = 500;

/** Walks the uploads of a scope page by page, in the order of the history or of the selection. */
async function* rowsIn(api: EngineApi, scope: ExportScope): AsyncGenerator<Upload, void, undefined> {
  if (scope.kind === "selected") {
    for (const id of scope.ids) {
      const upload = await api.upload({ id });
      if (upload !== null) yield upload;
    }
    return;
  }
  const found = scope.kind === "found" ? scope : { search: "", history: wholeHistory };
  for (let before: number | null = walkFromNewest; before !== null; ) {
    const { search, history } = found;
    const page = await api.uploads({ list: "history", search, history, before, offset: 0, limit: pageSize });
    yield* page.rows;
    before = page.next ?? null;
  }
}

/**
 * Writes a part of the history to a file as CSV or JSON and answers how many uploads it holds. The file appears only when
 * it is whole. Throws `Failure` `storage-full` or `file-unreadable` when it can't be written.
 */
export async function exportHistory(
  api: EngineApi,
  request: ExportRequest,
  outputPath: string,
): Promise<number> {
  let count = 0;
  const { format, scope, withSecrets } = request;
  async function* text(): AsyncGenerator<string, void, undefined> {
    yield format === "csv" ? csvHead : "[";
    for await (const upload of rowsIn(api, scope)) {
      if (format === "csv") yield csvLine(upload, withSecrets);
      else yield `${count === 0 ? "\n" : ",\n"}${JSON.stringify(exportedUpload(upload, withSecrets))}`;
      count += 1;
    }
    if (format === "json") yield "\n]\n";
  }
  await writeWhole(Readable.from(text()), outputPath);
  return count;
}

/** Writes beside the place first, so that half a file is never taken for the file; readable by the user alone. */
export async function writeWhole(content: Readable, outputPath: string): Promise<void> {
  const partial = `${outputPath}.part`;
  try {
    await pipeline(content, createWriteStream(partial, { mode: 0o600 }));
    await rename(partial, outputPath);
  } catch (cause) {
    await rm(partial, { force: true });
    throw cause instanceof Failure ? cause : notWritten(cause);
  }
}

function notWritten(cause: unknown): Failure {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ENOSPC" || code === "EDQUOT")
    return new Failure("local", "storage-full", {
      message: "There is no space left for this file.",
      hint: "Choose another disk, or free some space.",
      cause,
    });
  return new Failure("local", "file-unreadable", {
    message: "The file could not be written there.",
    hint: "Choose another folder, or check that you may write to it.",
    cause,
  });
}
