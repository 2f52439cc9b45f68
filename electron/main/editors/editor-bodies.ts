import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import busboy from "busboy";
import { Failure } from "../../engine/failure";

/** A list of paths is never longer, bytes. */
const maximumTextBytes = 4 * 1024 * 1024;
/** Pictures of a note come as parts of a form and are held until they are on disk; larger files come as paths. Bytes. */
const maximumFormBytes = 64 * 1024 * 1024;
/** Files in one form at most. */
const maximumFormFiles = 100;

/** A file whose bytes an editor sent along. */
export interface EditorFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Whether the body is a multipart form with files rather than a list of paths. */
export function isForm(request: IncomingMessage): boolean {
  return /^multipart\/form-data\b/i.test(request.headers["content-type"] ?? "");
}

/** The whole body as text. Throws `Failure` `too-large`. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > maximumTextBytes) throw tooLarge("The list of files is too long.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The files of a form, in its order. Throws `Failure` `too-large` or `invalid-field`. */
export async function readForm(request: IncomingMessage): Promise<readonly EditorFile[]> {
  const { headers } = request;
  const limits = { files: maximumFormFiles, fileSize: maximumFormBytes, fields: 64, fieldSize: 64 * 1024 };
  const parser = busboy({ headers, defParamCharset: "utf8", limits });
  const files: { name: string; chunks: Buffer[] }[] = [];
  let total = 0;
  let excess: Failure | null = null;
  const refuse = (message: string) => {
    excess ??= tooLarge(message);
    parser.destroy(excess);
  };
  parser.on("filesLimit", () => refuse(`A form may hold ${maximumFormFiles} files at most.`));
  parser.on("file", (_part, stream, info) => {
    const file = { name: info.filename ?? "", chunks: [] as Buffer[] };
    files.push(file);
    stream.on("error", () => {});
    stream.on("data", (chunk: Buffer) => {
      total += chunk.length;
      if (total > maximumFormBytes)
        refuse("The files of this form are too large to be sent along: name their paths.");
      else file.chunks.push(chunk);
    });
  });
  try {
    await pipeline(request, parser);
  } catch (cause) {
    throw (
      excess ?? new Failure("permanent", "invalid-field", { message: "The form is not complete.", cause })
    );
  }
  return files.map(({ name, chunks }) => ({ name, bytes: Buffer.concat(chunks) }));
}

function tooLarge(message: string): Failure {
  return new Failure("permanent", "too-large", { message });
}
