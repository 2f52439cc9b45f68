import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wireName } from "../../../../electron/engine/files/safe-name";
import type { MultipartPart, NameEncoding } from "../../../../electron/engine/http/http-client";
import { encodeMultipart } from "../../../../electron/engine/http/multipart";
import {
  type Form,
  formOf,
  hasPython,
  type Received,
  receiveWithFormidable,
  receiveWithMulter,
  receiveWithNode,
  receiveWithPython,
} from "./receivers";

/** Pieces that mean something to somebody: headers, forms, file systems, URLs, and people who write otherwise. */
const pieces = [
  ...['"', "\\", "/", "\r\n", "\n", "\t", "\0", ";", "=", "%22", "%0A", "%", "--", "'", "*", "&#1234;", "+"],
  ...[
    " ",
    ".",
    "-",
    "..",
    "CON",
    "filename=",
    "\r\n\r\n",
    "ü",
    "u\u0308",
    "文",
    "😀",
    "👩‍👩‍👧‍👦",
    "\u202e",
    "\ud800",
  ],
  ...["a", "b.txt", ".jpg"],
];
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join("")),
  fc.string({ unit: "grapheme", minLength: 60, maxLength: 255 }),
);

/** Parsers read brackets, and names of JavaScript's own, as something else: none of our services has such fields. */
const fieldName = hostile.map((name) => `n${name.replace(/[[\]]/g, "_")}`);

interface Sent {
  readonly fields: readonly (readonly [string, string])[];
  /** As `wireName` made it. */
  readonly fileName: string;
  readonly encoding: NameEncoding;
  readonly content: Buffer;
}

const allEncodings: readonly NameEncoding[] = ["utf8", "utf8+filename*", "percent"];

const sentIn = (encodings: readonly NameEncoding[]): fc.Arbitrary<Sent> =>
  fc.record({
    fields: fc.uniqueArray(fc.tuple(fieldName, hostile), {
      maxLength: 3,
      selector: ([name]) => escaped(name),
    }),
    fileName: hostile.map((name) => wireName(name)),
    encoding: fc.constantFrom(...encodings),
    content: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  });

const wellFormed = (text: string) => Buffer.from(text, "utf8").toString("utf8");
const escaped = (text: string) => wellFormed(text).replace(/[\p{Cc}"\\]/gu, encodeURIComponent);

function formFor({ fields, fileName, encoding, content }: Sent): Form {
  const texts = fields.map(([name, value]): MultipartPart => ({ kind: "text", name, value }));
  const file: MultipartPart = { kind: "file", name: "file", fileName, contentType: "image/png" };
  return formOf(encodeMultipart([...texts, file], encoding, [content.length]), content);
}

/** What the plain `filename` says, which is all that many parsers read. */
function plainName({ fileName, encoding }: Sent): string {
  if (encoding === "percent") return encodeURIComponent(fileName);
  return encoding === "utf8" ? fileName : fileName.replace(/[^\x20-\x7e]/gu, "_");
}

const unescaped = (name: string) => name.replace(/%0A|%0D|%22/gi, (code) => decodeURIComponent(code));

/** Says of each parser what it makes of a name; everything else must arrive as it was sent. */
interface Receiver {
  readonly receive: (form: Form) => Promise<Received>;
  readonly fileName: (sent: Sent) => string;
  readonly fieldName: (name: string) => string;
  readonly encodings: readonly NameEncoding[];
}

const receivers: Readonly<Record<string, Receiver>> = {
  multer: {
    receive: receiveWithMulter,
    fileName: (form) => unescaped(form.encoding === "utf8+filename*" ? form.fileName : plainName(form)),
    fieldName: unescaped,
    encodings: allEncodings,
  },
  formidable: {
    receive: receiveWithFormidable,
    fileName: (form) =>
      plainName(form)
        .replace(/%22/g, '"')
        .replace(/&#(\d{4});/g, (_, code: string) => String.fromCharCode(Number(code))),
    fieldName: (name) => name,
    encodings: allEncodings,
  },
  // It refuses a form with `filename*` as a whole, as the standard allows it to (RFC 7578, 4.2).
  "Node's own": {
    receive: receiveWithNode,
    fileName: (form) => unescaped(plainName(form)),
    fieldName: unescaped,
    encodings: ["utf8", "percent"],
  },
};

function expectAll(received: Received, form: Sent, receiver: Pick<Receiver, "fileName" | "fieldName">): void {
  const expected = form.fields.map(([name, value]) => [receiver.fieldName(escaped(name)), wellFormed(value)]);
  expect(received.fields).toEqual(expected);
  expect(received.files).toEqual([
    { name: "file", fileName: receiver.fileName(form), content: form.content.toString("hex") },
  ]);
}

describe("F12: whatever a file and the fields are called", () => {
  it.each(Object.entries(receivers))(
    "S-23 %s receives one file, its bytes, the fields, and the name as documented",
    async (_, receiver) => {
      const property = fc.asyncProperty(sentIn(receiver.encodings), async (form) => {
        expectAll(await receiver.receive(formFor(form)), form, receiver);
      });
      await fc.assert(property, { numRuns: 2500 });
    },
    120_000,
  );

  it.runIf(hasPython)("Python's cgi receives them, too", { timeout: 120_000 }, () => {
    const forms = fc.sample(sentIn(allEncodings), 2500);
    const received = receiveWithPython(forms.map(formFor));
    for (const [index, form] of forms.entries()) {
      const one = received[index];
      if (one === undefined) throw new Error("Python read fewer forms.");
      expectAll(one, form, {
        fileName: plainName,
        fieldName: (name) => name,
      });
    }
  });
});
