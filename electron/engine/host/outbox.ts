import type { Socket } from "node:net";
import type { AppSettings } from "../../shared/settings";
import type { Progress } from "../../shared/upload";
import type { EngineEvent } from "../engine-api";
import type { Logger } from "../ports";
import { encodeFrame, fitsFrame, type OwnerFrame } from "./wire";

/** A client that leaves this much unread is cut off, bytes: it would rather connect again than miss a settled upload. */
const unreadLimitBytes = 64 * 1024 * 1024;

/** More changed rows than this are announced as "many". */
const namedIdsLimit = 1000;

type Change = Extract<EngineEvent, { kind: "uploads-changed" }>;

function joinChanges(first: Change | null, second: Change): Change {
  if (first === null) return second;
  const ids = first.ids === null || second.ids === null ? null : [...new Set([...first.ids, ...second.ids])];
  return {
    kind: "uploads-changed",
    ids: ids !== null && ids.length > namedIdsLimit ? null : ids,
    counts: second.counts,
  };
}

/**
 * What goes to one client. While the client reads slower than we write, announcements that the next one supersedes are
 * folded together (progress per upload, changed rows); answers and settled uploads are all kept, in order.
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #logger: Logger;
  #full = false;
  #progress = new Map<string, Progress>();
  #change: Change | null = null;
  #destinationsChanged = false;
  #watchChanged = false;
  #settings: AppSettings | null = null;
  #trouble: Extract<EngineEvent, { kind: "records-trouble" }> | null = null;

  constructor(socket: Socket, logger: Logger) {
    this.#socket = socket;
    this.#logger = logger;
    socket.on("drain", () => {
      this.#full = false;
      this.#sendHeld();
    });
  }

  /** Sends an answer. One that is too long for a frame must not come here. */
  send(frame: OwnerFrame): void {
    this.#write(encodeFrame(frame));
  }

  /** Sends an announcement, or keeps it until the client has read what came before. */
  announce(event: EngineEvent): void {
    if (!this.#full || event.kind === "upload-settled") {
      this.#write(encodeFrame({ kind: "event", event }));
      return;
    }
    switch (event.kind) {
      case "progress":
        for (const row of event.rows) this.#progress.set(row.id, row);
        break;
      case "uploads-changed":
        this.#change = joinChanges(this.#change, event);
        break;
      case "settings-changed":
        this.#settings = event.settings;
        break;
      case "records-trouble":
        this.#trouble = event;
        break;
      case "watch-changed":
        this.#watchChanged = true;
        break;
      default:
        this.#destinationsChanged = true;
    }
  }

  #sendHeld(): void {
    const held: EngineEvent[] = [];
    if (this.#destinationsChanged) held.push({ kind: "destinations-changed" });
    if (this.#watchChanged) held.push({ kind: "watch-changed" });
    if (this.#settings !== null) held.push({ kind: "settings-changed", settings: this.#settings });
    if (this.#trouble !== null) held.push(this.#trouble);
    if (this.#change !== null) held.push(this.#change);
    if (this.#progress.size > 0) held.push({ kind: "progress", rows: [...this.#progress.values()] });
    this.#destinationsChanged = false;
    this.#watchChanged = false;
    this.#settings = null;
    this.#trouble = null;
    this.#change = null;
    this.#progress = new Map();
    for (const event of held) this.announce(event);
  }

  #write(encoded: string): void {
    if (this.#socket.destroyed) return;
    if (this.#socket.writableLength > unreadLimitBytes || !fitsFrame(encoded)) {
      this.#logger.warn("A client of the profile's socket does not read and is cut off");
      this.#socket.destroy();
      return;
    }
    if (!this.#socket.write(encoded)) this.#full = true;
  }
}
