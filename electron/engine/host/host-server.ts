import { timingSafeEqual } from "node:crypto";
import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import type { EngineConnection } from "../engine-api";
import { Failure, toFailure } from "../failure";
import type { Logger } from "../ports";
import { Outbox } from "./outbox";
import { closeToOthers, type HostCard } from "./profile-socket";
import {
  type AnswerFrame,
  clientFrameSchema,
  encodeFrame,
  FrameReader,
  failureData,
  fitsFrame,
  frameLimitBytes,
  greetingLimitBytes,
  helloSchema,
  isEngineMethod,
  wireVersion,
} from "./wire";

/** How long a client may take to show the token, milliseconds. */
const greetingTimeMs = 5000;

/** How long clients may take to read their last answers when the owner ends, milliseconds. */
const farewellTimeMs = 500;

function sameToken(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Asks the engine; whatever goes wrong becomes a failure that can cross the socket. */
async function answer(
  connection: EngineConnection,
  id: number,
  method: string,
  args: unknown,
): Promise<AnswerFrame> {
  if (!isEngineMethod(method)) {
    const failure = new Failure("permanent", "config", {
      message: `The Waybill that works on this profile does not know "${method}".`,
      hint: "It may be another version: end it, then try again.",
    });
    return { kind: "failure", id, failure: failureData(failure) };
  }
  try {
    const result: unknown = await Reflect.apply(connection.api[method], connection.api, [args]);
    return { kind: "result", id, result };
  } catch (thrown) {
    return { kind: "failure", id, failure: failureData(toFailure(thrown, "permanent", "config")) };
  }
}

/** An answer that a client would refuse to read is replaced by a failure that says so. */
function fitting(frame: AnswerFrame): AnswerFrame {
  if (fitsFrame(encodeFrame(frame))) return frame;
  const failure = new Failure("permanent", "config", {
    message: "The answer is too long for the profile's socket.",
    hint: "Ask for fewer rows at a time.",
  });
  return { kind: "failure", id: frame.id, failure: failureData(failure) };
}

/** One client that has shown the token. */
class HostedClient {
  readonly #connection: EngineConnection;
  readonly #outbox: Outbox;
  #unsubscribe: (() => void) | null = null;

  constructor(connection: EngineConnection, socket: Socket, logger: Logger) {
    this.#connection = connection;
    this.#outbox = new Outbox(socket, logger);
    socket.once("close", () => this.#listen(false));
  }

  /** Takes a frame; throws when it is none. */
  async take(raw: unknown): Promise<void> {
    const frame = clientFrameSchema.parse(raw);
    if (frame.kind !== "call") {
      this.#listen(frame.kind === "subscribe");
      return;
    }
    const answered = await answer(this.#connection, frame.id, frame.method, frame.args);
    this.#outbox.send(fitting(answered));
  }

  #listen(wanted: boolean): void {
    this.#unsubscribe?.();
    this.#unsubscribe = wanted ? this.#connection.subscribe((event) => this.#outbox.announce(event)) : null;
  }
}

/** Answers the clients of a profile until it is stopped. */
export class HostServer {
  readonly #connection: EngineConnection;
  readonly #card: HostCard;
  readonly #version: string;
  readonly #logger: Logger;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(connection: EngineConnection, card: HostCard, version: string, logger: Logger) {
    this.#connection = connection;
    this.#card = card;
    this.#version = version;
    this.#logger = logger;
    this.#server = createServer((socket) => this.#welcome(socket));
  }

  /** Begins to listen. What lies at the socket's place is left from an owner that crashed: only the owner comes here. */
  async listen(): Promise<void> {
    const path = this.#card.socket;
    if (process.platform !== "win32") rmSync(path, { force: true });
    await new Promise<void>((listening, failed) => {
      this.#server.once("error", failed);
      this.#server.listen(path, () => {
        this.#server.off("error", failed);
        listening();
      });
    });
    closeToOthers(path);
  }

  /** Takes no more clients, lets the present ones read their last answers, and ends. */
  async close(): Promise<void> {
    const closed = new Promise<void>((done) => this.#server.close(() => done()));
    for (const socket of this.#sockets) socket.end();
    const impatience = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, farewellTimeMs);
    await closed;
    clearTimeout(impatience);
  }

  #welcome(socket: Socket): void {
    this.#sockets.add(socket);
    const tooSlow = setTimeout(() => socket.destroy(), greetingTimeMs);
    socket.once("close", () => {
      clearTimeout(tooSlow);
      this.#sockets.delete(socket);
    });
    socket.on("error", (error) =>
      this.#logger.info("A client of the profile's socket broke off", { reason: error.message }),
    );
    const reader = new FrameReader(greetingLimitBytes);
    let client: HostedClient | null = null;
    const take = async (frame: unknown) => {
      if (client !== null) return client.take(frame);
      client = this.#admit(frame, socket);
      clearTimeout(tooSlow);
      reader.allow(frameLimitBytes);
    };
    socket.on("data", (bytes) => {
      this.#takeAll(reader, bytes, take).catch((thrown: unknown) => {
        this.#logger.warn("A client of the profile's socket was refused", { reason: reasonOf(thrown) });
        socket.destroy();
      });
    });
  }

  /** Calls run side by side; the frames are begun in their order. */
  async #takeAll(reader: FrameReader, bytes: Buffer, take: (frame: unknown) => Promise<void>): Promise<void> {
    const begun: Promise<void>[] = [];
    for (const frame of reader.read(bytes)) begun.push(take(frame));
    await Promise.all(begun);
  }

  /** Throws when the first frame does not show the token. */
  #admit(frame: unknown, socket: Socket): HostedClient {
    const hello = helloSchema.parse(frame);
    if (!sameToken(hello.token, this.#card.token)) throw new Error("The token is wrong.");
    socket.write(encodeFrame({ waybill: wireVersion, version: this.#version, pid: process.pid }));
    if (hello.waybill !== wireVersion) throw new Error(`The client speaks version ${hello.waybill}.`);
    return new HostedClient(this.#connection, socket, this.#logger);
  }
}

/** What went wrong, without what the client sent. */
function reasonOf(thrown: unknown): string {
  return thrown instanceof Error && !(thrown instanceof SyntaxError) ? thrown.message : "not a frame";
}
