import { createConnection, type Socket } from "node:net";
import { dirname } from "node:path";
import type { EngineApi, EngineConnection, EngineEvent } from "../engine-api";
import { Failure } from "../failure";
import { type HostCard, isPrivateFolder } from "./profile-socket";
import {
  type AnswerFrame,
  type ClientFrame,
  type EngineMethod,
  encodeFrame,
  FrameReader,
  failureFromData,
  fitsFrame,
  frameLimitBytes,
  greetingSchema,
  ownerFrameSchema,
  wireVersion,
} from "./wire";

/** How long the owner may take to greet, milliseconds. */
const greetingTimeMs = 3000;

const eventKinds: Readonly<Record<EngineEvent["kind"], true>> = {
  "uploads-changed": true,
  progress: true,
  "upload-settled": true,
  "destinations-changed": true,
  "settings-changed": true,
  "records-trouble": true,
  "watch-changed": true,
};

/** An event of the owner, which is the same program; kinds that we do not know are passed over. */
function isEngineEvent(value: unknown): value is EngineEvent {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  return typeof value.kind === "string" && Object.hasOwn(eventKinds, value.kind);
}

function lost(): Failure {
  return new Failure("unknown", "outcome-unknown", {
    message: "The Waybill that works on this profile ended before it answered.",
    hint: "Look at the queue, then try again: what was stored is kept.",
  });
}

function otherVersion(pid: number): Failure {
  return new Failure("permanent", "config", {
    message: `This profile is open in another version of Waybill (process ${pid}).`,
    hint: "End that Waybill, then try again.",
  });
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: Failure) => void;
}

/** The engine of another process, over an open socket that has been greeted. */
export class RemoteEngine implements EngineConnection {
  readonly api: EngineApi;
  /** Resolves when the connection is over, for whatever reason. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  #calls = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.api = remoteApi((method, args) => this.#call(method, args));
    this.closed = new Promise((over) => {
      socket.once("close", () => {
        for (const call of this.#waiting.values()) call.reject(lost());
        this.#waiting.clear();
        over();
      });
    });
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    if (this.#listeners.size === 0) this.#send({ kind: "subscribe" });
    this.#listeners.add(listener);
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#send({ kind: "unsubscribe" });
    };
  }

  close(): Promise<void> {
    this.#socket.end();
    return this.closed;
  }

  /** Takes a frame of the owner; throws when it is none. */
  take(raw: unknown): void {
    const frame = ownerFrameSchema.parse(raw);
    if (frame.kind === "event") {
      if (isEngineEvent(frame.event)) for (const listener of [...this.#listeners]) listener(frame.event);
      return;
    }
    this.#settle(frame);
  }

  #settle(frame: AnswerFrame): void {
    const call = this.#waiting.get(frame.id);
    this.#waiting.delete(frame.id);
    if (frame.kind === "result") call?.resolve(frame.result);
    else call?.reject(failureFromData(frame.failure));
  }

  #call(method: EngineMethod, args: unknown): Promise<unknown> {
    if (this.#socket.destroyed || this.#socket.writableEnded) return Promise.reject(lost());
    this.#calls += 1;
    const id = this.#calls;
    const encoded = encodeFrame({ kind: "call", id, method, args });
    if (!fitsFrame(encoded)) {
      return Promise.reject(
        new Failure("permanent", "config", {
          message: "That is too much for one request.",
          hint: "Add fewer files at a time, or a folder instead of its files.",
        }),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(encoded);
    });
  }

  #send(frame: ClientFrame): void {
    if (!this.#socket.destroyed && !this.#socket.writableEnded) this.#socket.write(encodeFrame(frame));
  }
}

/** The engine's interface over calls. The owner is the same program, so its results have the interface's types. */
function remoteApi(call: (method: EngineMethod, args: unknown) => Promise<unknown>): EngineApi {
  const ask =
    <M extends EngineMethod>(method: M) =>
    (args?: Parameters<EngineApi[M]>[0]) =>
      call(method, args) as Promise<Awaited<ReturnType<EngineApi[M]>>>;
  return {
    settings: ask("settings"),
    saveSettings: ask("saveSettings"),
    unfinishedUploads: ask("unfinishedUploads"),
    checkSettings: ask("checkSettings"),
    duplicateDestination: ask("duplicateDestination"),
    orderDestinations: ask("orderDestinations"),
    services: ask("services"),
    destinations: ask("destinations"),
    signIns: ask("signIns"),
    saveDestination: ask("saveDestination"),
    removeDestination: ask("removeDestination"),
    testDestination: ask("testDestination"),
    add: ask("add"),
    uploads: ask("uploads"),
    queueIds: ask("queueIds"),
    historyIds: ask("historyIds"),
    upload: ask("upload"),
    attempts: ask("attempts"),
    act: ask("act"),
    undoRemoval: ask("undoRemoval"),
    sendAgain: ask("sendAgain"),
    receiptSecrets: ask("receiptSecrets"),
    move: ask("move"),
    reassign: ask("reassign"),
    relocate: ask("relocate"),
    links: ask("links"),
    download: ask("download"),
    removeAtService: ask("removeAtService"),
    standing: ask("standing"),
    watchFolders: ask("watchFolders"),
    watchFolder: ask("watchFolder"),
    unwatchFolder: ask("unwatchFolder"),
  };
}

/** Opens a socket; null when nobody listens. */
function openSocket(path: string): Promise<Socket | null> {
  return new Promise((opened) => {
    const socket = createConnection(path);
    socket.once("connect", () => opened(socket));
    // Every error is followed by "close", which is what the engine goes by.
    socket.on("error", () => opened(null));
  });
}

/** Shows the token and waits for the greeting; null when the owner is gone or does not take the token. */
function greet(socket: Socket, card: HostCard): Promise<RemoteEngine | null> {
  return new Promise((greeted, refused) => {
    const reader = new FrameReader(frameLimitBytes);
    let engine: RemoteEngine | null = null;
    const tooSlow = setTimeout(() => socket.destroy(), greetingTimeMs);
    socket.once("close", () => {
      clearTimeout(tooSlow);
      greeted(null);
    });
    socket.on("data", (bytes) => {
      try {
        for (const frame of reader.read(bytes)) {
          if (engine !== null) engine.take(frame);
          else if (greetingSchema.parse(frame).waybill !== wireVersion) refused(otherVersion(card.pid));
          else {
            clearTimeout(tooSlow);
            engine = new RemoteEngine(socket);
            greeted(engine);
          }
        }
      } catch {
        socket.destroy();
      }
    });
    socket.write(encodeFrame({ waybill: wireVersion, token: card.token }));
  });
}

/**
 * Connects to the owner that a card names; null when it is gone. The token goes only into a socket in a folder that is
 * ours alone. Throws `Failure` `config` when the owner is another version.
 */
export async function reachOwner(card: HostCard): Promise<RemoteEngine | null> {
  if (card.waybill !== wireVersion) throw otherVersion(card.pid);
  if (!isPrivateFolder(dirname(card.socket))) return null;
  const socket = await openSocket(card.socket);
  return socket === null ? null : greet(socket, card);
}
