import { spawnSync } from "node:child_process";
import { Readable, Writable } from "node:stream";
import formidable from "formidable";
import multer from "multer";
import type { EncodedBody } from "../../../../electron/engine/http/body-layout";

/** What a server's parser makes of a form. */
export interface Received {
  /** In the order in which they came, as far as the parser keeps it. */
  readonly fields: readonly (readonly [string, string])[];
  readonly files: readonly { readonly name: string; readonly fileName: string; readonly content: string }[];
}

/** A form as it goes over the wire. */
export interface Form {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** Puts the file where its place is. */
export function formOf(body: EncodedBody, file: Buffer): Form {
  const bytes = Buffer.concat(body.segments.map((segment) => (Buffer.isBuffer(segment) ? segment : file)));
  return { bytes, contentType: body.contentType };
}

function requestOf({ bytes, contentType }: Form) {
  const headers = { "content-type": contentType, "content-length": String(bytes.length) };
  return Object.assign(Readable.from([bytes], { objectMode: false }), { headers });
}

/** multer 2 on memory, told that names are UTF-8, as its documentation advises. */
export function receiveWithMulter(form: Form): Promise<Received> {
  const parse = multer({ storage: multer.memoryStorage(), defParamCharset: "utf8" }).any();
  const request = requestOf(form) as never as Express.Request & {
    body: Record<string, string | string[]>;
    files?: readonly Express.Multer.File[];
  };
  return new Promise((resolve, reject) => {
    parse(request as never, {} as never, (error: unknown) => {
      if (error !== undefined && error !== null) return reject(error);
      const files = (request.files ?? []).map(({ fieldname, originalname, buffer }) => ({
        name: fieldname,
        fileName: originalname,
        content: buffer.toString("hex"),
      }));
      const fields = Object.entries(request.body).flatMap(([name, values]) =>
        [values].flat().map((value) => [name, value] as const),
      );
      resolve({ fields, files });
    });
  });
}

/** formidable 3, files kept in memory. */
export async function receiveWithFormidable(form: Form): Promise<Received> {
  const contents: Buffer[][] = [];
  const parser = formidable({
    allowEmptyFiles: true,
    minFileSize: 0,
    fileWriteStreamHandler: () => {
      const chunks: Buffer[] = [];
      contents.push(chunks);
      return new Writable({
        write(chunk: Buffer, _encoding, done) {
          chunks.push(chunk);
          done();
        },
      });
    },
  });
  const [fields, files] = await parser.parse(requestOf(form) as never);
  return {
    fields: Object.entries(fields).flatMap(([name, values]) =>
      (values ?? []).map((value) => [name, value] as const),
    ),
    files: Object.entries(files).flatMap(([name, some]) =>
      (some ?? []).map((file, index) => ({
        name,
        fileName: file.originalFilename ?? "",
        content: Buffer.concat(contents[index] ?? []).toString("hex"),
      })),
    ),
  };
}

/** The parser that is built into Node (undici), as used by servers on the Fetch interface. */
export async function receiveWithNode({ bytes, contentType }: Form): Promise<Received> {
  const data = await new Response(new Uint8Array(bytes), {
    headers: { "content-type": contentType },
  }).formData();
  const fields: [string, string][] = [];
  const files: Received["files"][number][] = [];
  for (const [name, value] of data) {
    if (typeof value === "string") fields.push([name, value]);
    else {
      const content = Buffer.from(await value.arrayBuffer()).toString("hex");
      files.push({ name, fileName: value.name, content });
    }
  }
  return { fields, files };
}

const pythonProgram = `
import sys, json, base64, io, warnings
warnings.simplefilter("ignore")
import cgi
for line in sys.stdin:
    form = json.loads(line)
    body = base64.b64decode(form["bytes"])
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": form["type"], "CONTENT_LENGTH": str(len(body))}
    parsed = cgi.FieldStorage(fp=io.BytesIO(body), environ=environ, keep_blank_values=True)
    fields, files = [], []
    for part in parsed.list:
        if part.filename is None: fields.append([part.name, part.value])
        else: files.append({"name": part.name, "fileName": part.filename, "content": part.file.read().hex()})
    print(json.dumps({"fields": fields, "files": files}))
`;

/** Whether a Python is there to judge, too, that still has its parser of forms (before 3.13). */
export const hasPython = spawnSync("python3", ["-c", "import cgi"]).status === 0;

/** The parser of Python's standard library, for many forms at a time. */
export function receiveWithPython(forms: readonly Form[]): readonly Received[] {
  const input = forms
    .map(({ bytes, contentType }) => JSON.stringify({ bytes: bytes.toString("base64"), type: contentType }))
    .join("\n");
  const { stdout, stderr } = spawnSync("python3", ["-c", pythonProgram], {
    input,
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
  });
  const lines = stdout.trim().split("\n");
  if (lines.length !== forms.length) throw new Error(`Python ended early: ${stderr}`);
  return lines.map((line) => JSON.parse(line));
}
