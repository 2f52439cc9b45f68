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

/** Most rows have none of what is read with a schema: that would cost more than all the rest. */
const nothing = "{}";

/** The states that carry nothing, ready to be told. */
const plainStates = new Map<string, UploadState>(
  uploadStateKinds.flatMap((kind) => {
    const { data } = uploadStateSchema.safeParse({ kind });
    return data === undefined ? [] : [[kind, Object.freeze(data)]];
  }),
);

function readState(row: SqlRow): UploadState {
  const kind = textOf(row, "state");
  const text = textOf(row, "state_details");
  const plain = text === nothing ? plainStates.get(kind) : undefined;
  if (plain !== undefined) return plain;
  return uploadStateSchema.parse({ ...readJson(z.record(z.string(), z.unknown()), text), kind });
}

function readOptions(row: SqlRow): Upload["options"] {
  const text = textOf(row, "options");
  return text === nothing ? {} : readJson(settingsSchema, text);
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
    options: readOptions(row),
    state: readState(row),
    attempts: numberOf(row, "attempts"),
    receipt: readReceipt(row),
    createdAt: textOf(row, "created_at"),
    completedAt: textOrNull(row, "completed_at"),
  };
}
