import type { LookupFunction } from "node:net";
import { Readable } from "node:stream";
import axios, { type AxiosAdapter, AxiosHeaders, type AxiosResponse } from "axios";
import { Failure } from "../failure";
import { type Clock, type SystemProxy, systemClock } from "../ports";
import type { EncodedBody } from "./body-layout";
import { type CommonRoute, Connections } from "./connections";
import type { ExchangeOptions, HttpClient, HttpDownload, HttpReply, RequestPlan, Route } from "./http-client";
import { proxyRefusal } from "./proxy-refusal";
import { type Answer, readAnswer, readGradually } from "./read-answer";
import { isRedirect, redirectTarget, type Target } from "./redirects";
import { encodeBody } from "./request-body";
import { CommonTrust } from "./system-authorities";
import { type TimeLimits, Transmission } from "./transmission";

/** An answer larger than this is none of a service we know; decoded bytes. */
const maximumAnswerBytes = 1024 * 1024;

const usualLimits: TimeLimits = {
  connectMs: 15_000,
  sendStallMs: 60_000,
  answerMs: 120_000,
  answerIdleMs: 60_000,
};

/** What a header can carry: visible Latin-1, spaces and tabs (services.md 0.6). */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What holds for every request: axios adds nothing to it, follows nothing, refuses nothing. */
const usualRequest = {
  maxRedirects: 0,
  maxBodyLength: Number.POSITIVE_INFINITY,
  proxy: false,
  responseType: "stream",
  validateStatus: () => true,
} as const;

const usualRoute: CommonRoute = { proxyMode: "system", proxy: "", caCertificate: "" };

/** What the client is made of; tests bring their own names and time limits. */
export interface AxiosHttpClientOptions {
  readonly clock?: Clock;
  readonly systemProxy?: SystemProxy;
  /** What holds for destinations that say nothing of their own; the system's proxy and the usual authorities where absent. */
  readonly commonRoute?: () => CommonRoute;
  /** Where `SSL_CERT_FILE` may stand; the process' own where absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly lookup?: LookupFunction;
  readonly limits?: Partial<TimeLimits>;
}

/** An answer whose head has come. */
interface Opened {
  readonly transmission: Transmission;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded. */
  readonly body: Readable;
}

/**
 * The network, through axios' Node adapter; see `HttpClient` for what it promises. The adapter is called by itself: what axios
 * does around it (defaults, interceptors, transformations) is not used here, and takes as long as the adapter.
 */
export class AxiosHttpClient implements HttpClient {
  readonly #clock: Clock;
  readonly #limits: TimeLimits;
  readonly #connections: Connections;
  readonly #send: AxiosAdapter = axios.getAdapter("http");
  readonly #underWay = new Set<Transmission>();

  constructor(options: AxiosHttpClientOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#limits = { ...usualLimits, ...options.limits };
    this.#connections = new Connections({
      systemProxy: options.systemProxy ?? (async () => null),
      commonRoute: options.commonRoute ?? (() => usualRoute),
      commonTrust: new CommonTrust({
        environment: options.environment ?? process.env,
        platform: process.platform,
      }),
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
    });
  }

  async exchange(plan: RequestPlan, options: ExchangeOptions): Promise<HttpReply> {
    const { opened, url } = await this.#follow(plan, options);
    const { transmission, status, headers } = opened;
    const { answerIdleMs: idleMs, answerMs: wholeMs } = this.#limits;
    const limits = { maximumBytes: maximumAnswerBytes, idleMs, wholeMs };
    const answer = await readAnswer(opened.body, limits, this.#clock);
    await transmission.lastByteKnown();
    transmission.finish();
    // The head of a refusal says what there is to say; a success needs its every word.
    if (answer.ending !== "whole" && (status < 300 || options.signal.aborted)) {
      throw incomplete(transmission, answer);
    }
    const { text } = answer;
    const { bodySentWhole } = transmission;
    const receivedAtMs = this.#clock.now();
    return { status, headers, text, json: parseJson(text), url, receivedAtMs, bodySentWhole };
  }

  async download(plan: RequestPlan, options: ExchangeOptions): Promise<HttpDownload> {
    const asItIs = { ...plan, headers: { "Accept-Encoding": "identity", ...plan.headers } };
    const { opened, url } = await this.#follow(asItIs, options);
    const { transmission, status, headers } = opened;
    const gradually = readGradually(opened.body, this.#limits.answerIdleMs, this.#clock, (thrown) =>
      transmission.explain(thrown),
    );
    const body = Readable.from(gradually, { objectMode: false });
    body.once("close", () => {
      opened.body.destroy();
      transmission.finish();
    });
    return { status, headers, url, body };
  }

  isLocal(url: string, route: Route): boolean {
    return URL.canParse(url) && this.#connections.isLocal(new URL(url), route);
  }

  abandon(isDead: (localAddress: string) => boolean): void {
    this.#connections.closeIdle();
    for (const transmission of this.#underWay) transmission.abandon(isDead);
  }

  close(): void {
    this.#connections.closeIdle();
  }

  /** Opens the plan's address, or the one that its redirects lead to. */
  async #follow(plan: RequestPlan, options: ExchangeOptions): Promise<{ opened: Opened; url: string }> {
    let target = firstTarget(plan);
    const mayFollow = !hasEffect(plan);
    for (;;) {
      const opened = await this.#open(plan, target, options);
      const location = opened.headers["location"];
      if (!isRedirect(opened.status, location)) return { opened, url: target.url.href };
      discard(opened);
      target = redirectTarget(target, opened.status, location, mayFollow);
    }
  }

  async #open(plan: RequestPlan, target: Target, exchange: ExchangeOptions): Promise<Opened> {
    const namedBy = new URL(plan.namedBy ?? plan.url);
    const connection = await this.#connections.to(target.url, exchange.route, namedBy);
    if (exchange.signal.aborted) throw new Failure("canceled", "canceled");
    const body = plan.body === null ? null : encodeBody(plan.body, sizesOf(exchange));
    const transmission = new Transmission({
      clock: this.#clock,
      limits: this.#limits,
      connection,
      body,
      hasEffect: hasEffect(plan),
      isLocal: this.#connections.isLocal(target.url, exchange.route),
      exchange,
    });
    this.#underWay.add(transmission);
    transmission.once("close", () => this.#underWay.delete(transmission));
    let response: AxiosResponse<Readable>;
    try {
      response = await this.#send({
        ...usualRequest,
        method: plan.method,
        url: target.url.href,
        headers: new AxiosHeaders({
          "User-Agent": "Waybill",
          Accept: "*/*",
          ...target.headers,
          ...headersOf(body),
        }),
        transport: transmission,
      });
    } catch (thrown) {
      throw transmission.explain(thrown instanceof Error ? (thrown.cause ?? thrown) : thrown);
    }
    const headers = flatten(transmission.response?.headers ?? {});
    const opened = { transmission, status: response.status, headers, body: response.data };
    if (opened.status !== 407) return opened;
    discard(opened);
    throw proxyRefusal(407, exchange.route);
  }
}

function headersOf(body: EncodedBody | null): Readonly<Record<string, string>> {
  if (body === null) return {};
  return { "Content-Type": body.contentType, "Content-Length": String(body.contentLength) };
}

function sizesOf({ file, files }: ExchangeOptions): readonly number[] {
  return (files ?? (file === undefined ? [] : [file])).map(({ size }) => size);
}

/** A request that may change something at the server is sent once, to one place. */
function hasEffect(plan: RequestPlan): boolean {
  return plan.body !== null || (plan.method !== "GET" && plan.method !== "HEAD");
}

function firstTarget(plan: RequestPlan): Target {
  const url = URL.canParse(plan.url) ? new URL(plan.url) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw badAddress("The address must begin with https:// or http://.");
  }
  if (url.username !== "" || url.password !== "") {
    throw badAddress("The address must not contain a user name or a password.");
  }
  for (const [name, value] of Object.entries(plan.headers)) {
    if (headerValue.test(value)) continue;
    throw new Failure("permanent", "config", {
      message: `The value for the header ${name} contains a character that no header can carry, such as a line break.`,
    });
  }
  return { url, headers: plan.headers, hops: 0 };
}

function badAddress(message: string): Failure {
  return new Failure("permanent", "config", { field: "baseUrl", message });
}

function discard(opened: Opened): void {
  opened.body.on("error", () => {});
  opened.body.destroy();
  opened.transmission.finish();
}

function incomplete(transmission: Transmission, answer: Answer): Failure {
  if (answer.ending === "cut" && !transmission.bodySentWhole) {
    return new Failure("permanent", "bad-response", { message: "The answer is larger than any service's." });
  }
  return transmission.explain(new Error("the answer ended before its end"));
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Most answers that are no JSON are pages; whoever needs JSON sees that there is none.
    return undefined;
  }
}
