import type { SystemProxy } from "../engine/ports";

/**
 * The first usable entry of a PAC answer such as `PROXY proxy.example:3128; DIRECT`, as a URL; null for a direct
 * connection. SOCKS proxies are passed over: the transport speaks HTTP proxies only.
 */
export function proxyFromPac(answer: string): string | null {
  for (const entry of answer.split(";")) {
    const [kind, address] = entry.trim().split(/\s+/);
    if (kind === "DIRECT") return null;
    if (address === undefined) continue;
    if (kind === "PROXY") return `http://${address}`;
    if (kind === "HTTPS") return `https://${address}`;
  }
  return null;
}

/** A session in memory that no page uses: it keeps the system's own way to the network, which pages don't have. */
export const proxyPartition = "system-proxy";

/** Asks Chromium, which knows the system's settings and PAC scripts. The session is made when something is sent first. */
export function createSystemProxy(
  session: () => { resolveProxy(url: string): Promise<string> },
): SystemProxy {
  return async (url) => proxyFromPac(await session().resolveProxy(url));
}
