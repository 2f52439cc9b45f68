import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Protocol, ProtocolResponse } from "electron";

/** Where the page lives; the only origin that main listens to. */
export const pageOrigin = "app://bundle";

/** What the page may load and do: its own files and thumbnails, no network, no inline script or style. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' thumb:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // Text never becomes markup or script: the page's one policy lets the empty text through (renderer/strict-page.ts).
  "require-trusted-types-for 'script'",
  "trusted-types default",
].join("; ");

/** The page in which images are decoded. */
export const decoderUrl = "app://decoder/";

/** The page that decodes images loads nothing at all; its preload does the work. */
const decoderPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const contentTypes: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  webp: "image/webp",
  woff2: "font/woff2",
};

/** Must be called before Electron is ready. */
export function registerSchemes(protocol: Pick<Protocol, "registerSchemesAsPrivileged">): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: "app", privileges: { standard: true, secure: true, codeCache: true } },
    { scheme: "thumb", privileges: { standard: true, secure: true } },
  ]);
}

/** Answers with the bytes of an upload's thumbnail, or of its larger preview; null when there is none. */
export type ThumbnailSource = (uploadId: string, picture: "upload" | "preview") => Promise<Uint8Array | null>;

/**
 * Serves the page's files and the thumbnails; everything else is 404. The files by the older of Electron's two ways: `handle` would
 * first read in all of Node's `fetch`, and pass each file on as a stream, 40 ms of a start in which the page waits for them.
 */
export function servePage(
  protocol: Pick<Protocol, "handle" | "registerBufferProtocol">,
  pageDirectory: string,
  thumbnails: ThumbnailSource,
): void {
  protocol.registerBufferProtocol("app", (request, answer) => answer(answerPage(request, pageDirectory)));
  protocol.handle("thumb", (request) => answerThumbnail(request, thumbnails));
}

/** Serves the empty page in which images are decoded, and nothing else. */
export function serveDecoder(protocol: Pick<Protocol, "handle">): void {
  protocol.handle("app", (request) => (request.url === decoderUrl ? decoderPage() : notFound()));
}

/**
 * The file of the bundle that a URL names, relative to its folder; null for everything that is not plainly one.
 * Only names of letters, digits, `.`, `_` and `-` between single slashes are looked at, each beginning with a letter,
 * digit or `_`: no escape, backslash, dot segment, NUL or drive letter is left to be understood by anybody.
 */
export function bundlePath(url: string): string | null {
  const match = /^app:\/\/bundle\/([^?#]*)$/.exec(url);
  if (match === null) return null;
  const path = match[1] === "" ? "index.html" : (match[1] ?? "");
  return /^\w[\w.-]*(\/\w[\w.-]*)*$/.test(path) && contentTypeOf(path) !== null ? path : null;
}

/** Answers a request for a file of the page. */
export function answerPage(
  request: { readonly url: string; readonly method: string },
  directory: string,
): ProtocolResponse & { readonly statusCode: number } {
  const path = request.method === "GET" ? bundlePath(request.url) : null;
  const contentType = path === null ? null : contentTypeOf(path);
  if (path === null || contentType === null) return noPage(404);
  try {
    // At once: reading in the background takes four turns of an event loop that is never busier than at a start.
    const data = readFileSync(join(directory, path));
    return { statusCode: 200, headers: { ...pageHeaders(pagePolicy), "content-type": contentType }, data };
  } catch (thrown) {
    return noPage(isMissing(thrown) ? 404 : 500);
  }
}

function noPage(statusCode: number): ReturnType<typeof answerPage> {
  return { statusCode, headers: { "content-type": "text/plain" }, data: Buffer.from("Not found") };
}

/** Answers a request for a thumbnail, `thumb://upload/ID`, or a preview, `thumb://preview/ID`. */
export async function answerThumbnail(
  request: Pick<Request, "url" | "method">,
  thumbnails: ThumbnailSource,
): Promise<Response> {
  const [, picture, id] = /^thumb:\/\/(upload|preview)\/([\w-]{1,64})$/.exec(request.url) ?? [];
  if (id === undefined || request.method !== "GET") return notFound();
  const image = await thumbnails(id, picture === "preview" ? "preview" : "upload");
  // "No content" rather than "not found": the page falls back to an icon, and its console stays clean of errors.
  if (image === null) return new Response(null, { status: 204 });
  return new Response(Uint8Array.from(image), {
    headers: {
      "content-type": "image/webp",
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    },
  });
}

function decoderPage(): Response {
  const headers = { ...pageHeaders(decoderPolicy), "content-type": "text/html; charset=utf-8" };
  return new Response("<!doctype html><title>Decoder</title>", { headers });
}

function pageHeaders(policy: string): Record<string, string> {
  return {
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  };
}

function contentTypeOf(path: string): string | null {
  return contentTypes[/\.(\w+)$/.exec(path)?.[1] ?? ""] ?? null;
}

function notFound(): Response {
  return new Response("Not found", { status: 404, headers: { "content-type": "text/plain" } });
}

function isMissing(thrown: unknown): boolean {
  if (!(thrown instanceof Error && "code" in thrown)) return false;
  return ["ENOENT", "EISDIR", "ENOTDIR", "ENAMETOOLONG"].includes(String(thrown.code));
}
