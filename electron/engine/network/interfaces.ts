import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import type { Connectivity } from "../ports";

/** An address that a computer gives itself when nobody gives it one: it leads nowhere. */
const selfGiven = /^(?:169\.254\.|fe80:)/i;

/** Whether an interface, by its address, may lead beyond this computer. */
function leadsOut({ internal, address }: NetworkInterfaceInfo): boolean {
  return !internal && !selfGiven.test(address);
}

/** What this computer's network interfaces tell: without any address of its own it can reach nobody. */
export function interfaceConnectivity(
  list: () => ReturnType<typeof networkInterfaces> = networkInterfaces,
): Connectivity {
  const all = () => Object.values(list()).flatMap((addresses) => addresses ?? []);
  return {
    isOnline: () => all().some(leadsOut),
    addresses: () => new Set(all().map(({ address }) => address)),
  };
}
