import type { IncomingMessage } from "node:http";
import { RefusedRequest } from "./received-form";

/** Ids and a few texts need far less, bytes. */
const maximumBytes = 64 * 1024;

/** Reads a short JSON body without files; throws `RefusedRequest` when it is too long or no JSON. */
export async function receiveSmallJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maximumBytes) throw new RefusedRequest("The JSON is too long");
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (cause) {
    throw new RefusedRequest("The body is no JSON", { cause });
  }
}
