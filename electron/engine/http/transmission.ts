import { EventEmitter } from "node:events";
import {
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from "node:http";
import { request as requestHttps } from "node:https";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { Failure, toFailure } from "../failure";
import type { Clock } from "../ports";
import type { EncodedBody } from "./body-layout";
import { BodySender } from "./body-sender";
import { failureFromConnection } from "./connection-errors";
import type { Connection } from "./connections";
import type { ExchangeOptions } from "./http-client";
import { proxyRefusal } from "./proxy-refusal";
import { Watchdog } from "./watchdog";

/** More headers than any service sends; Node's own 16 KiB are too few for some proxies. */
const maximumHeaderBytes = 64 * 1024;

/** How fast a server is believed to look through what it got, at least: bytes per millisecond. */
const workedThroughPerMs = 10_000;

/** After a sleep an answer is waited for this long at the most, milliseconds: the connection may have outlived it. */
const answerAfterWakeMs = 10_000;
/** An answer may be seen before the word that the last bytes are out (over TLS); it is waited for so long, milliseconds. */
const lastWordMs = 500;
const lostMeanwhile = "The connection was lost while the computer slept or changed its network.";

/** When to give up: always for lack of progress, never for the time a transfer takes. Milliseconds. */
export interface TimeLimits {
  /** Name, connection, proxy and TLS together. */
  readonly connectMs: number;
  /** Without a byte taken by the network. */
  readonly sendStallMs: number;
  /** From the last byte of the body to the answer's head, longer for a large body; and from there to the answer's end. */
  readonly answerMs: number;
  /** Without a byte of the answer's body. */
  readonly answerIdleMs: number;
}

/** What one request consists of. */
export interface TransmissionOptions {
  readonly clock: Clock;
  readonly limits: TimeLimits;
  readonly connection: Connection;
  readonly body: EncodedBody | null;
  /** Whether the request can change anything at the server; GET and HEAD can't. */
  readonly hasEffect: boolean;
  /** Whether it needs no network, because the server or its proxy is on this computer. */
  readonly isLocal: boolean;
  readonly exchange: ExchangeOptions;
}

/**
 * One request on its way. Stands in for Node's `http` towards axios, because only here it can be known which bytes the
 * operating system took. The body waits until the connection, TLS included, stands; an answer that comes before the
 * body's end stops it.
 */
export class Transmission extends EventEmitter {
  readonly #options: TransmissionOptions;
  readonly #watchdog: Watchdog;
  #request: ClientRequest | null = null;
  #response: IncomingMessage | null = null;
  #sender: BodySender | null = null;
  #failure: Failure | null = null;
  #connected = false;
  /** Whether the last byte was handed over, which is not yet taken. */
  #isEnding = false;
  #bodyTaken = false;
  #stopped = false;
  readonly #onAbort = () => this.fail(new Failure("canceled", "canceled"));

  constructor(options: TransmissionOptions) {
    super();
    this.#options = options;
    this.#watchdog = new Watchdog(options.clock);
  }

  /** Whether the network took the last byte; false for requests without effect, which have nothing to lose. */
  get bodySentWhole(): boolean {
    return this.#options.hasEffect && this.#bodyTaken;
  }

  /** Resolves when it is known whether the network took the last byte, where that was handed over already. */
  async lastByteKnown(): Promise<void> {
    if (!this.#isEnding || this.#bodyTaken || this.destroyed) return;
    await new Promise<void>((known) => {
      const callOff = this.#options.clock.after(lastWordMs, known);
      const isOver = () => {
        callOff();
        known();
      };
      for (const event of ["sent", "close"]) this.once(event, isOver);
    });
  }

  /** The answer's head, as soon as it came. */
  get response(): IncomingMessage | null {
    return this.#response;
  }

  /** For axios. */
  get destroyed(): boolean {
    return this.#request?.destroyed ?? false;
  }

  /** For axios, in place of `http.request`. */
  request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): this {
    const { connection, limits, exchange } = this.#options;
    const request = (options.protocol === "https:" ? requestHttps : requestHttp)({
      ...options,
      agent: connection.agent,
      rejectUnauthorized: true,
      maxHeaderSize: maximumHeaderBytes,
      ...(connection.ca === undefined ? {} : { ca: connection.ca }),
      ...(connection.secureContext === undefined ? {} : { secureContext: connection.secureContext }),
      ...(connection.lookup === undefined ? {} : { lookup: connection.lookup }),
    });
    this.#request = request;
    this.#watchdog.watch(limits.connectMs, () => this.#notConnected());
    exchange.signal.addEventListener("abort", this.#onAbort, { once: true });
    request.on("socket", (socket) => this.#onSocket(socket));
    // Only a tunnel has a status; a proxy for plain http answers the request itself.
    request.on("proxyConnect", (reply: { statusCode?: number }) =>
      this.#onProxyAnswer(reply.statusCode ?? 200),
    );
    request.on("response", (response) => this.#onResponse(response, onResponse));
    request.on("error", (error) => this.emit("error", error));
    request.on("close", () => this.#onClose());
    return this;
  }

  /** For axios, which has no body to write: ours goes out when the connection stands. */
  end(): void {}

  /** For axios, which sets a total time limit of none. */
  setTimeout(): void {}

  /** For axios. */
  destroy(error?: Error): void {
    this.#stopSending();
    this.#request?.destroy(error);
  }

  /** Ends the request with a failure; the first one counts. */
  fail(failure: Failure): void {
    this.#failure ??= failure;
    this.destroy(failure);
  }

  /** The computer slept or changed its network: a connection from a dead address is not waited for any longer. */
  abandon(isDead: (localAddress: string) => boolean): void {
    const localAddress = this.#request?.socket?.localAddress;
    if (this.#options.isLocal || this.#response !== null) return;
    if (localAddress === undefined || !isDead(localAddress)) return;
    if (this.bodySentWhole) this.#watchAnswer(answerAfterWakeMs);
    else this.fail(new Failure("transient", "network", { message: lostMeanwhile, isNetworkDown: true }));
  }

  /** What an error of this request means. */
  explain(thrown: unknown): Failure {
    if (this.#failure !== null) return this.#failure;
    return failureFromConnection(thrown, {
      bodySentWhole: this.bodySentWhole,
      hasBody: this.#options.hasEffect,
      atProxy: this.#options.connection.throughProxy && !this.#connected,
    });
  }

  /** The answer was read: the connection is kept if everything was said on it, and closed otherwise. */
  finish(): void {
    this.#options.exchange.signal.removeEventListener("abort", this.#onAbort);
    if (!this.#bodyTaken || this.#response?.complete !== true) this.destroy();
  }

  #onSocket(socket: Socket): void {
    this.emit("socket", socket);
    const ready = () => {
      this.#connected = true;
      if (!this.#stopped) this.#startSending(socket);
    };
    if (this.#request?.reusedSocket === true) ready();
    else if (socket instanceof TLSSocket) socket.once("secureConnect", ready);
    else if (socket.connecting) socket.once("connect", ready);
    else ready();
  }

  #startSending(socket: Socket): void {
    const { body, exchange, clock } = this.#options;
    const request = this.#request;
    if (request === null) return;
    this.#watchStall();
    if (body === null || body.contentLength === 0) {
      void this.#bodyEnding().then((mayEnd) => mayEnd && request.end(() => this.#bodySent()));
      return;
    }
    const sender = new BodySender(request, socket, body, exchange, clock, {
      moving: () => this.#watchdog.touch(),
      throttled: () => this.#watchdog.stop(),
      resumed: () => this.#watchStall(),
      ending: () => this.#bodyEnding(),
      sent: () => this.#bodySent(),
    });
    this.#sender = sender;
    sender.run().catch((thrown: unknown) => {
      if (!this.#stopped) this.fail(toFailure(thrown, "local", "file-unreadable"));
    });
  }

  #onProxyAnswer(status: number): void {
    if (status >= 200 && status < 300) return;
    this.fail(proxyRefusal(status, this.#options.exchange.route));
  }

  #onResponse(response: IncomingMessage, onResponse: (response: IncomingMessage) => void): void {
    this.#response = response;
    this.#watchdog.stop();
    this.#stopSending();
    onResponse(response);
  }

  #onClose(): void {
    this.#watchdog.stop();
    this.#stopSending();
    if (this.#response === null || this.#response.complete) {
      this.#options.exchange.signal.removeEventListener("abort", this.#onAbort);
    }
    this.emit("close");
  }

  #stopSending(): void {
    this.#stopped = true;
    this.#sender?.stop();
  }

  #notConnected(): void {
    const { limits, connection } = this.#options;
    const [who, code] = connection.throughProxy
      ? (["proxy", "proxy"] as const)
      : (["server", "network"] as const);
    const message = `The ${who} did not accept a connection within ${seconds(limits.connectMs)}.`;
    this.fail(new Failure("transient", code, { message }));
  }

  #watchStall(): void {
    const { sendStallMs } = this.#options.limits;
    const message = `The network took no data for ${seconds(sendStallMs)}.`;
    this.#watchdog.watch(sendStallMs, () => this.fail(new Failure("transient", "network", { message })));
  }

  /** It may hash, scan or store the whole file before it answers. */
  #usualAnswerMs(): number {
    const { limits, body } = this.#options;
    return limits.answerMs + (body?.contentLength ?? 0) / workedThroughPerMs;
  }

  #watchAnswer(answerMs = this.#usualAnswerMs()): void {
    const message = `The server gave no answer for ${seconds(answerMs)}.`;
    this.#watchdog.watch(answerMs, () =>
      this.fail(
        this.bodySentWhole
          ? new Failure("unknown", "outcome-unknown")
          : new Failure("transient", "network", { message }),
      ),
    );
  }

  /** Says that the body is about to be complete; false when that could not be put on record, or it was stopped meanwhile. */
  async #bodyEnding(): Promise<boolean> {
    if (!this.#options.hasEffect) return true;
    try {
      await this.#options.exchange.onBodyEnding?.();
      this.#isEnding = !this.#stopped;
      return this.#isEnding;
    } catch (thrown) {
      this.fail(toFailure(thrown, "local", "storage-full"));
      return false;
    }
  }

  #bodySent(): void {
    this.#bodyTaken = true;
    this.emit("sent");
    if (this.#response === null && !this.#stopped) this.#watchAnswer();
    if (!this.#options.hasEffect) return;
    try {
      this.#options.exchange.onBodySent?.();
    } catch (thrown) {
      this.fail(toFailure(thrown, "unknown", "outcome-unknown"));
    }
  }
}

function seconds(durationMs: number): string {
  return `${Math.round(durationMs / 1000)} seconds`;
}
