import { readFile } from "node:fs/promises";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { LookupFunction } from "node:net";
import type { SecureContext } from "node:tls";
import { HttpProxyAgent } from "http-proxy-agent";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";
import { Failure } from "../failure";
import type { SystemProxy } from "../ports";
import type { Route } from "./http-client";
import { guardedLookup } from "./inward";
import { isLoopback } from "./loopback";
import type { CommonTrust } from "./system-authorities";

/** Below the 5 s after which many servers close an idle connection: a request must not meet one that is just closing. */
const idleConnectionMs = 4000;

/** Happy eyeballs: Node's 250 ms per address give up on servers at the other end of the world. */
const addressAttemptMs = 2500;

/** How one request reaches its server. */
export interface Connection {
  readonly agent: HttpAgent;
  /** The only authorities to trust, PEM; undefined for the usual ones. */
  readonly ca: string | undefined;
  /** The usual authorities, where the system adds some to Node's own. */
  readonly secureContext: SecureContext | undefined;
  readonly throughProxy: boolean;
  readonly lookup: LookupFunction | undefined;
}

/** What holds for every destination that says nothing of its own. */
export interface CommonRoute {
  /** `system`: the environment's proxy, else the system's. */
  readonly proxyMode: "system" | "manual" | "none";
  /** Address of the proxy of the mode `manual`. */
  readonly proxy: string;
  /** Path of a PEM file with the authorities to trust; empty for the usual ones. */
  readonly caCertificate: string;
}

/** What connections are made with. */
export interface ConnectionOptions {
  readonly systemProxy: SystemProxy;
  /** Asked for each request, so that a change counts at once. */
  readonly commonRoute: () => CommonRoute;
  readonly commonTrust: CommonTrust;
  readonly lookup?: LookupFunction;
}

/** Keeps connections alive, one pool per way of reaching servers; checks that the way is allowed. */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #agents = new Map<string, HttpAgent>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /**
   * Throws `config` for what the route forbids or can't provide, `redirect-refused` for an address within the network here
   * that a server outside of it named (`namedBy`).
   */
  async to(url: URL, route: Route, namedBy: URL = url): Promise<Connection> {
    refuseUnprotected(url, route);
    const ca = await this.#authorityFor(route);
    const proxy = await this.#proxyFor(url, route);
    // What a proxy can reach is the proxy's to decide: it looks the name up.
    const guarded = proxy === null ? await guardedLookup(url, namedBy, this.#options.lookup) : undefined;
    const secure = url.protocol === "https:";
    const isProtected = secure || proxy?.protocol === "https:";
    const usual = isProtected ? await this.#options.commonTrust.context() : undefined;
    const agent = this.#agentFor(secure, proxy, usual, guarded !== undefined);
    const secureContext = ca === undefined ? usual : undefined;
    return {
      agent,
      ca,
      secureContext,
      throughProxy: proxy !== null,
      lookup: guarded ?? this.#options.lookup,
    };
  }

  /** Whether an address is reached without a network: on this computer, or through a proxy that runs on it. */
  isLocal(url: URL, route: Route): boolean {
    if (isLoopback(url)) return true;
    const { proxyMode, proxy } = this.#options.commonRoute();
    const common = proxyMode === "manual" ? proxy : proxyMode === "none" ? "" : getProxyForUrl(url.href);
    const through = route.proxy === "" ? common : route.proxy;
    return URL.canParse(through) && isLoopback(new URL(through));
  }

  /** Closes connections that nobody uses. */
  closeIdle(): void {
    for (const agent of this.#agents.values()) {
      for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of sockets ?? []) socket.destroy();
      }
    }
  }

  /** The destination's own authority, else the one for all. */
  async #authorityFor(route: Route): Promise<string | undefined> {
    if (route.caCertificate !== "") return await readAuthority(route.caCertificate, "caCertificate");
    const { caCertificate } = this.#options.commonRoute();
    return caCertificate === "" ? undefined : await readAuthority(caCertificate, null);
  }

  async #proxyFor(url: URL, route: Route): Promise<URL | null> {
    if (isLoopback(url)) return null;
    if (route.proxy !== "") return parseProxy(route.proxy, "proxy");
    const { proxyMode, proxy } = this.#options.commonRoute();
    if (proxyMode === "none") return null;
    if (proxyMode === "manual") return parseProxy(proxy, null);
    const fromEnvironment = getProxyForUrl(url.href);
    if (fromEnvironment !== "") return parseProxy(fromEnvironment, null);
    const fromSystem = await this.#askSystem(url);
    return fromSystem === null ? null : parseProxy(fromSystem, null);
  }

  async #askSystem(url: URL): Promise<string | null> {
    try {
      return await this.#options.systemProxy(url.href);
    } catch (cause) {
      // Going around a proxy that nobody can name is not ours to decide.
      const message = "The proxy settings of this system could not be read.";
      throw new Failure("transient", "proxy", { message, cause });
    }
  }

  /** What was connected to without a guard is never reused where there is one. */
  #agentFor(
    secure: boolean,
    proxy: URL | null,
    usual: SecureContext | undefined,
    isGuarded: boolean,
  ): HttpAgent {
    const key = `${secure ? "https" : "http"} ${isGuarded ? "guarded" : ""} ${proxy?.href ?? ""}`;
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const agent = makeAgent(secure, proxy, usual);
    this.#agents.set(key, agent);
    return agent;
  }
}

/** `usual`: whom a proxy that is reached over TLS is trusted by; a destination's own authority speaks for its server alone. */
function makeAgent(secure: boolean, proxy: URL | null, usual: SecureContext | undefined): HttpAgent {
  if (proxy === null) {
    const options = {
      keepAlive: true,
      timeout: idleConnectionMs,
      maxFreeSockets: 8,
      autoSelectFamilyAttemptTimeout: addressAttemptMs,
    };
    return secure ? new HttpsAgent(options) : new HttpAgent(options);
  }
  // A tunnel is opened for each request: how long a proxy keeps an idle one is anybody's guess.
  const options = {
    keepAlive: false,
    rejectUnauthorized: true,
    ...(usual === undefined ? {} : { secureContext: usual }),
  };
  return secure ? new HttpsProxyAgent(proxy.href, options) : new HttpProxyAgent(proxy.href, options);
}

function refuseUnprotected(url: URL, route: Route): void {
  if (url.protocol === "https:" || isLoopback(url) || route.allowInsecureHttp) return;
  throw new Failure("permanent", "config", {
    field: "baseUrl",
    message: "This address is not protected: http would show credentials and files to anybody on the way.",
    hint: 'Use an https address, or switch "Allow plain http" on for a network you trust.',
  });
}

/** `field` is the destination's setting at fault; null when the path is the one for all. */
async function readAuthority(path: string, field: "caCertificate" | null): Promise<string> {
  let pem: string;
  try {
    pem = await readFile(path, "utf8");
  } catch (cause) {
    throw badAuthority("could not be read", field, cause);
  }
  if (!pem.includes("-----BEGIN CERTIFICATE-----"))
    throw badAuthority("holds no certificate in PEM form", field, null);
  return pem;
}

function badAuthority(what: string, field: "caCertificate" | null, cause: unknown): Failure {
  return new Failure("permanent", "config", {
    field,
    message: `The file of the certificate authority ${what}.`,
    cause,
  });
}

function parseProxy(address: string, field: "proxy" | null): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url !== null && (url.protocol === "http:" || url.protocol === "https:")) return url;
  throw new Failure("permanent", field === null ? "proxy" : "config", {
    field,
    message: "The address of the proxy is not usable: it must begin with http:// or https://.",
  });
}
