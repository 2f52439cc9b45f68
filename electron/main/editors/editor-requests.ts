import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Failure } from "../../engine/failure";

/** Files in one request at most: a note with more pictures than this is sent in parts. */
const maximumFiles = 1_000;

const uploadSchema = z.object({ list: z.array(z.string().min(1).max(32_768)).max(maximumFiles).default([]) });

/** Editors hand back what they were given for each file; the id is all that is needed of it. */
const deleteSchema = z.object({
  list: z
    .array(z.union([z.string(), z.object({ id: z.string() })]))
    .min(1)
    .max(maximumFiles),
});

/** The paths of an upload request, in its order; empty stands for the clipboard. Throws `Failure` `invalid-field`. */
export function readUploadRequest(text: string): readonly string[] {
  const { list } = read(uploadSchema, text.trim() === "" ? "{}" : text);
  return list.map(toPath);
}

/** The ids of the uploads to delete, in the request's order. Throws `Failure` `invalid-field`. */
export function readDeleteRequest(text: string): readonly string[] {
  return read(deleteSchema, text).list.map((item) => (typeof item === "string" ? item : item.id));
}

function read<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refused("The request is not JSON.", cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refused('The request must look like {"list": ["/path/of/a/file.png"]}.', parsed.error);
}

/** Some editors write `file:` addresses; anything else that is no absolute path could mean any file, so it is refused. */
function toPath(item: string): string {
  const url = item.startsWith("file://") && URL.canParse(item) ? new URL(item) : null;
  if (url?.hostname === "") return fileURLToPath(url);
  if (isAbsolute(item)) return item;
  throw refused(`"${item}" is not the full path of a file.`, undefined);
}

function refused(message: string, cause: unknown): Failure {
  return new Failure("permanent", "invalid-field", {
    message,
    hint: "See docs/editors.md for what editors may send.",
    field: "list",
    cause,
  });
}
