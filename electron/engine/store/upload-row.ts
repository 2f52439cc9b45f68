import { z } from "zod";
import { settingsSchema } from "../../shared/destination";
import {
  type Receipt,
  receiptSchema,
  type Upload,
  type UploadState,
  uploadStateSchema,
} from "../../shared/upload";
import { numberOf, type SqlRow, textOf, textOrNull } from "./sql";

/** The columns of an upload with its receipt, for `FROM uploads LEFT JOIN receipts USING (position)`. */
export const uploadColumns =
  "uploads.position, id, batch_id, path, name, relative_path, size, modified_at_ms, content_type, destination_id, " +
  "destination_name, service, options, state, state_details, attempts, created_at, completed_at, receipt, secrets";

/** All states, in the order they are usually passed. */
export const uploadStateKinds: readonly UploadState["kind"][] = uploadStateSchema.options.map(
  (option) => option.shape.kind.value,
);

/** What a state carries beside its name, as JSON. */
export function stateDetails(state: UploadState): string {
  const { kind: _, ...details } = state;
  return JSON.stringify(details);
}

function readJson<S extends z.ZodType>(schema: S, text: string): z.infer<S> {
  return schema.parse(JSON.parse(text));
}

function readState(row: SqlRow): UploadState {
  const details = readJson(z.record(z.string(), z.unknown()), textOf(row, "state_details"));
  return uploadStateSchema.parse({ ...details, kind: textOf(row, "state") });
}

function readReceipt(row: SqlRow): Receipt | null {
  const receipt = textOrNull(row, "receipt");
  return receipt === null ? null : readJson(receiptSchema, receipt);
}

/** Reads a row of `uploadColumns`. Throws when it holds something else than an upload. */
export function readUpload(row: SqlRow): Upload {
  return {
    id: textOf(row, "id"),
    batchId: textOf(row, "batch_id"),
    position: numberOf(row, "position"),
    path: textOf(row, "path"),
    name: textOf(row, "name"),
    relativePath: textOf(row, "relative_path"),
    size: numberOf(row, "size"),
    modifiedAtMs: numberOf(row, "modified_at_ms"),
    contentType: textOf(row, "content_type"),
    destinationId: textOf(row, "destination_id"),
    destinationName: textOf(row, "destination_name"),
    service: textOf(row, "service"),
    options: readJson(settingsSchema, textOf(row, "options")),
    state: readState(row),
    attempts: numberOf(row, "attempts"),
    receipt: readReceipt(row),
    createdAt: textOf(row, "created_at"),
    completedAt: textOrNull(row, "completed_at"),
  };
}
