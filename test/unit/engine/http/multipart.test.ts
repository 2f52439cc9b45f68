import busboy from "busboy";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wireName } from "../../../../electron/engine/files/safe-name";
import type { EncodedBody } from "../../../../electron/engine/http/body-layout";
import type { MultipartPart, NameEncoding } from "../../../../electron/engine/http/http-client";
import { encodeMultipart } from "../../../../electron/engine/http/multipart";

interface Received {
  readonly fields: readonly (readonly [string, string])[];
  readonly files: readonly {
    readonly name: string;
    readonly fileName: string;
    readonly type: string;
    readonly content: string;
  }[];
}

function bytesOf(body: EncodedBody, file: Buffer): Buffer {
  return Buffer.concat(body.segments.map((segment) => (Buffer.isBuffer(segment) ? segment : file)));
}

/** Reads a form as Express servers with busboy do. */
function receive(body: EncodedBody, file: Buffer): Promise<Received> {
  return new Promise((resolve, reject) => {
    const fields: [string, string][] = [];
    const files: Received["files"][number][] = [];
    const parser = busboy({
      headers: { "content-type": body.contentType },
      defParamCharset: "utf8",
      preservePath: true,
    });
    parser.on("field", (name, value) => fields.push([name, value]));
    parser.on("file", (name, stream, info) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () =>
        files.push({
          name,
          fileName: info.filename ?? "",
          type: info.mimeType,
          content: Buffer.concat(chunks).toString("hex"),
        }),
      );
    });
    parser.on("error", reject);
    parser.on("close", () => resolve({ fields, files }));
    parser.end(bytesOf(body, file));
  });
}

function filePart(fileName: string, contentType = "image/png"): MultipartPart {
  return { kind: "file", name: "file", fileName, contentType };
}

function headOf(fileName: string, nameEncoding: NameEncoding): string {
  const [first] = encodeMultipart([filePart(fileName)], nameEncoding, [0]).segments;
  return first?.toString() ?? "";
}

const wellFormed = (text: string) => Buffer.from(text, "utf8").toString("utf8");
const escaped = (text: string) => wellFormed(text).replace(/[\p{Cc}"\\]/gu, encodeURIComponent);

/** Names as hostile as they come: all of Unicode, and what has a meaning in headers and forms. */
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        "\\",
        "\r\n",
        "\n",
        "\0",
        ";",
        "=",
        "%22",
        "--",
        "filename=",
        "\r\n\r\n",
        "ü",
        "文",
        "😀",
        "\ud800",
        "'",
        "*",
        " ",
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join("")),
);

describe("a form", () => {
  it("S-23 10,000 forms arrive as exactly one file and the right fields, whatever the names and values are", {
    timeout: 120_000,
  }, async () => {
    const encodings = fc.constantFrom<NameEncoding>("utf8", "utf8+filename*", "percent");
    const property = fc.asyncProperty(
      fc.array(fc.tuple(hostile, hostile), { maxLength: 4 }),
      hostile,
      encodings,
      fc.uint8Array({ maxLength: 64 }),
      async (fields, fileName, encoding, content) => {
        const file = Buffer.from(content);
        const texts = fields.map(
          ([name, value]): MultipartPart => ({ kind: "text", name: `n${name}`, value }),
        );
        const body = encodeMultipart([...texts, filePart(fileName)], encoding, [file.length]);
        expect(bytesOf(body, file)).toHaveLength(body.contentLength);
        const received = await receive(body, file);
        expect(received.fields).toEqual(
          fields.map(([name, value]) => [escaped(`n${name}`), wellFormed(value)]),
        );
        expect(received.files).toHaveLength(1);
        expect(received.files[0]).toMatchObject({
          name: "file",
          type: "image/png",
          content: file.toString("hex"),
        });
      },
    );
    await fc.assert(property, { numRuns: 10_000 });
  });

  it("S-23 has a boundary of 128 random bits, new for each form", () => {
    const boundaries = Array.from({ length: 100 }, () => encodeMultipart([], "utf8", [0]).contentType);
    expect(new Set(boundaries).size).toBe(100);
    for (const boundary of boundaries)
      expect(boundary).toMatch(/^multipart\/form-data; boundary=[\w-]*[\da-f]{32}$/);
  });

  it("keeps its parts in the given order, text parts without a content type", () => {
    const body = encodeMultipart(
      [
        { kind: "text", name: "extra", value: '{"a":1}' },
        filePart("a.png"),
        { kind: "text", name: "last", value: "ü" },
      ],
      "utf8",
      [1000],
    );
    const boundary = body.contentType.split("boundary=")[1];
    expect(body.segments.map(String)).toEqual([
      `--${boundary}\r\nContent-Disposition: form-data; name="extra"\r\n\r\n{"a":1}\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n`,
      "file",
      `\r\n--${boundary}\r\nContent-Disposition: form-data; name="last"\r\n\r\nü\r\n--${boundary}--\r\n`,
    ]);
    const texts = body.segments.filter((segment) => Buffer.isBuffer(segment));
    expect(body.contentLength).toBe(1000 + texts.reduce((sum, text) => sum + text.length, 0));
  });

  it.each([
    ["utf8", 'filename="über 文.txt"'],
    ["utf8+filename*", "filename=\"_ber _.txt\"; filename*=UTF-8''%C3%BCber%20%E6%96%87.txt"],
    ["percent", 'filename="%C3%BCber%20%E6%96%87.txt"'],
  ] as const)("writes names the %s way", (encoding, expected) => {
    expect(headOf("über 文.txt", encoding)).toContain(`; ${expected}\r\n`);
  });

  it("escapes what would end a name, as the WHATWG says", () => {
    expect(headOf('a"b\r\nc', "utf8")).toContain('filename="a%22b%0D%0Ac"\r\n');
    expect(headOf("it's (1)*.txt", "utf8+filename*")).toContain(
      "filename*=UTF-8''it%27s%20%281%29%2A.txt\r\n",
    );
  });

  it("never has a file without a name", async () => {
    const received = await receive(encodeMultipart([filePart("")], "utf8", [0]), Buffer.alloc(0));
    expect(received.files.map((file) => file.fileName)).toEqual(["file"]);
  });

  it.each(["text/plain\r\nX-Evil: 1", "no type", "", 'text/plain; a="b"'])(
    "does not pass on %j as a content type",
    async (type) => {
      const received = await receive(encodeMultipart([filePart("a", type)], "utf8", [0]), Buffer.alloc(0));
      expect(received.files.map((file) => file.type)).toEqual(["application/octet-stream"]);
    },
  );

  it("carries safe names unchanged to a server that knows UTF-8", async () => {
    await fc.assert(
      fc.asyncProperty(
        hostile,
        fc.constantFrom<NameEncoding>("utf8", "utf8+filename*"),
        async (name, encoding) => {
          const safe = wireName(name);
          const received = await receive(encodeMultipart([filePart(safe)], encoding, [0]), Buffer.alloc(0));
          expect(received.files.map((file) => file.fileName)).toEqual([safe]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
