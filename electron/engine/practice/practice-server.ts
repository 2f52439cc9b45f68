import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Clock, type Logger, silentLogger, systemClock, type ThumbnailDecoder } from "../ports";
import { capillaryRoutes } from "./capillary-routes";
import { easemobRoutes } from "./easemob-routes";
import { imkitRoutes } from "./imkit-routes";
import type { PracticeContext, PracticeExchange } from "./practice-context";
import { sendText } from "./practice-replies";
import { PracticeStore } from "./practice-store";
import { rocketChatRoutes } from "./rocket-chat-routes";
import { signedRoutes } from "./signed-routes";
import { surgeryConnectRoutes } from "./surgery-connect-routes";

/** One line per service that Practice can answer for. */
const routes = [
  signedRoutes,
  imkitRoutes,
  surgeryConnectRoutes,
  capillaryRoutes,
  rocketChatRoutes,
  easemobRoutes,
];

/** A running Practice server. */
export interface PracticeServer {
  /** Without a trailing slash, e.g. `http://127.0.0.1:40961`. */
  readonly baseUrl: string;
  readonly port: number;
  /** The one secret: IMKIT's token and Surgery Connect's API key. */
  readonly token: string;
  /** Ends at once; uploads that are under way are cut off and forgotten. */
  close(): Promise<void>;
}

/** How to start the Practice server. */
export interface PracticeOptions {
  /** Where the files go; made when it is not there. */
  readonly directory: string;
  /** The port to try first, e.g. the one of the last time; another one is taken when it is in use. Absent or 0: any. */
  readonly port?: number;
  /** The token of the last time; absent: a new random one. */
  readonly token?: string;
  /** Who makes thumbnails; without one the original is given. */
  readonly decoder?: ThumbnailDecoder;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("The server has no port."));
      else resolve(address.port);
    });
  });
}

async function listenSomewhere(server: Server, wanted: number): Promise<number> {
  try {
    return await listen(server, wanted);
  } catch (thrown) {
    if (wanted === 0) throw thrown;
    return await listen(server, 0);
  }
}

/**
 * Only direct requests to the loopback address are answered. A page of another site reaches this port under a host
 * name of its own (DNS rebinding) or with an `Origin`; both are refused before anything is read.
 */
function isForeign(request: IncomingMessage, port: number): boolean {
  const ours = [`127.0.0.1:${port}`, `localhost:${port}`];
  return !ours.includes(request.headers.host ?? "") || request.headers.origin !== undefined;
}

function exchangeOf(
  context: PracticeContext,
  request: IncomingMessage,
  response: ServerResponse,
): PracticeExchange {
  const url = new URL(request.url ?? "/", context.baseUrl);
  const segments = url.pathname
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => decodeURIComponent(segment));
  return { context, request, response, segments, query: url.searchParams };
}

async function answer(exchange: PracticeExchange): Promise<void> {
  for (const route of routes) if (await route(exchange)) return;
  sendText(exchange.response, 404, "Waybill's Practice server has nothing here.");
}

async function handle(
  context: PracticeContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("Referrer-Policy", "no-referrer");
  if (isForeign(request, Number(new URL(context.baseUrl).port))) {
    sendText(response, 403, "Only this computer's own programs may use Waybill's Practice server.");
    return;
  }
  await answer(exchangeOf(context, request, response));
}

/** A client that went away is no error of the server; anything else is answered as far as that is still possible. */
function failed(request: IncomingMessage, response: ServerResponse, logger: Logger, thrown: unknown): void {
  if (request.destroyed && !request.complete) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const unreadable = thrown instanceof URIError || (thrown instanceof TypeError && "input" in thrown);
  if (!unreadable) {
    logger.error("practice: request failed", {
      message: thrown instanceof Error ? thrown.message : String(thrown),
    });
  }
  sendText(response, unreadable ? 400 : 500, unreadable ? "This address can't be read." : "Practice failed.");
}

function closing(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

/**
 * Starts the Practice server: a small server inside Waybill, on the loopback address alone, that answers like the
 * real services, so that the whole way of a file can be seen before owning an account. Keeps what it gets in
 * `directory`, streams in both directions, and needs its random token for everything but signed links.
 */
export async function startPracticeServer(options: PracticeOptions): Promise<PracticeServer> {
  const store = new PracticeStore(options.directory);
  await store.open();
  const token = options.token ?? randomBytes(24).toString("base64url");
  const logger = options.logger ?? silentLogger;
  // A large file may take longer than the five minutes that Node gives a request.
  const server = createServer({ requestTimeout: 0 });
  const port = await listenSomewhere(server, options.port ?? 0);
  const context: PracticeContext = {
    store,
    token,
    baseUrl: `http://127.0.0.1:${port}`,
    decoder: options.decoder ?? null,
    clock: options.clock ?? systemClock,
  };
  server.on("request", (request, response) => {
    handle(context, request, response).catch((thrown: unknown) => failed(request, response, logger, thrown));
  });
  return { baseUrl: context.baseUrl, port, token, close: () => closing(server) };
}
