import { lookup as lookUpInSystem } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { Failure } from "../failure";

/** Networks that are no part of the internet: this computer, the house, the cloud's own metadata (IANA's registries of special addresses). */
const inside = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  inside.addSubnet(network, prefix, "ipv4");
  // The same within IPv6: translated (RFC 6052) and 6to4. A mapped address is judged as the IPv4 one by itself.
  const [first = 0, second = 0] = network.split(".").map(Number);
  const start = ((first << 8) | second).toString(16);
  inside.addSubnet(`64:ff9b::${network}`, 96 + prefix, "ipv6");
  inside.addSubnet(`2002:${start}::`, 16 + Math.min(prefix, 16), "ipv6");
}
for (const [network, prefix] of [
  ["::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const) {
  inside.addSubnet(network, prefix, "ipv6");
}

/** Whether an IP address lies within this computer, its network or the cloud it runs in. */
export function isInward(address: string): boolean {
  const family = isIP(address);
  return family === 0 || inside.check(address, family === 4 ? "ipv4" : "ipv6");
}

/**
 * How names are looked up for an address that a server named: a server on the internet must not make Waybill ask machines
 * that only Waybill can reach. The look-up that is judged is the one whose address is connected to, so a name that answers
 * differently the second time gains nothing. Undefined where nothing is to be judged: the address is the server's own, or the
 * server is inside itself. Throws `redirect-refused` for an address in figures.
 */
export async function guardedLookup(
  url: URL,
  namedBy: URL,
  lookup: LookupFunction = lookUpInSystem as LookupFunction,
): Promise<LookupFunction | undefined> {
  if (url.origin === namedBy.origin || (await isHostInward(namedBy, lookup))) return undefined;
  const host = hostOf(url);
  if (host === "localhost" || host.endsWith(".localhost") || (isIP(host) !== 0 && isInward(host))) {
    throw refused(url);
  }
  return (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      const all = Array.isArray(found) ? found : [];
      const [first] = all;
      if (error !== null || first === undefined) callback(error ?? new Error("no address"), "", 0);
      else if (all.some(({ address }) => isInward(address))) callback(refused(url), "", 0);
      else if (options.all === true) callback(null, all);
      else callback(null, first.address, first.family);
    });
  };
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

async function isHostInward(url: URL, lookup: LookupFunction): Promise<boolean> {
  const host = hostOf(url);
  if (isIP(host) !== 0) return isInward(host);
  return await new Promise((known) => {
    lookup(host, { all: true }, (error, found) => {
      known(error === null && Array.isArray(found) && found.some(({ address }) => isInward(address)));
    });
  });
}

function refused(url: URL): Failure {
  return new Failure("permanent", "redirect-refused", {
    message: `The service sent us on to ${url.origin}, which is a machine in the network here.`,
  });
}
