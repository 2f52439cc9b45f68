import { createHash, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { signFeed } from "../../scripts/package/sign-updates.mjs";

/** A pair of keys for updates, as `docs/releasing.md` says how to make one. */
export function updateKeys(): { readonly privateKey: string; readonly publicKey: string } {
  const pair = generateKeyPairSync("ed25519");
  return {
    privateKey: String(pair.privateKey.export({ format: "pem", type: "pkcs8" })),
    publicKey: pair.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
  };
}

/** What a server does when it is asked for a path. */
export type Answer = (response: ServerResponse) => void;

/** A server of updates under the test's hand. */
export interface UpdateServer {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  put(path: string, answer: Answer | string): void;
  stop(): Promise<void>;
}

/** Starts a server that knows nothing yet. */
export async function startUpdateServer(): Promise<UpdateServer> {
  const answers = new Map<string, Answer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    asked.push(path);
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(404).end();
    else answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    put: (path, answer) =>
      answers.set(path, typeof answer === "string" ? (response) => response.end(answer) : answer),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** What a signed feed for this system can be asked to say. */
export interface FeedWords {
  readonly version?: string;
  readonly feed?: string;
  readonly stagingPercentage?: number;
  readonly url?: string;
}

/** The name of this system's feed. */
export const ownFeed = `updates-linux-${process.arch}.json`;

/** A feed that offers one file, signed. */
export function feedFor(file: string, privateKey: string, words: FeedWords = {}): string {
  const sha512 = createHash("sha512").update(file).digest("base64");
  const { version = "1.1.0", feed = ownFeed, url = "Waybill.AppImage", stagingPercentage } = words;
  const staged = stagingPercentage === undefined ? {} : { stagingPercentage };
  const files = [{ url, sha512, size: Buffer.byteLength(file) }];
  const releaseDate = "2026-11-28T00:00:00.000Z";
  return signFeed({ feed, version, releaseDate, ...staged, files }, privateKey);
}
