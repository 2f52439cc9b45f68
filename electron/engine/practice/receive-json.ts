import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { IncomingFile, PracticeStore } from "./practice-store";
import { type ReceivedFile, type ReceivedForm, RefusedRequest } from "./received-form";

/** Everything but the files' contents: names, types and ids need far less. */
const maximumTextBytes = 256 * 1024;

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/** Decodes Base64 that comes in pieces of any length. */
class Base64Pieces {
  #rest = "";

  decode(piece: string): Buffer {
    // JSON may write "/" as "\/", and a piece may end between the two; Base64 itself has no backslash.
    const text = this.#rest + piece.replaceAll("\\", "");
    const wholeLength = text.length - (text.length % 4);
    this.#rest = text.slice(wholeLength);
    return Buffer.from(text.slice(0, wholeLength), "base64");
  }

  end(): void {
    if (this.#rest !== "") throw new RefusedRequest("The contents of a file are not whole Base64.");
  }
}

/**
 * Reads JSON text in pieces and takes the string values of the key `contents` out of it, so that a file of any size
 * never stands in memory. What is left is the same JSON with the number of the file in each one's place.
 */
class ContentsExtractor {
  readonly #store: PracticeStore;
  readonly incoming: IncomingFile[] = [];
  readonly #text: number[] = [];
  #inString = false;
  #escaped = false;
  #string: number[] = [];
  /** The string before the last colon. */
  #key = "";
  #contents: { readonly file: IncomingFile; readonly pieces: Base64Pieces } | null = null;

  constructor(store: PracticeStore) {
    this.#store = store;
  }

  async push(chunk: Buffer): Promise<void> {
    let position = 0;
    while (position < chunk.length) {
      position =
        this.#contents === null
          ? await this.#readText(chunk, position)
          : await this.#readContents(chunk, position);
    }
  }

  /** The JSON without the contents. */
  end(): string {
    if (this.#contents !== null) throw new RefusedRequest("The JSON is not complete.");
    return Buffer.from(this.#text).toString("utf8");
  }

  async #readText(chunk: Buffer, start: number): Promise<number> {
    for (let position = start; position < chunk.length; position += 1) {
      const byte = chunk[position] ?? 0;
      this.#text.push(byte);
      if (this.#text.length > maximumTextBytes) throw new RefusedRequest("The JSON is too long.");
      if (this.#inString) this.#insideString(byte);
      else if (byte === quote && this.#key === "contents") {
        await this.#beginContents();
        return position + 1;
      } else this.#outsideString(byte);
    }
    return chunk.length;
  }

  #insideString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) {
      this.#inString = false;
      return;
    }
    this.#string.push(byte);
  }

  #outsideString(byte: number): void {
    if (byte === quote) {
      this.#inString = true;
      this.#string = [];
      this.#key = "";
    } else if (byte === colon) this.#key = Buffer.from(this.#string).toString("utf8");
    else if (byte > 0x20) this.#key = "";
  }

  async #beginContents(): Promise<void> {
    const file = await this.#store.receive();
    this.incoming.push(file);
    this.#contents = { file, pieces: new Base64Pieces() };
    this.#key = "";
  }

  async #readContents(chunk: Buffer, start: number): Promise<number> {
    const current = this.#contents;
    if (current === null) return start;
    const found = chunk.indexOf(quote, start);
    const end = found === -1 ? chunk.length : found;
    await current.file.write(current.pieces.decode(chunk.toString("latin1", start, end)));
    if (found === -1) return end;
    current.pieces.end();
    this.#contents = null;
    this.#text.push(...Buffer.from(`${this.incoming.length - 1}"`));
    return end + 1;
  }
}

const uploadSchema = z.object({
  files: z.array(
    z.object({
      name: z.string(),
      type: z.string().default("application/octet-stream"),
      contents: z.string(),
    }),
  ),
  userId: z.string().nullish(),
  expiryInterval: z.number().nullish(),
  fileRequestId: z.string().nullish(),
});

function parsed(text: string): z.infer<typeof uploadSchema> {
  try {
    return uploadSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RefusedRequest("The body is not the expected JSON.", { cause });
  }
}

function asForm(text: string, incoming: readonly IncomingFile[]): ReceivedForm {
  const { files, ...settings } = parsed(text);
  const fields = new Map<string, string>();
  for (const [key, value] of Object.entries(settings)) {
    if (value !== null && value !== undefined) fields.set(key, String(value));
  }
  const received = files.map((file): ReceivedFile => {
    const match = incoming[Number(file.contents)];
    if (match === undefined) throw new RefusedRequest("A file has no contents.");
    return { partName: "files", name: file.name, contentType: file.type, incoming: match };
  });
  return { fields, files: received };
}

/** Receives Surgery Connect's JSON form with Base64 contents. When it throws, nothing of it is left on disk. */
export async function receiveJson(request: IncomingMessage, store: PracticeStore): Promise<ReceivedForm> {
  const extractor = new ContentsExtractor(store);
  try {
    for await (const chunk of request) await extractor.push(chunk);
    return asForm(extractor.end(), extractor.incoming);
  } catch (thrown) {
    await Promise.all(extractor.incoming.map((file) => file.discard()));
    throw thrown;
  }
}
