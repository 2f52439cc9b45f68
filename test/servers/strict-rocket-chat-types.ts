import type { SeenRequest, StrictServer } from "./strict-server";

/** The methods that carry a file, post it or delete it. */
export type Method = "rooms.upload" | "rooms.media" | "rooms.mediaConfirm" | "uploads.delete" | "chat.delete";

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the strict Rocket.Chat server does otherwise than usual (services.md 2.6). */
export interface RocketChatFaults {
  /** Answers every upload, media and confirm request like this, after it was read whole. */
  readonly answer?: Answer;
  /** Answers the requests of one method like this. */
  readonly answers?: Partial<Readonly<Record<Method, Answer>>>;
  /** Does what was asked, then cuts the connection instead of answering. */
  readonly lose?: readonly Method[];
  /** Forgets a file once before its confirm comes, as after 24 hours. */
  readonly forgetsOnce?: boolean;
  /** Forgets every file before its confirm comes. */
  readonly forgets?: boolean;
  /** Confirms without posting. */
  readonly postsNothing?: boolean;
  /** Says this size in a message; null says none, as before the two-step flow. */
  readonly size?: number | null;
  /** The rate limit that the answers announce: calls left, and milliseconds until the window ends. */
  readonly limit?: { readonly remaining: number; readonly resetInMs: number };
  /** Milliseconds that the server's clock is ahead of ours. */
  readonly clockAheadMs?: number;
  /** Gives files by sending clients to this address, as with S3. */
  readonly redirectDownloadsTo?: string;
  /** Refuses to tell its version or its settings. */
  readonly silent?: readonly ("info" | "settings.public")[];
}

/** What a strict Rocket.Chat server expects, and what it is. */
export interface RocketChatExpectations {
  readonly userId: string;
  readonly token: string;
  readonly room: { readonly id: string; readonly name: string; readonly kind: "channels" | "groups" | "im" };
  /** The version it has; its routes follow from it. */
  readonly version: string;
  /** Recent 8.x: a file can be deleted without its message. */
  readonly deletesFiles?: boolean;
  /** The path it lives under, e.g. `/chat`. */
  readonly path?: string;
  /** Texts that an upload carries. */
  readonly texts?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A message as the server gives it. */
export interface PostedMessage {
  readonly _id: string;
  readonly rid: string;
  readonly file: { readonly _id: string };
  readonly [more: string]: unknown;
}

/** A file in the list of its room. */
export interface RoomEntry {
  readonly _id: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly userId: string;
  readonly uploadedAt: string;
  readonly path: string;
  expiresAt?: string;
}

/** A strict Rocket.Chat server; `faults` and `expected` may be changed between requests. */
export interface StrictRocketChatServer extends StrictServer {
  faults: RocketChatFaults;
  expected: RocketChatExpectations;
  /** Methods that carried, posted or deleted a file, in order. */
  readonly calls: string[];
  /** Messages that were posted. */
  readonly messages: PostedMessage[];
  /** Anonymous questions for version and settings; they are not among `requests`. */
  readonly questions: SeenRequest[];
  /** Puts a file into the room's list, as if somebody had sent it. */
  addEntry(entry: Partial<RoomEntry>): void;
}
