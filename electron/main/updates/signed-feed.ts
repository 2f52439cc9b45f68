import { createPublicKey, verify } from "node:crypto";
import { z } from "zod";

/** Where updates are, and whose word counts. Written into the package when it is made. */
export const updateSourceSchema = z.object({
  /** The folder of the feeds and of the files they name. */
  url: z.union([z.url({ protocol: /^https$/ }), z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ })]),
  /** The public half of the makers' Ed25519 key: SPKI, base64. */
  publicKey: z.base64(),
});

/** Where updates are, and whose word counts. */
export type UpdateSource = z.infer<typeof updateSourceSchema>;

/** Files lie beside their feed: a name, never a path or an address. */
const fileName = z.string().regex(/^[\w][\w.+-]{0,199}$/);
const sha512 = z.string().regex(/^[A-Za-z0-9+/]{86}==$/);

const fileSchema = z.object({
  url: fileName,
  sha512,
  size: z.number().int().positive(),
  /** Of an AppImage: length of the list of blocks at its end, by which only what changed is fetched. */
  blockMapSize: z.number().int().positive().optional(),
});

const feedSchema = z.object({
  /** The feed's own name: a feed of another system does not pass for it. */
  feed: z.string(),
  version: z.string().regex(/^\d+\.\d+\.\d+(-[\w.-]+)?$/),
  releaseDate: z.string(),
  /** Offered to so many percent of the copies; absent for all. */
  stagingPercentage: z.number().min(0).max(100).optional(),
  files: z.array(fileSchema).min(1),
});

/** What is offered. */
export type Feed = z.infer<typeof feedSchema>;

const envelopeSchema = z.object({ signed: z.string(), signature: z.base64() });

/** What came is not what the makers of this copy signed. */
export class UntrustedFeed extends Error {}

/** The name of the feed for a system. */
export function feedName(platform: NodeJS.Platform, arch: string): string {
  return platform === "linux" ? `updates-linux-${arch}.json` : `updates-${platform}.json`;
}

/** Reads a feed. Throws `UntrustedFeed` for everything but what the key's owner signed under this name. */
export function readFeed(text: string, name: string, publicKey: string): Feed {
  const envelope = envelopeSchema.safeParse(parsed(text));
  if (!envelope.success) throw new UntrustedFeed("The feed has no signature");
  const { signed, signature } = envelope.data;
  const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
  if (key.asymmetricKeyType !== "ed25519") throw new UntrustedFeed("The key is of another kind");
  if (!verify(null, Buffer.from(signed), key, Buffer.from(signature, "base64"))) {
    throw new UntrustedFeed("The feed's signature is not right");
  }
  const feed = feedSchema.safeParse(parsed(signed));
  if (!feed.success || feed.data.feed !== name) throw new UntrustedFeed("The feed is for something else");
  return feed.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no feed; the schema refuses it.
    return null;
  }
}
