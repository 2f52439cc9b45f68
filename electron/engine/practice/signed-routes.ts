import {
  equalSecrets,
  type PracticeContext,
  type PracticeExchange,
  signatureOf,
  signedLinkLifeMs,
} from "./practice-context";
import { sendFile, sendText } from "./practice-replies";
import type { StoredFile } from "./practice-store";

/** A link to a file that opens without any header for an hour; `more` is written into its query beside the signature. */
export function signedUrl(
  context: PracticeContext,
  file: StoredFile,
  more: Readonly<Record<string, string>> = {},
): string {
  const expires = String(Math.floor((context.clock.now() + signedLinkLifeMs) / 1000));
  const name = encodeURIComponent(Buffer.from(file.name).toString() || "file");
  const query = new URLSearchParams({
    ...more,
    Expires: expires,
    Signature: signatureOf(context.token, file.id, expires),
  });
  return `${context.baseUrl}/signed/${file.id}/${name === "." || name === ".." ? "file" : name}?${query}`;
}

/** Signed links, `/signed/ID/NAME?Expires=…&Signature=…`: the only address that needs no header, so that a browser can open it. */
export async function signedRoutes(exchange: PracticeExchange): Promise<boolean> {
  const { context, request, response, segments, query } = exchange;
  const [root, id, , ...more] = segments;
  const reads = request.method === "GET" || request.method === "HEAD";
  if (root !== "signed" || !reads || id === undefined || more.length > 0) return false;
  const expires = query.get("Expires") ?? "";
  if (!equalSecrets(query.get("Signature") ?? "", signatureOf(context.token, id, expires))) {
    sendText(response, 403, "This link is not valid.");
    return true;
  }
  if (Number(expires) * 1000 <= context.clock.now()) {
    sendText(response, 403, "This link has expired. Copy a fresh one in Waybill.");
    return true;
  }
  const file = await context.store.find(id);
  if (file === null) sendText(response, 404, "This file is not here any more.");
  else await sendFile(response, file, context.store.path(file.id), { forBrowser: true });
  return true;
}
