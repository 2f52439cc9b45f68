import type { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { interfaceConnectivity } from "../../../../electron/engine/network/interfaces";

type Interfaces = ReturnType<typeof networkInterfaces>;

function withAddresses(...addresses: readonly (readonly [string, boolean])[]) {
  const list = addresses.map(([address, internal]) => ({ address, internal }));
  return interfaceConnectivity(() => ({ any: list }) as unknown as Interfaces);
}

const own = ["127.0.0.1", true] as const;

describe("what the network interfaces tell", () => {
  it.each([
    ["the loopback alone", false, [own, ["::1", true]]],
    ["an address that the computer gave itself", false, [own, ["169.254.7.9", false], ["fe80::1", false]]],
    ["an address of a network", true, [own, ["192.168.1.7", false]]],
    ["an IPv6 address alone", true, [["2001:db8::7", false]]],
    ["none at all", false, []],
  ] as const)("%s: online is %s", (_, expected, addresses) => {
    expect(withAddresses(...addresses).isOnline()).toBe(expected);
  });

  it("names every address of this computer", () => {
    const addresses = withAddresses(own, ["192.168.1.7", false]).addresses();
    expect([...addresses]).toEqual(["127.0.0.1", "192.168.1.7"]);
  });

  it("can be asked of this computer", () => {
    expect(typeof interfaceConnectivity().isOnline()).toBe("boolean");
    expect(interfaceConnectivity().addresses().size).toBeGreaterThan(0);
  });
});
