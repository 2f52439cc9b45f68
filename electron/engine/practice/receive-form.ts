import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import busboy from "busboy";
import type { IncomingFile, PracticeStore } from "./practice-store";
import { type ReceivedFile, type ReceivedForm, RefusedRequest } from "./received-form";

/** Text parts are settings, not content: 64 KiB each is plenty. */
const maximumTextBytes = 64 * 1024;

function newParser(request: IncomingMessage, maximumFiles: number): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: "utf8",
      limits: { fields: 64, fieldSize: maximumTextBytes, files: maximumFiles },
    });
  } catch (cause) {
    throw new RefusedRequest("The body is not a multipart form.", { cause });
  }
}

async function drainInto(stream: Readable, incoming: IncomingFile): Promise<void> {
  for await (const chunk of stream) await incoming.write(chunk);
}

/**
 * Receives a multipart form: text parts into memory, files straight to disk.
 * When it throws, nothing of the form is left on disk.
 */
export async function receiveMultipart(
  request: IncomingMessage,
  store: PracticeStore,
  maximumFiles: number,
): Promise<ReceivedForm> {
  const parser = newParser(request, maximumFiles);
  const fields = new Map<string, string>();
  const files: ReceivedFile[] = [];
  const arriving: Promise<void>[] = [];

  const take = async (partName: string, stream: Readable, info: busboy.FileInfo): Promise<void> => {
    const incoming = await store.receive();
    files.push({ partName, name: info.filename ?? "", contentType: info.mimeType, incoming });
    await drainInto(stream, incoming);
  };
  parser.on("field", (name, value) => fields.set(name, value));
  parser.on("file", (name, stream, info) => {
    // A form that breaks off right after a part's headers fails here before anybody reads; the parser tells it again.
    stream.on("error", () => {});
    arriving.push(take(name, stream, info).catch((cause: unknown) => void parser.destroy(asError(cause))));
  });

  const [parsed] = await Promise.allSettled([pipeline(request, parser)]);
  await Promise.all(arriving);
  if (parsed.status === "rejected") {
    await Promise.all(files.map((file) => file.incoming.discard()));
    throw new RefusedRequest("The multipart form is not complete.", { cause: parsed.reason });
  }
  return { fields, files };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
