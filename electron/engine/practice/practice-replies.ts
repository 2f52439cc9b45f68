import { createReadStream } from "node:fs";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { StoredFile } from "./practice-store";

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": body.length,
  });
  response.end(body);
}

/** Answers with a status alone. */
export function sendEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, { "Content-Length": 0 });
  response.end();
}

/** Answers with a sentence for a person, as a browser shows it. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  const body = Buffer.from(`${text}\n`);
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Content-Length": body.length });
  response.end(body);
}

/** A `filename` for old receivers and a `filename*` (RFC 8187) for all others. */
function dispositionOf(kind: "inline" | "attachment", name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(Buffer.from(name).toString()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** The type a client gave, without parameters, or the type of anything when it is none. */
function plainType(contentType: string): string {
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  return /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(type) ? type : "application/octet-stream";
}

interface Presentation {
  readonly contentType: string;
  readonly kind: "inline" | "attachment";
}

/** How a browser may show a file that a stranger may have made. Text is shown as text: browsers save `text/markdown` and the like instead. */
function presentationOf(contentType: string): Presentation {
  const type = plainType(contentType);
  if (type === "text/html" || type === "text/xml") return { contentType: type, kind: "attachment" };
  if (type.startsWith("text/")) return { contentType: "text/plain; charset=utf-8", kind: "inline" };
  const shown = type.startsWith("image/") || type === "application/pdf" || type === "application/json";
  return { contentType: type, kind: shown ? "inline" : "attachment" };
}

/** Scripts, forms and everything else off. Not for PDF: Chromium's viewer shows nothing under `sandbox` and isolates itself. */
function policyFor(contentType: string): Readonly<Record<string, string>> {
  return contentType === "application/pdf"
    ? {}
    : { "Content-Security-Policy": "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'" };
}

/** Streams a file; `forBrowser` shows what can be shown safely, otherwise it is for saving. */
export async function sendFile(
  response: ServerResponse,
  file: StoredFile,
  path: string,
  options: { readonly forBrowser: boolean; readonly headers?: Readonly<Record<string, string>> },
): Promise<void> {
  const presentation: Presentation = options.forBrowser
    ? presentationOf(file.contentType)
    : { contentType: plainType(file.contentType), kind: "attachment" };
  response.writeHead(200, {
    "Content-Type": presentation.contentType,
    "Content-Length": file.size,
    "Content-Disposition": dispositionOf(presentation.kind, file.name),
    ...policyFor(presentation.contentType),
    ...options.headers,
  });
  if (response.req.method === "HEAD") response.end();
  else await pipeline(createReadStream(path), response);
}
