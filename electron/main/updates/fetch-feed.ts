/** A feed is a few hundred bytes. */
const maximumBytes = 64 * 1024;

/** The part of `fetch` that is needed; Electron's and Node's both have it. */
export type Fetch = (url: string, options: { signal: AbortSignal; cache: "no-store" }) => Promise<Response>;

/**
 * Fetches a feed's text: at most 64 KiB, in at most `limitMs` from the first byte sent to the last one read. Rejects for
 * every answer but 200.
 */
export async function fetchFeed(fetch: Fetch, url: string, limitMs: number): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(limitMs), cache: "no-store" });
  if (response.status !== 200 || response.body === null) {
    throw new Error(`The server of updates answered ${response.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maximumBytes) throw new Error("The server of updates sent more than a feed can hold.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
