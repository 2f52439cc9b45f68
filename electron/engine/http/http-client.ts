import type { Readable } from "node:stream";

/** How a file's name is written into a multipart header (services.md 0.1). */
export type NameEncoding = "utf8" | "utf8+filename*" | "percent";

/** One part of a multipart form. `file` stands for the upload's file; its bytes are streamed. */
export type MultipartPart =
  | { readonly kind: "text"; readonly name: string; readonly value: string }
  | { readonly kind: "file"; readonly name: string; readonly fileName: string; readonly contentType: string };

/** What is sent. The file itself is named by place only; the engine streams it from disk. */
export type RequestBody =
  | {
      readonly kind: "multipart";
      readonly parts: readonly MultipartPart[];
      readonly nameEncoding: NameEncoding;
    }
  /** The file's bytes and nothing else. */
  | { readonly kind: "raw"; readonly contentType: string }
  /** JSON text with the file's Base64 between `before` and `after`; of several files, each of `between` stands between two. */
  | {
      readonly kind: "json-base64";
      readonly before: string;
      readonly between?: readonly string[];
      readonly after: string;
    }
  | { readonly kind: "json"; readonly value: unknown };

/** A request as an adapter plans it. Headers never include Content-Type or Content-Length: they follow from the body. */
export interface RequestPlan {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  /** The server that named `url` in an answer, where one did: it must not lead from the internet into the network here. */
  readonly namedBy?: string;
  /** Credentials and the like; every one of them is dropped when a redirect leaves the origin. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody | null;
}

/** How to reach the server. */
export interface Route {
  /** Proxy address, empty for the system's, never used for loopback. */
  readonly proxy: string;
  /** Path of a PEM file to trust beside nothing else; empty for the usual authorities. */
  readonly caCertificate: string;
  /** Plain http is refused except to loopback unless this is true. */
  readonly allowInsecureHttp: boolean;
}

/** The file of an upload, opened once; reading notices every change (files/file-source.ts). */
export interface FileBody {
  /** Bytes. */
  readonly size: number;
  /**
   * Streams exactly `size` bytes in chunks of up to 1 MiB. Ends with a `Failure` (`file-changed`, `file-unreadable`)
   * when the file is not what it was. May be called again for a repeat on the same open file.
   */
  stream(): Readable;
}

/** A complete answer, small enough to be held. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case; several of one name joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded text, at most 1 MiB. */
  readonly text: string;
  /** The parsed body when it is JSON, otherwise undefined. */
  readonly json: unknown;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  /** When it was there, epoch milliseconds of the client's clock. */
  readonly receivedAtMs: number;
  /** Whether the whole request body had been handed to the network when the answer came. */
  readonly bodySentWhole: boolean;
}

/** An answer whose body is read as it comes, for downloads. */
export interface HttpDownload {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
  readonly body: Readable;
}

/** What one exchange needs. */
export interface ExchangeOptions {
  readonly route: Route;
  readonly signal: AbortSignal;
  /** The file, where the body names one. */
  readonly file?: FileBody;
  /** The files in their order, where the body names several; instead of `file`. */
  readonly files?: readonly FileBody[];
  /** Bytes of the FILE (of all files together) handed to the network so far (not of the encoded body); called often, must be cheap. */
  readonly onProgress?: (fileBytesSent: number) => void;
  /**
   * Called once BEFORE the last byte of the body is handed over, and waited for, so that "the server may have it all" is on
   * record before it can be true. Throwing stops the request (`local`).
   */
  readonly onBodyEnding?: () => void | Promise<void>;
  /** Called once, before the promise settles, when the last byte of the body was handed to the network. */
  readonly onBodySent?: () => void;
  /** Limits bandwidth: answers how many of the wanted bytes may be sent now, or promises it; 0 ends the sending. */
  readonly throttle?: (bytes: number, signal: AbortSignal) => number | Promise<number>;
}

/**
 * The one door to the network. No total timeout: connect 15 s, no byte accepted 60 s, answer after the body 120 s.
 * Redirects: never for a request with a body (`redirect-refused`), up to 5 for GET, credentials dropped across origins.
 * Throws `Failure`: `transient`/`network`, `tls`, `proxy` when provably not applied, `unknown`/`outcome-unknown`
 * when the whole body was sent and no complete answer came, `local` from the file, `canceled` on abort.
 */
export interface HttpClient {
  /** Sends and waits for the whole answer, whatever its status. The answer is capped at 1 MiB. */
  exchange(plan: RequestPlan, options: ExchangeOptions): Promise<HttpReply>;
  /** Gets a body as a stream; the caller consumes or destroys it. */
  download(plan: RequestPlan, options: ExchangeOptions): Promise<HttpDownload>;
  /** Whether an address is reached without a network: on this computer, or through a proxy that runs on it. */
  isLocal(url: string, route: Route): boolean;
  /**
   * Ends the connections from addresses that are dead, as after sleep or a change of network: idle ones are closed, a body
   * that is on its way fails `transient`, and what was sent whole gets another 10 s to be answered. Local ones live on.
   */
  abandon(isDead: (localAddress: string) => boolean): void;
  /** Closes idle connections. */
  close(): void;
}
